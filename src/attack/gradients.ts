/** Gradients of the loss with respect to the input, which an attack is given. */
import * as tf from '@tensorflow/tfjs-core';
import { type Key, type Model, meanOutput } from '../model.js';
import type { Criterion } from './criteria.js';
import type { Loss } from './losses.js';

export interface InputGradient {
  /** Of the loss summed over the batch, [N, …] as the inputs. */
  readonly gradient: tf.Tensor4D;
  /** The criterion's labels of the mean outputs of the very draws that gave the gradient, int32 [N]. */
  readonly labels: tf.Tensor1D;
}

export interface Gradient {
  (model: Model, inputs: tf.Tensor4D, criterion: Criterion, loss: Loss, key: Key): InputGradient;
  readonly label: string;
}

/** One draw; for a deterministic model this is the gradient. */
export const exact = (): Gradient => named('exact', 1);

/**
 * Mean of the loss gradients over `draws` draws (not the gradient at the mean output), computed as one batch in which
 * all that comes before the first random layer is shared. A deterministic model has but one draw.
 * @throws RangeError unless draws is a positive integer
 */
export function expected({ draws }: { readonly draws: number }): Gradient {
  if (!(Number.isInteger(draws) && draws > 0)) {
    throw new RangeError(`expected gradient: expected a whole number of draws from 1, got ${draws}`);
  }
  return named(`expected${draws}`, draws);
}

function named(label: string, draws: number): Gradient {
  const gradient = (model: Model, inputs: tf.Tensor4D, criterion: Criterion, loss: Loss, key: Key): InputGradient =>
    tf.tidy(() => {
      const examples = inputs.shape[0];
      let found: tf.Tensor1D | undefined;
      const meanLoss = (pixels: tf.Tensor4D): tf.Scalar => {
        const outputs = model.forward(pixels, key, draws);
        const rowsPerExample = outputs.shape[0] / examples;
        found = tf.keep(criterion.labels(stopGradient(meanOutput(model, outputs, examples))));
        return tf.div(tf.sum(loss(outputs, repeat(found, rowsPerExample))), rowsPerExample);
      };
      const gradient = tf.grad(meanLoss as (x: tf.Tensor) => tf.Tensor)(inputs) as tf.Tensor4D;
      // `tf.grad` frees what its function makes, unless it is kept; what is kept, no tidy frees.
      const labels = found!.clone();
      found!.dispose();
      return { gradient, labels };
    });
  return Object.assign(gradient, { label });
}

/** Each label `times` times in a row. */
const repeat = (labels: tf.Tensor1D, times: number): tf.Tensor1D =>
  times === 1 ? labels : tf.reshape(tf.tile(tf.reshape(labels, [-1, 1]), [1, times]), [-1]);

/** Labels are no function of the input to differentiate. */
const stopGradient = tf.customGrad((input) => {
  const x = input as tf.Tensor;
  const { shape } = x;
  return { value: x.clone(), gradFunc: () => tf.zeros(shape) };
}) as (x: tf.Tensor2D) => tf.Tensor2D;
