/** Checks the arguments of an attack once, before anything is computed. */
import * as tf from '@tensorflow/tfjs-core';
import { expectFiniteOutputs, firstNonFinite } from '../../common/finite.js';
import { traceBackendName } from '../../compute/graph/trace.js';
import type { Bounds, Model } from '../../model/model.js';
import type { AttackOptions } from './attack.js';
import type { Criterion } from './criteria.js';

/** Checks λ, bounds, pixels, mask, key, samples and example ids. @throws RangeError in one line */
export function checkCall({ bounds }: Model, inputs: tf.Tensor, options: AttackOptions): void {
  const { lambdas, key, outputSamples = 1, mask, examples } = options;
  checkBounds(bounds);
  if (inputs.rank !== 4 || inputs.dtype !== 'float32' || inputs.size === 0) {
    fail('inputs float32 [examples, …] of rank 4 with at least one example', `${inputs.dtype} [${inputs.shape}]`);
  }
  const count = inputs.shape[0]!;
  if (examples && (examples.length !== count || !examples.every(Number.isSafeInteger))) {
    fail(`examples to hold ${count} integers`, `[${examples}]`);
  }
  if (!(Number.isInteger(outputSamples) && outputSamples > 0)) {
    fail('outputSamples to be a positive integer', `${outputSamples}`);
  }
  if (key.dtype !== 'int32' || key.size !== 3) fail('key to be int32 [3]', `${key.dtype} [${key.shape}]`);
  for (const { size, shape } of lambdas) if (size !== 1) fail('each of lambdas to be a scalar', `[${shape}]`);
  if (tf.getBackend() === traceBackendName) return; // during tracing a tensor has no values
  checkLambdas(lambdas.map((lambda) => lambda.dataSync()[0]!));
  checkPixels(inputs.dataSync(), bounds);
  if (mask) checkWithin('mask', mask.dataSync(), [0, 1]);
}

/**
 * Returns the same criterion, whose labels are checked: int32 [N], each the index of an output.
 * @throws RangeError from `labels`
 */
export const withCheckedLabels = (criterion: Criterion): Criterion => ({
  ...criterion,
  labels(outputs) {
    const labels = criterion.labels(outputs);
    const [examples, count] = outputs.shape;
    if (labels.dtype !== 'int32' || labels.shape.join() !== `${examples}`) {
      fail(`labels int32 [${examples}]`, `${labels.dtype} [${labels.shape}]`);
    }
    if (tf.getBackend() === traceBackendName) return labels;
    const odd = labels.dataSync().find((label) => label < 0 || label >= count);
    if (odd !== undefined) fail(`labels from 0 to ${count - 1}, the indices of the model's outputs`, `${odd}`);
    return labels;
  },
});

/** Checks the outputs of a model. @throws Error for outputs that are not finite */
export function checkOutputs(outputs: tf.Tensor): void {
  if (tf.getBackend() !== traceBackendName) expectFiniteOutputs(outputs.dataSync());
}

/** Checks the bounds of a model. @throws RangeError unless min < max */
export function checkBounds([min, max]: Bounds): void {
  if (!(min < max)) fail('bounds [min, max] with min < max', `[${min}, ${max}]`);
}

/** Checks λ in gray levels. @throws RangeError for a λ that is negative or not finite */
export function checkLambdas(lambdas: readonly number[]): void {
  const odd = lambdas.find((lambda) => !(lambda >= 0 && lambda < Number.POSITIVE_INFINITY));
  if (odd !== undefined) fail('λ to be a finite number ≥ 0', `${odd}`);
}

/** Checks input values. @throws RangeError for values that are not finite, or outside the model's bounds */
export const checkPixels = (pixels: ArrayLike<number>, bounds: Bounds): void => checkWithin('inputs', pixels, bounds);

function checkWithin(what: string, values: ArrayLike<number>, [min, max]: Bounds): void {
  const odd = firstNonFinite(values);
  if (odd >= 0) fail(`${what} to be finite numbers`, `${values[odd]} at index ${odd}`);
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < min || values[i]! > max) fail(`${what} within [${min}, ${max}]`, `${values[i]} at index ${i}`);
  }
}

function fail(expected: string, got: string): never {
  throw new RangeError(`attack: expected ${expected}, got ${got}`);
}
