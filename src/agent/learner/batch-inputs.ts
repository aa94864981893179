/** A batch as the five inputs of a compiled function. */
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { TensorSpec, Values } from '../../compute/signature.js';
import { observationBytes, observationShape } from '../../env/environment.js';
import type { Batch } from '../replay/replay.js';
import type { BatchTensors } from './ddqn.js';

/** Returns the specs of the inputs. @param size transitions */
export function batchSpecs(size: number): TensorSpec[] {
  const frames: TensorSpec = { shape: [size, ...observationShape], storage: 'uint8' };
  return [frames, { shape: [size], dtype: 'int32' }, { shape: [size] }, { shape: [size] }, frames];
}

/** Returns views of the arrays of `size` transitions, beginning with number `start`. */
export function batchArrays(batch: Batch, start: number, size: number): Values[] {
  const pixels = (bytes: Uint8Array) => bytes.subarray(start * observationBytes, (start + size) * observationBytes);
  const { s_tm1, a_tm1, r_t, discount_t, s_t } = batch;
  const numbers = [a_tm1, r_t, discount_t].map((values) => values.subarray(start, start + size));
  return [pixels(s_tm1), ...numbers, pixels(s_t)];
}

/** Returns the tensors by name. */
export function batchTensors(inputs: readonly Tensor[]): BatchTensors {
  const [s_tm1, a_tm1, r_t, discount_t, s_t] = inputs as [Tensor4D, Tensor1D, Tensor1D, Tensor1D, Tensor4D];
  return { s_tm1, a_tm1, r_t, discount_t, s_t };
}
