/** What does one Double DQN update of the paper's network (batch 32) cost, against PyTorch with OpenBLAS? */
import { defaults } from '../src/agent/config.js';
import { createLearner } from '../src/agent/learner.js';
import { initialise, parameterSpecs, qNetwork } from '../src/agent/network.js';
import { createBatch } from '../src/agent/replay.js';
import { createRandom } from '../src/random.js';
import { median, pythonPeer, record, timeEach } from './harness.js';

const rounds = 3;
const updatesPerRound = 20;
const actions = 6;

const rng = createRandom(1);
const specs = parameterSpecs({ actions, hiddenLayers: 1 });
async function learnerWith(threads: number) {
  const learner = await createLearner({
    network: qNetwork({ hiddenLayers: 1 }),
    specs,
    engine: 'onnx',
    provider: 'cpu',
    threads,
    batch: defaults.batchTransitions,
    loss: defaults.loss,
    optimiser: { learningRate: 2.5e-4, decay: 0.95, epsilon: 1e-5, centred: true },
  });
  initialise(learner.online.views, specs, rng.split('parameters'));
  await learner.copyToTarget();
  return learner;
}

const batch = createBatch(defaults.batchTransitions);
for (const pixels of [batch.s_tm1, batch.s_t]) for (let i = 0; i < pixels.length; i++) pixels[i] = rng.integer(256);
for (let i = 0; i < defaults.batchTransitions; i++) {
  batch.a_tm1[i] = rng.integer(actions);
  batch.r_t[i] = rng.integer(3) - 1;
  batch.discount_t[i] = 0.99;
}

const learners = [await learnerWith(1), await learnerWith(2)];
const ours: number[][] = [[], []];
const torch: number[][] = [[], []];
for (let round = 0; round < rounds; round++) {
  for (const [i, learner] of learners.entries()) {
    ours[i]!.push(...(await timeEach(() => learner.learn(batch), updatesPerRound)));
    torch[i]!.push(...(pythonPeer('ddqn_update.py', i + 1, updatesPerRound) ?? []));
  }
}
await Promise.all(learners.map((learner) => learner.dispose()));

const best = (times: number[][]) => Math.min(...times.map(median));
const [one, two] = ours.map(median) as [number, number];
record('update', {
  'ours, 1 thread, ms/update': one,
  'ours, 2 threads, ms/update': two,
  ...(torch[0]!.length > 0
    ? {
        'PyTorch, 1 thread, ms/update': median(torch[0]!),
        'PyTorch, 2 threads, ms/update': median(torch[1]!),
        'ours / PyTorch, best of 1 and 2 threads each': best(ours) / best(torch),
      }
    : {}),
});
