import { createRandom } from '../../src/common/random.js';
import type { OnnxGraph, OnnxInitializer, OnnxNode } from '../../src/compute/onnx/onnx-model.js';
import { runtimeFor, Tensor } from '../../src/compute/onnx/runtime.js';
import { smallPixels, smallShape } from './small-network.js';

const rng = createRandom(8);
export const floats = (shape: readonly number[]) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.uniform() - 0.5);
export const bytesOf = (array: Float32Array | BigInt64Array) => new Uint8Array(array.buffer);

/** Random values within ±0.5. */
export const weights = (name: string, ...shape: number[]): OnnxInitializer => ({
  name,
  shape,
  dtype: 'float32',
  data: bytesOf(floats(shape)),
});
export const scalar = (name: string, value: number): OnnxInitializer => ({
  name,
  shape: [],
  dtype: 'float32',
  data: bytesOf(Float32Array.of(value)),
});
export const lengths = (name: string, ...values: number[]): OnnxInitializer => ({
  name,
  shape: [values.length],
  dtype: 'int64',
  data: bytesOf(BigInt64Array.from(values, BigInt)),
});

export type Call = readonly [
  operator: string,
  constants: string | readonly string[],
  attributes?: OnnxNode['attributes'],
];

/** A chain of calls from the input x [2, 2, 6, 6] to the output y [2, outputs]. */
export function chain(calls: readonly Call[], initializers: readonly OnnxInitializer[], outputs: number): OnnxGraph {
  const nodes = calls.map(([operator, constants, attributes = {}], i): OnnxNode => {
    const names = typeof constants === 'string' ? [constants] : constants;
    const before = i === 0 ? 'x' : `r${i}`;
    return {
      operator,
      inputs: [before, ...names].filter((name) => name !== ''),
      outputs: [i === calls.length - 1 ? 'y' : `r${i + 1}`],
      attributes,
    };
  });
  return {
    nodes,
    initializers,
    inputs: [{ name: 'x', dtype: 'float32', shape: [2, ...smallShape] }],
    outputs: [{ name: 'y', dtype: 'float32', shape: [2, outputs] }],
  };
}

/** Pixels of a batch of the input x. */
export const pixels = Float32Array.from(smallPixels(2, 5));

/** Returns the output y that ONNX Runtime computes for the pixels. */
export async function runOnnx(file: Uint8Array): Promise<Float32Array> {
  const session = await runtimeFor({}).createSession(file);
  const { y } = await session.run({ x: new Tensor('float32', pixels, [2, ...smallShape]) });
  await session.release();
  return y!.data as Float32Array;
}
