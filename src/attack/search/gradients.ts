/** Gradients of the loss with respect to the input. An attack receives one of them as an option. */
import * as tf from '@tensorflow/tfjs-core';
import { expectWithin, limits } from '../../common/limits.js';
import { type Key, type Model, meanOutput } from '../../model/model.js';
import type { Criterion } from './criteria.js';
import { type Loss, logSumExp } from './losses.js';
import { perExample } from './region.js';
import { stopGradient } from './stop-gradient.js';

/** Results of one forward pass over all Monte Carlo samples. */
export interface ExpectedLoss {
  /** Loss of each example, mean over the samples, [N]. Of a loss with a logarithm: the logarithm of that mean. */
  readonly losses: tf.Tensor1D;
  /** The criterion's labels of the outputs, which are averaged over the samples; int32 [N]. */
  readonly labels: tf.Tensor1D;
  /** Whether these outputs are adversarial, bool [N]. */
  readonly isAdversarial: tf.Tensor1D;
}

export interface InputGradient extends ExpectedLoss {
  /** Gradient of the loss summed over the batch, of the shape of the inputs. A loss below `leastLoss` counts as `leastLoss`. */
  readonly gradient: tf.Tensor4D;
}

/**
 * Where the label's output is far above the others, the cross-entropy and its gradient are below the least float32. There
 * the gradient is scaled up as if the loss were this: attacks use only its direction.
 */
const leastLoss = 1e-20;

/**
 * Computes the gradient of the loss at the inputs, float32 [N, …] of rank 4. With a targeted criterion the targeted form of
 * the loss is used, so that attacks always ascend.
 */
export interface Gradient {
  (model: Model, inputs: tf.Tensor4D, criterion: Criterion, loss: Loss, key: Key): InputGradient;
  /** Name for reports: `exact`, `expected10`. */
  readonly label: string;
  /** Number of Monte Carlo samples. */
  readonly samples: number;
}

/** The gradient through one Monte Carlo sample; for a deterministic model this is the gradient. */
export const exact = (): Gradient => named('exact', 1);

/**
 * Expectation over transformation (Athalye et al. 2018): the mean of the loss gradients over Monte Carlo samples of the
 * model, not the gradient at the mean output. The samples are computed as one batch, which shares all layers before the
 * first random one. A deterministic model is computed once.
 * @throws RangeError for a number of samples out of range (limits.ts)
 */
export function expected({ samples }: { readonly samples: number }): Gradient {
  expectWithin('gradient, samples', limits.adversary.gradientSamples, samples);
  return named(`expected${samples}`, samples);
}

function named(label: string, samples: number): Gradient {
  const gradient = (model: Model, inputs: tf.Tensor4D, criterion: Criterion, loss: Loss, key: Key): InputGradient =>
    tf.tidy(() => {
      let kept: tf.Tensor1D[] = [];
      const total = (pixels: tf.Tensor4D): tf.Scalar => {
        const { losses, labels, isAdversarial } = expectedLoss(model, pixels, criterion, loss, key, samples);
        kept = [losses, labels, isAdversarial].map((tensor) => tf.keep(tensor));
        return tf.sum(losses);
      };
      const ascent = tf.grad(total as (x: tf.Tensor) => tf.Tensor)(inputs) as tf.Tensor4D;
      // `tf.grad` disposes of what its function creates, except for kept tensors, which no tidy disposes of.
      const [losses, labels, isAdversarial] = kept.map((tensor) => tensor.clone()) as [
        tf.Tensor1D,
        tf.Tensor1D,
        tf.Tensor1D,
      ];
      tf.dispose(kept);
      if (!loss.logarithm) return { gradient: ascent, losses, labels, isAdversarial };
      // ∇L = L·∇log L
      const size = tf.maximum(tf.exp(criterion.targeted ? tf.neg(losses) : losses), leastLoss);
      return { gradient: tf.mul(ascent, perExample(size)) as tf.Tensor4D, losses, labels, isAdversarial };
    });
  return Object.assign(gradient, { label, samples });
}

/** Computes the mean loss over `samples` Monte Carlo samples, without its gradient. @param pixels float32 [N, …] of rank 4 */
export function expectedLoss(
  model: Model,
  pixels: tf.Tensor4D,
  criterion: Criterion,
  loss: Loss,
  key: Key,
  samples: number,
): ExpectedLoss {
  return tf.tidy(() => {
    const examples = pixels.shape[0];
    const outputs = model.forward(pixels, key, samples);
    const rowsPerExample = outputs.shape[0] / examples;
    const mean = stopGradient(meanOutput(model, outputs, examples));
    const labels = criterion.labels(mean);
    const isAdversarial = criterion.isAdversarial(mean, labels);
    const labelsOfRows = repeat(labels, rowsPerExample);
    const ofRows = (perRow: tf.Tensor1D): tf.Tensor2D => tf.reshape(perRow, [examples, rowsPerExample]);
    if (loss.logarithm) {
      const perRow = loss.logarithm(outputs, labelsOfRows);
      const logMean = rowsPerExample === 1 ? perRow : tf.sub(logSumExp(ofRows(perRow)), Math.log(rowsPerExample));
      return { losses: (criterion.targeted ? tf.neg(logMean) : logMean) as tf.Tensor1D, labels, isAdversarial };
    }
    const perRow = (criterion.targeted ? loss.targeted : loss)(outputs, labelsOfRows);
    const losses = rowsPerExample === 1 ? perRow : tf.mean(ofRows(perRow), 1);
    return { losses: losses as tf.Tensor1D, labels, isAdversarial };
  });
}

/** Repeats each label `times` times in a row, [N] → [N · times]. */
const repeat = (labels: tf.Tensor1D, times: number): tf.Tensor1D =>
  times === 1 ? labels : tf.reshape(tf.tile(tf.reshape(labels, [-1, 1]), [1, times]), [-1]);
