/** Gradients of the loss with respect to the input, which an attack is given. */
import * as tf from '@tensorflow/tfjs-core';
import { expectWithin, limits } from '../../common/limits.js';
import { type Key, type Model, meanOutput } from '../../model/model.js';
import type { Criterion } from './criteria.js';
import { type Loss, logSumExp } from './losses.js';
import { perExample } from './region.js';
import { stopGradient } from './stop-gradient.js';

/** What one pass over the draws tells. */
export interface ExpectedLoss {
  /** The loss of each example, mean over the draws, [N]; of a loss with a logarithm, the logarithm of that mean. */
  readonly losses: tf.Tensor1D;
  /** The criterion's labels of the mean outputs of the draws, int32 [N]. */
  readonly labels: tf.Tensor1D;
  /** Whether these mean outputs reach the aim, bool [N]. */
  readonly reached: tf.Tensor1D;
}

export interface InputGradient extends ExpectedLoss {
  /** Of the loss summed over the batch, [N, …] as the inputs; of a loss below `leastLoss`, as if it were that large. */
  readonly gradient: tf.Tensor4D;
}

/**
 * A label far in the lead has a cross-entropy, and a gradient of it, below the least float32. Such a gradient is scaled up to
 * this loss: its direction is what steps go by.
 */
const leastLoss = 1e-20;

export interface Gradient {
  (model: Model, inputs: tf.Tensor4D, criterion: Criterion, loss: Loss, key: Key): InputGradient;
  readonly label: string;
  readonly draws: number;
}

/** One draw; for a deterministic model this is the gradient. */
export const exact = (): Gradient => named('exact', 1);

/**
 * Mean of the loss gradients over `draws` draws (not the gradient at the mean output), computed as one batch in which
 * all that comes before the first random layer is shared. A deterministic model has but one draw.
 * @throws RangeError for a number of draws out of range (limits.ts)
 */
export function expected({ draws }: { readonly draws: number }): Gradient {
  expectWithin('gradient, draws', limits.adversary.gradientSamples, draws);
  return named(`expected${draws}`, draws);
}

function named(label: string, draws: number): Gradient {
  const gradient = (model: Model, inputs: tf.Tensor4D, criterion: Criterion, loss: Loss, key: Key): InputGradient =>
    tf.tidy(() => {
      let kept: tf.Tensor1D[] = [];
      const total = (pixels: tf.Tensor4D): tf.Scalar => {
        const { losses, labels, reached } = expectedLoss(model, pixels, criterion, loss, key, draws);
        kept = [losses, labels, reached].map((tensor) => tf.keep(tensor));
        return tf.sum(losses);
      };
      const ascent = tf.grad(total as (x: tf.Tensor) => tf.Tensor)(inputs) as tf.Tensor4D;
      // `tf.grad` frees what its function makes, unless it is kept; what is kept, no tidy frees.
      const [losses, labels, reached] = kept.map((tensor) => tensor.clone()) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
      tf.dispose(kept);
      if (!loss.logarithm) return { gradient: ascent, losses, labels, reached };
      // ∇L = L·∇log L
      const size = tf.maximum(tf.exp(criterion.targeted ? tf.neg(losses) : losses), leastLoss);
      return { gradient: tf.mul(ascent, perExample(size)) as tf.Tensor4D, losses, labels, reached };
    });
  return Object.assign(gradient, { label, draws });
}

/** The loss over `draws` draws, without its gradient. */
export function expectedLoss(
  model: Model,
  pixels: tf.Tensor4D,
  criterion: Criterion,
  loss: Loss,
  key: Key,
  draws: number,
): ExpectedLoss {
  return tf.tidy(() => {
    const examples = pixels.shape[0];
    const outputs = model.forward(pixels, key, draws);
    const rowsPerExample = outputs.shape[0] / examples;
    const mean = stopGradient(meanOutput(model, outputs, examples));
    const labels = criterion.labels(mean);
    const reached = criterion.reached(mean, labels);
    const labelsOfRows = repeat(labels, rowsPerExample);
    const ofRows = (perRow: tf.Tensor1D): tf.Tensor2D => tf.reshape(perRow, [examples, rowsPerExample]);
    if (loss.logarithm) {
      const perRow = loss.logarithm(outputs, labelsOfRows);
      const logMean = rowsPerExample === 1 ? perRow : tf.sub(logSumExp(ofRows(perRow)), Math.log(rowsPerExample));
      return { losses: (criterion.targeted ? tf.neg(logMean) : logMean) as tf.Tensor1D, labels, reached };
    }
    const perRow = (criterion.targeted ? loss.targeted : loss)(outputs, labelsOfRows);
    const losses = rowsPerExample === 1 ? perRow : tf.mean(ofRows(perRow), 1);
    return { losses: losses as tf.Tensor1D, labels, reached };
  });
}

/** Each label `times` times in a row. */
const repeat = (labels: tf.Tensor1D, times: number): tf.Tensor1D =>
  times === 1 ? labels : tf.reshape(tf.tile(tf.reshape(labels, [-1, 1]), [1, times]), [-1]);
