/**
 * What does one Double DQN update of the paper's network (batch 32) cost, against PyTorch with OpenBLAS?
 *
 *     npm run bench -- update                        on the processor, against the peer
 *     npm run bench -- update --provider cuda        onnxruntime elsewhere (wasm, webgpu, cuda), no peer
 *     npm run bench -- update --engine tfjs          eagerly on the backend of TensorFlow.js that is installed
 */
import { defaults } from '../src/agent/config.js';
import { createLearner, type Learner } from '../src/agent/learner/learner.js';
import { initialize, parameterSpecs } from '../src/agent/network.js';
import { createRandom } from '../src/common/random.js';
import { describeEagerBackend, loadEagerBackend } from '../src/compute/engine.js';
import { providers } from '../src/compute/signature.js';
import { benchFlags } from './flags.js';
import { median, pythonPeer, record, timeEach } from './harness.js';

const { rounds, updates, provider, engine } = benchFlags(
  { rounds: [7, 1], updates: [20, 1] },
  { provider: providers, engine: ['onnx', 'tfjs'] as const },
);
const onProcessor = provider === 'cpu' && engine === 'onnx';
const actions = 6;
const { batchTransitions, loss, discount } = defaults;

const rng = createRandom(1);
const specs = parameterSpecs({ actions });

/** A learner with noise in its batch. */
async function learnerWith(labor: { workers: number; slices: number; threads: number }): Promise<Learner> {
  const learner = await createLearner({
    ...{ network: {}, specs, engine, provider, batchTransitions, loss, ...labor },
    optimizer: { kind: 'rmsprop', decay: 0.95, epsilon: 1e-5, centered: true },
  });
  initialize(learner.online.views, specs, rng.split('parameters'));
  learner.target.flat.set(learner.online.flat);
  await learner.refresh();
  const { s_tm1, a_tm1, r_t, discount_t, s_t } = learner.batch;
  for (const pixels of [s_tm1, s_t]) for (let i = 0; i < pixels.length; i++) pixels[i] = rng.integer(256);
  for (let i = 0; i < batchTransitions; i++) {
    a_tm1[i] = rng.integer(actions);
    r_t[i] = rng.integer(3) - 1;
    discount_t[i] = discount;
  }
  return learner;
}

const whole = { workers: 0, slices: 1 };
const labors: Record<string, { workers: number; slices: number; threads: number }> = onProcessor
  ? {
      '1 thread': { ...whole, threads: 1 },
      '2 threads, whole batch': { ...whole, threads: 2 },
      '2 threads, half a batch each': { workers: 2, slices: 2, threads: 1 },
    }
  : {
      [engine === 'tfjs' ? `TensorFlow.js, ${describeEagerBackend(await loadEagerBackend())}` : provider]: {
        ...whole,
        threads: 1,
      },
    };

const learners = new Map<string, Learner>();
for (const [name, labor] of Object.entries(labors)) learners.set(name, await learnerWith(labor));
const ours = new Map([...learners.keys()].map((name): [string, number[]] => [name, []]));
const torch = new Map([1, 2].map((threads): [number, number[]] => [threads, []]));
let hasPeer = onProcessor;
for (let round = 0; round < rounds; round++) {
  for (const [name, learner] of learners) {
    ours.get(name)!.push(...(await timeEach(() => learner.learn(1, 2.5e-4), updates)));
  }
  for (const [threads, times] of torch) {
    const measured = hasPeer ? pythonPeer('ddqn_update.py', threads, updates) : undefined;
    hasPeer = measured !== undefined;
    times.push(...(measured ?? []));
  }
}
await Promise.all([...learners.values()].map((learner) => learner.dispose()));

/** The same figure of every thread count, and the smallest of them. */
const all = (times: Iterable<number[]>, figure: (times: number[]) => number) => Math.min(...[...times].map(figure));
const fastest = (times: number[]) => Math.min(...times);
const figures: Record<string, number> = {};
for (const [name, times] of ours) figures[`ours, ${name}, ms/update`] = median(times);
if (hasPeer) {
  for (const [threads, times] of torch) figures[`PyTorch, ${threads} thread(s), ms/update`] = median(times);
  figures['ours / PyTorch, each at its best, medians'] = all(ours.values(), median) / all(torch.values(), median);
  // Other programs on the machine disturb many threads more than one; the fastest updates are those they left alone.
  figures['ours / PyTorch, each at its best, fastest'] = all(ours.values(), fastest) / all(torch.values(), fastest);
}
record(onProcessor ? 'update' : `update-${engine === 'tfjs' ? 'tfjs' : provider}`, figures);
