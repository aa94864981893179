/** What do blocked convolutions bring where filters change at every run: the gradient of a Double DQN update? */
import { ready, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { ddqnGradients } from '../src/agent/learner/ddqn.js';
import { initialize, parameterSpecs, qNetwork } from '../src/agent/network.js';
// registers the gradients
import '../src/compute/engine.js';
import { createRandom } from '../src/common/random.js';
import { optimize } from '../src/compute/graph/optimize.js';
import { trace } from '../src/compute/graph/trace.js';
import { createOnnxRunner } from '../src/compute/onnx/session.js';
import type { TensorSpec } from '../src/compute/signature.js';
import { benchFlags } from './flags.js';
import { median, record, timeEach } from './harness.js';

const { rounds, updates } = benchFlags({ rounds: [5, 1], updates: [12, 1] });
const [batch, actions] = [32, 6];
const random = createRandom(1);
const network = qNetwork();
const specs = parameterSpecs({ actions });
const parameters = () => {
  const views = specs.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b)));
  initialize(views, specs, random);
  return views;
};
const [online, target] = [parameters(), parameters()];
const pixels: TensorSpec = { shape: [batch, 4, 84, 84], storage: 'uint8' };
const inputs: TensorSpec[] = [
  ...specs.map(({ shape }) => ({ shape })),
  ...specs.map(({ shape }, i) => ({ shape, frozen: target[i]! })),
  ...[pixels, { shape: [batch], dtype: 'int32' as const }, { shape: [batch] }, { shape: [batch] }, pixels],
];
const frames = () => Uint8Array.from({ length: batch * 4 * 84 * 84 }, () => random.integer(256));
const values = [
  ...online,
  frames(),
  Int32Array.from({ length: batch }, () => random.integer(actions)),
  Float32Array.from({ length: batch }, () => random.integer(3) - 1),
  new Float32Array(batch).fill(0.99),
  frames(),
];

const build = (blockedConvolutions: boolean) => {
  const graph = trace((...tensors) => {
    const [s_tm1, a_tm1, r_t, discount_t, s_t] = tensors.slice(2 * specs.length) as [
      Tensor4D,
      Tensor1D,
      Tensor1D,
      Tensor1D,
      Tensor4D,
    ];
    const networks = [tensors.slice(0, specs.length), tensors.slice(specs.length, 2 * specs.length)] as const;
    return ddqnGradients(network, ...networks, { s_tm1, a_tm1, r_t, discount_t, s_t }, 'huber');
  }, inputs);
  return createOnnxRunner(optimize(graph), inputs, { threads: 1, blockedConvolutions });
};
await ready();
const runners = { plain: await build(false), blocked: await build(true) };
const times: Record<keyof typeof runners, number[]> = { plain: [], blocked: [] };
const outputs = runners.plain.outputs.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b, 1)));
for (let round = 0; round < rounds; round++) {
  for (const kind of ['plain', 'blocked'] as const) {
    times[kind].push(...(await timeEach(() => runners[kind].run(values, outputs), updates)));
  }
}
await Promise.all([runners.plain.dispose(), runners.blocked.dispose()]);

record('compute-convolution', {
  'gradient of an update, plain convolutions, ms': median(times.plain),
  'gradient of an update, blocked convolutions, ms': median(times.blocked),
  'plain / blocked': median(times.plain) / median(times.blocked),
});
