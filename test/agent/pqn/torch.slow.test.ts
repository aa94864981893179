/** Parallel Q-learning against PyTorch: the network, loss and returns of the bench's peer, bench/peers/pqn.py. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialize, parameterSpecs, qNetwork } from '../../../src/agent/network.js';
import { lambdaReturns } from '../../../src/agent/pqn/lambda-returns.js';
import { pqnGradients } from '../../../src/agent/pqn/pqn.js';
import { createRandom } from '../../../src/common/random.js';
import { sizeOf } from '../../../src/common/shape.js';
import { compile } from '../../../src/compute/engine.js';
import { layerNorm } from '../../../src/model/layer-norm.js';
import { withGradients } from '../../helpers/layer-norm.js';

const python = process.env.PYTHON ?? 'python3';
const hasTorch = spawnSync(python, ['-c', 'import torch, numpy']).status === 0;
if (!hasTorch) console.warn('SKIPPED parallel Q-learning against PyTorch: set PYTHON to a Python 3 that has PyTorch');

const [rows, actions] = [32, 6];
const [steps, environments, lambda] = [9, 3, 0.65];
const normShape = [2, 3, 5, 7];
const rng = createRandom(1);
const floats = (shape: readonly number[], scale = 1, offset = 0) =>
  Float32Array.from({ length: sizeOf(shape) }, () => offset + scale * (2 * rng.uniform() - 1));
const integers = (shape: readonly number[], below: number) =>
  Int32Array.from({ length: sizeOf(shape) }, () => rng.integer(below));

const specs = parameterSpecs({ actions, normalization: 'layer' });
const parameters = specs.map(({ shape }) => new Float32Array(sizeOf(shape)));
initialize(parameters, specs, rng);
for (const values of parameters) {
  for (let i = 0; i < values.length; i++) values[i]! += 0.01 * (2 * rng.uniform() - 1);
}

interface Operand {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
}
const minibatch: Record<string, Operand> = {
  observations: { shape: [rows, 4, 84, 84], values: Uint8Array.from(integers([rows, 4, 84, 84], 256)) },
  actions: { shape: [rows], values: integers([rows], actions) },
  returns: { shape: [rows], values: floats([rows]) },
};
const norm: Record<string, Operand> = {
  x: { shape: normShape, values: floats(normShape, 0.1, 1) },
  scale: { shape: [7], values: floats([7], 1, 1) },
  offset: { shape: [7], values: floats([7]) },
  weights: { shape: normShape, values: floats(normShape) },
};
const sequence = {
  rewards: floats([steps, environments]),
  discounts: floats([steps, environments]).map((x) => (x < -0.6 ? 0 : 0.99)),
  values: floats([steps + 1, environments]),
};

const lengths = (operands: Record<string, Operand>, names: readonly string[]) =>
  names.map((name) => sizeOf(operands[name]!.shape));
/** Results of the script, in its order. */
const resultLengths = [
  ...[1, ...specs.map(({ shape }) => sizeOf(shape))],
  ...lengths(norm, ['x', 'x', 'scale', 'offset']),
  ...[steps * environments, steps * environments],
];

function computeInTorch(): Float32Array[] {
  const operands: Record<string, Operand> = {
    ...Object.fromEntries(specs.map(({ name, shape }, i) => [name, { shape, values: parameters[i]! }])),
    ...minibatch,
    ...norm,
    rewards: { shape: [steps, environments], values: sequence.rewards },
    discounts: { shape: [steps, environments], values: sequence.discounts },
    values: { shape: [steps + 1, environments], values: sequence.values },
    decay: { shape: [1], values: Float32Array.of(lambda) },
  };
  const typeOf = ({ values }: Operand) => values.constructor.name.replace('Array', '').toLowerCase();
  const header = Object.entries(operands).map(([name, operand]) => [name, [typeOf(operand), operand.shape]]);
  const input = Buffer.concat([
    Buffer.from(`${JSON.stringify(Object.fromEntries(header))}\n`),
    ...Object.values(operands).map(({ values }) => Buffer.from(values.buffer)),
  ]);
  const script = fileURLToPath(new URL('../../helpers/pqn_torch.py', import.meta.url));
  const { status, stdout, stderr } = spawnSync(python, [script], { input, maxBuffer: 2 ** 27 });
  if (status !== 0) throw new Error(`pqn_torch.py failed: ${stderr}`);
  const results = new Float32Array(new Uint8Array(stdout).buffer);
  let end = 0;
  return resultLengths.map((length) => {
    end += length;
    return results.subarray(end - length, end);
  });
}

/** ‖a − b‖ / ‖b‖ */
function relativeError(a: ArrayLike<number>, b: Float32Array): number {
  const length = Math.sqrt(b.reduce((sum, value) => sum + value ** 2, 0));
  return Math.sqrt(b.reduce((sum, value, i) => sum + (a[i]! - value) ** 2, 0)) / length;
}

describe.skipIf(!hasTorch)('parallel Q-learning, against PyTorch', () => {
  let expected: Float32Array[];
  beforeAll(() => {
    expected = computeInTorch();
  });

  it('has the same loss and the same gradient of each parameter', async () => {
    const gradients = await compile(
      (...inputs) => {
        const [observations, taken, returns] = inputs.slice(-3) as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
        const batch = { observations, actions: taken, returns };
        return pqnGradients(qNetwork({ normalization: 'layer' }), inputs.slice(0, -3), batch, 'squared');
      },
      {
        inputs: [
          ...specs.map(({ shape }) => ({ shape })),
          { shape: [rows, 4, 84, 84], storage: 'uint8' },
          { shape: [rows], dtype: 'int32' },
          { shape: [rows] },
        ],
      },
    );
    const results = await gradients.run([...parameters, ...Object.values(minibatch).map(({ values }) => values)]);
    await gradients.dispose();
    const names = ['loss', ...specs.map(({ name }) => name)];
    for (const [i, name] of names.entries()) {
      expect([name, relativeError(results[i]!, expected[i]!)]).toEqual([name, expect.toSatisfy((e) => e < 1e-4)]);
    }
  });

  it('normalizes layers alike, with the same gradients', async () => {
    const operands = Object.values(norm);
    const runner = await compile(withGradients(layerNorm), { inputs: operands.map(({ shape }) => ({ shape })) });
    const results = await runner.run(operands.map(({ values }) => values));
    await runner.dispose();
    const from = 1 + specs.length;
    for (const [i, values] of results.entries()) {
      expect(relativeError(values, expected[from + i]!)).toBeLessThan(1e-5);
    }
  });

  it('has the same λ-returns as a recursion by the definition', () => {
    const returns = new Float32Array(steps * environments);
    lambdaReturns(sequence, lambda, returns);
    const [naive, ofPeer] = expected.slice(-2) as [Float32Array, Float32Array];
    expect(relativeError(returns, naive)).toBeLessThan(1e-6);
    expect(relativeError(ofPeer, naive)).toBeLessThan(1e-6);
  });
});
