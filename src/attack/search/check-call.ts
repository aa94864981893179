/** What a caller gives an attack, checked once before it is used. */
import * as tf from '@tensorflow/tfjs-core';
import { expectFiniteOutputs, firstNonFinite } from '../../common/finite.js';
import { traceBackendName } from '../../compute/graph/trace.js';
import type { Bounds, Model } from '../../model/model.js';
import type { AttackOptions } from './attack.js';
import type { Criterion } from './criteria.js';

/** @throws RangeError in one line: λ, bounds, pixels, mask, key, draws and names of examples of a call on tensors */
export function checkCall({ bounds }: Model, inputs: tf.Tensor, options: AttackOptions): void {
  const { epsilons, key, outputSamples = 1, mask, examples } = options;
  checkBounds(bounds);
  if (inputs.rank !== 4 || inputs.dtype !== 'float32' || inputs.size === 0) {
    fail('inputs float32 [examples, …] of rank 4, at least one', `${inputs.dtype} [${inputs.shape}]`);
  }
  const count = inputs.shape[0]!;
  if (examples && (examples.length !== count || !examples.every(Number.isSafeInteger))) {
    fail(`examples of ${count} whole numbers`, `[${examples}]`);
  }
  if (!(Number.isInteger(outputSamples) && outputSamples > 0)) fail('outputSamples of 1 or more', `${outputSamples}`);
  if (key.dtype !== 'int32' || key.size !== 3) fail('a key int32 [3]', `${key.dtype} [${key.shape}]`);
  for (const { size, shape } of epsilons) if (size !== 1) fail('each epsilon to be a scalar', `[${shape}]`);
  if (tf.getBackend() === traceBackendName) return; // while it is traced, a tensor holds no values
  checkLambdas(epsilons.map((epsilon) => epsilon.dataSync()[0]!));
  checkPixels(inputs.dataSync(), bounds);
  if (mask) checkWithin('a mask', mask.dataSync(), [0, 1]);
}

/** The same aim, whose labels are checked: one for each example, each the place of an output. */
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
    if (odd !== undefined) fail(`labels from 0 to ${count - 1}, the model's outputs`, `${odd}`);
    return labels;
  },
});

/** @throws Error for outputs of a model that are not finite */
export function checkOutputs(outputs: tf.Tensor): void {
  if (tf.getBackend() !== traceBackendName) expectFiniteOutputs(outputs.dataSync());
}

export function checkBounds([min, max]: Bounds): void {
  if (!(min < max)) fail('bounds [min, max] with min < max', `[${min}, ${max}]`);
}

/** @throws RangeError for a λ that is no number of 0 or more */
export function checkLambdas(lambdas: readonly number[]): void {
  const odd = lambdas.find((lambda) => !(lambda >= 0 && lambda < Number.POSITIVE_INFINITY));
  if (odd !== undefined) fail('λ (epsilon) of 0 or more', `${odd}`);
}

/** @throws RangeError for pixels that are not finite, or outside the model's bounds */
export const checkPixels = (pixels: ArrayLike<number>, bounds: Bounds): void => checkWithin('inputs', pixels, bounds);

function checkWithin(what: string, values: ArrayLike<number>, [min, max]: Bounds): void {
  const odd = firstNonFinite(values);
  if (odd >= 0) fail(`${what} of finite numbers`, `${values[odd]} at place ${odd}`);
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < min || values[i]! > max) fail(`${what} within [${min}, ${max}]`, `${values[i]} at place ${i}`);
  }
}

function fail(expected: string, got: string): never {
  throw new RangeError(`attack: expected ${expected}, got ${got}`);
}
