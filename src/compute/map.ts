/**
 * A function applied to one slice after the other, as `jax.lax.map` does: compiled once, however many slices there are,
 * and never unrolled, so that memory holds what one slice needs.
 */
import { add, getBackend, reshape, slice, stack, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { compile } from './engine.js';
import { traceBackendName } from './graph/trace.js';
import { type HostOperation, type HostTensor, hostCall } from './host-call.js';
import type { CompileOptions, DataType, TensorSpec, Values } from './signature.js';

/** Pure, and closed over no tensor: slices without their first axis, and what all slices share, to one float32 tensor. */
export type SliceFunction = (slices: readonly Tensor[], shared: readonly Tensor[]) => Tensor;

export interface MapOptions {
  /** `stack` (default): the results along a new first axis; `sum`: their sum. */
  readonly combine?: 'stack' | 'sum';
}

/**
 * @param slices tensors of one length along their first axis, at least 1
 * @returns has no gradient: use it inside `tf.customGrad`
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
    // Recorded once for the shape of its result: nothing uses what is recorded here, so it is dropped.
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
      throw new Error('map: expected to be prepared before it is run');
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

/** Slice `index` of an array that holds `count` of them. */
function part(values: Values, index: number, count: number): Values {
  const size = values.length / count;
  return values.subarray(index * size, (index + 1) * size);
}
