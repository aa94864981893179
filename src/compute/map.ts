/**
 * Applies a function to one slice after the other, like `jax.lax.map`. The function is compiled once for any number of slices
 * and not unrolled, so it needs the memory of one slice.
 */
import { add, getBackend, reshape, slice, stack, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { compile } from './engine.js';
import { traceBackendName } from './graph/trace.js';
import { type HostOperation, type HostTensor, hostCall } from './host-call.js';
import type { CompileOptions, DataType, TensorSpec, Values } from './signature.js';

/** (slices without their first axis, tensors common to all slices) → one float32 tensor. Pure; captures no tensor. */
export type SliceFunction = (slices: readonly Tensor[], shared: readonly Tensor[]) => Tensor;

export interface MapOptions {
  /** `stack` (default): stacks the results along a new first axis; `sum`: adds them. */
  readonly combine?: 'stack' | 'sum';
}

/**
 * @param slices tensors with the same length of the first axis, at least 1
 * @returns a tensor without a gradient: use it inside `tf.customGrad`
 */
export function mapSlices(
  fn: SliceFunction,
  slices: readonly Tensor[],
  shared: readonly Tensor[],
  { combine = 'stack' }: MapOptions = {},
): Tensor {
  const count = slices[0]!.shape[0]!;
  const at = (index: number) => slices.map((each) => reshape(slice(each, index, 1), each.shape.slice(1)));
  const apply = (index: number) => tidy(() => fn(at(index), shared));
  return tidy(() => {
    // Records the function only for the shape of its result. Nothing uses these nodes, so they are removed later.
    if (getBackend() === traceBackendName) return recorded(fn, slices, shared, apply(0), combine === 'sum');
    const indices = Array.from({ length: count }, (_, index) => index);
    if (combine === 'stack') return stack(indices.map(apply));
    return indices.slice(1).reduce((sum, index) => {
      const next = tidy(() => add(sum, apply(index)));
      sum.dispose();
      return next;
    }, apply(0));
  });
}

function recorded(
  fn: SliceFunction,
  slices: readonly Tensor[],
  shared: readonly Tensor[],
  example: Tensor,
  sum: boolean,
): Tensor {
  const count = slices[0]!.shape[0]!;
  const specOf = (shape: readonly number[], { dtype }: Tensor): TensorSpec => ({ shape, dtype: dtype as DataType });
  const inputs = [
    ...slices.map((each) => specOf(each.shape.slice(1), each)),
    ...shared.map((each) => specOf(each.shape, each)),
  ];
  const output: HostTensor = { shape: sum ? example.shape : [count, ...example.shape], dtype: 'float32' };
  const operation: HostOperation = {
    name: 'map',
    outputs: () => [output],
    run() {
      throw new Error('map: prepare must be called before run');
    },
    async prepare(options: CompileOptions) {
      const runner = await compile(
        (...tensors) => [fn(tensors.slice(0, slices.length), tensors.slice(slices.length))],
        {
          inputs,
        },
        options,
      );
      const term = new Float32Array(example.size);
      return {
        async run(operands, [result]) {
          if (sum) result!.fill(0);
          for (let index = 0; index < count; index++) {
            const parts = operands.map((values, i) => (i < slices.length ? part(values, index, count) : values));
            await runner.run(parts, [sum ? term : part(result!, index, count)]);
            if (sum) for (let i = 0; i < term.length; i++) result![i]! += term[i]!;
          }
        },
        dispose: () => runner.dispose(),
      };
    },
  };
  return hostCall(operation, [...slices, ...shared])[0]!;
}

/** Returns slice `index` of an array of `count` slices. */
function part(values: Values, index: number, count: number): Values {
  const size = values.length / count;
  return values.subarray(index * size, (index + 1) * size);
}
