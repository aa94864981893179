/**
 * How long does one step of a SAP-100 agent under FGSM take, with 100 samples for the gradient and 100 for the output,
 * on the paper's network, and where does the time go? Peers: the same in PyTorch (samples as a batch), and a loop over samples
 * on the eager backends of TensorFlow.js.
 */
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { initialize, parameterSpecs, qNetwork } from '../src/agent/network.js';
import { fgsm } from '../src/attack/fgsm.js';
import { greedyAction } from '../src/attack/search/criteria.js';
import { expected } from '../src/attack/search/gradients.js';
import { crossEntropy } from '../src/attack/search/losses.js';
import { createRandom } from '../src/common/random.js';
import { compile } from '../src/compute/engine.js';
import { hostCall } from '../src/compute/host-call.js';
import { samplingOperation } from '../src/defense/sampling/kernel-sampler.js';
import type { Sampler } from '../src/defense/sampling/sampler.js';
import { sap } from '../src/defense/sap.js';
import { createAtari } from '../src/env/atari.js';
import { openLibrary } from '../src/env/library.js';
import { presets } from '../src/env/presets.js';
import { evaluationRules } from '../src/env/rules.js';
import { createModel } from '../src/model/create-model.js';
import { type Key, keyFor, type Model, meanOutput } from '../src/model/model.js';
import { benchFlags } from './flags.js';
import { median, pythonPeer, record } from './harness.js';

const { samples, rounds, steps, smoke } = benchFlags({ samples: [100, 2], rounds: [3, 1], steps: [20, 1] });
const actions = 6;
const lambda = 1;

let samplingMs = 0;
/** The exact sampler with a clock on it. */
const multinomial: Sampler = (activations, key, options) => {
  const operation = samplingOperation('multinomialSample', options);
  const run: typeof operation.run = (...buffers) => {
    const begin = performance.now();
    operation.run(...buffers);
    samplingMs += performance.now() - begin;
  };
  return hostCall({ ...operation, run }, [activations, key])[0] as ReturnType<Sampler>;
};

const rng = createRandom(1);
const specs = parameterSpecs({ actions });
const views = specs.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b)));
initialize(views, specs, rng);

const { ale, open } = await openLibrary();
const game = createAtari(ale, open('catch'), evaluationRules(presets.dqn2015), rng.split('game'));
game.reset();
function nextObservation(): Uint8Array {
  if (game.step(rng.integer(game.actions.length)).gameOver) game.reset();
  return game.observation;
}

type Step = (model: Model, pixels: tf.Tensor4D, lambda: tf.Scalar, key: Key) => tf.Tensor[];

const decide: Step = (model, pixels, lambda, key) => {
  const attack = fgsm({ gradient: expected({ samples }) });
  const { outputs, labels } = attack(model, pixels, greedyAction(), { lambdas: [lambda], key, outputSamples: samples });
  return [outputs[0]!, labels];
};
const forward: Step = (model, pixels, _, key) => [meanOutput(model, model.forward(pixels, key, samples), 1)];

const compiled = (step: Step, threads: number) =>
  compile(
    (...tensors) => {
      const plain = createModel(qNetwork(), tensors.slice(0, specs.length));
      const model = sap({ percent: 100, sampler: multinomial })(plain);
      return step(model, ...(tensors.slice(specs.length) as [tf.Tensor4D, tf.Scalar, Key]));
    },
    {
      inputs: [
        ...specs.map(({ shape }, i) => ({ shape, frozen: views[i]! })),
        { shape: [1, 4, 84, 84], storage: 'uint8' },
        { shape: [] },
        { shape: [3], dtype: 'int32' },
      ],
    },
    { threads },
  );

interface Times {
  readonly total: number[];
  readonly sampling: number[];
}

/** Adds the milliseconds of steps, and of the sampling in them, to `times`. */
async function time(runner: Awaited<ReturnType<typeof compiled>>, { total, sampling }: Times): Promise<void> {
  for (let i = -3; i < steps; i++) {
    const observation = nextObservation();
    samplingMs = 0;
    const begin = performance.now();
    await runner.run([observation, Float32Array.of(lambda), Int32Array.of(1, i, 0)]);
    if (i < 0) continue;
    total.push(performance.now() - begin);
    sampling.push(samplingMs);
  }
}

/** The pruning one writes first: running sums of |h|, and a binary search for each of the r draws. */
function straightforward(): Sampler {
  const uniform = createRandom(2).uniform;
  return (activations, _, { draws: r }) => {
    const h = activations.dataSync() as Float32Array;
    const sums = new Float64Array(h.length);
    let total = 0;
    for (let i = 0; i < h.length; i++) sums[i] = total += Math.abs(h[i]!);
    const scale = new Float32Array(h.length);
    for (let draw = 0; draw < r; draw++) {
      const point = uniform() * total;
      let [low, high] = [0, h.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (sums[middle]! > point) high = middle;
        else low = middle + 1;
      }
      scale[low] = 1 / -Math.expm1(r * Math.log1p(-Math.abs(h[low]!) / total));
    }
    return tf.tensor3d(scale, activations.shape);
  };
}

/** Milliseconds of a step on an eager backend, one sample after the other, from a few samples of each kind. */
async function eagerLoop(backend: string, few: number): Promise<number> {
  await tf.setBackend(backend);
  const parameters = specs.map(({ shape }, i) => tf.tensor(views[i]!.slice(), [...shape]));
  const plain = createModel(qNetwork(), parameters);
  const model = sap({ percent: 100, sampler: straightforward() })(plain);
  const pixels = tf.tensor4d(Float32Array.from(nextObservation()), [1, 4, 84, 84]);
  const key: Key = tf.tensor1d([1, 0, 0], 'int32');
  const label = tf.tidy(() => tf.argMax(plain.forward(pixels, key), -1)) as tf.Tensor1D;
  const loss = (at: tf.Tensor, i: number) =>
    tf.sum(crossEntropy(model.forward(at as tf.Tensor4D, keyFor(key, i)), label));
  const times: number[] = [];
  for (let i = -1; i < few; i++) {
    const begin = performance.now();
    const gradient = tf.tidy(() => tf.grad((at) => loss(at, i))(pixels));
    gradient.dataSync();
    const output = tf.tidy(() => model.forward(tf.add(pixels, tf.mul(tf.sign(gradient), lambda)), keyFor(key, -1 - i)));
    output.dataSync();
    if (i >= 0) times.push(performance.now() - begin);
    tf.dispose([gradient, output]);
  }
  tf.dispose([...parameters, pixels, key, label]);
  return samples * median(times);
}

const require = createRequire(import.meta.url);
require('@tensorflow/tfjs-backend-wasm');

const threadCounts = [1, 2];
const ours = threadCounts.map((): Times => ({ total: [], sampling: [] }));
const passes: Times = { total: [], sampling: [] };
const torch = threadCounts.map((): number[] => []);
const eager: Record<string, number[]> = { wasm: [], cpu: [] };

const runners = await Promise.all(threadCounts.map((threads) => compiled(decide, threads)));
const pass = await compiled(forward, 1);
for (let round = 0; round < rounds; round++) {
  for (const [i, threads] of threadCounts.entries()) {
    await time(runners[i]!, ours[i]!);
    torch[i]!.push(...(pythonPeer('sap_step.py', threads, samples, 3) ?? []));
  }
  await time(pass, passes);
  eager.wasm!.push(await eagerLoop('wasm', smoke ? 1 : 10));
  eager.cpu!.push(await eagerLoop('cpu', smoke ? 1 : 2));
}
await Promise.all([...runners, pass].map((runner) => runner.dispose()));

const one = { total: median(ours[0]!.total), sampling: median(ours[0]!.sampling) };
const two = { total: median(ours[1]!.total), sampling: median(ours[1]!.sampling) };
const forwardMs = 2 * (median(passes.total) - median(passes.sampling));
const best = Math.min(one.total, two.total);
const torchBest = Math.min(...torch.filter((times) => times.length > 0).map(median));
record('step', {
  [`SAP-100 FGSM step, ${samples} + ${samples} samples, 1 thread, ms`]: one.total,
  'of which forward, both passes, ms': forwardMs,
  'of which sampling, ms': one.sampling,
  'of which backward, ms': one.total - one.sampling - forwardMs,
  'sampling, share of the step': one.sampling / one.total,
  'step without attack, 1 thread, ms': median(passes.total),
  'step, 2 threads, ms': two.total,
  'sampling, share of the step, 2 threads': two.sampling / two.total,
  'loop over samples, TensorFlow.js wasm, ms': median(eager.wasm!),
  'loop over samples, TensorFlow.js cpu, ms': median(eager.cpu!),
  'loop on wasm / ours': median(eager.wasm!) / best,
  'loop on cpu / ours': median(eager.cpu!) / best,
  ...(Number.isFinite(torchBest)
    ? {
        'PyTorch, 1 thread, ms': median(torch[0]!),
        'PyTorch, 2 threads, ms': median(torch[1]!),
        'PyTorch / ours, best of 1 and 2 threads each': torchBest / best,
      }
    : {}),
});
