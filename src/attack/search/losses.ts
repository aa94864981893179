/** The losses that attacks maximize. */
import * as tf from '@tensorflow/tfjs-core';
import { oneHot } from '../../model/one-hot.js';
import { stopGradient } from './stop-gradient.js';

/** Outputs, float32 [N, outputs], and labels, int32 [N] → the loss of each row, [N]. */
export type LossFunction = (outputs: tf.Tensor2D, labels: tf.Tensor1D) => tf.Tensor1D;

/** A loss for untargeted attacks: it rises as the outputs move away from the label. */
export interface Loss extends LossFunction {
  /** Name for reports: `ce`, `margin`, `dlr`. */
  readonly label: string;
  /** The loss for targeted attacks: it rises as the outputs move towards the label. */
  readonly targeted: LossFunction;
  /**
   * log(loss), for a positive loss that falls below the least float32 where the label's output is far above the others.
   * Gradients are computed from it where it is given.
   */
  readonly logarithm?: LossFunction;
}

/** Other forms of a loss. */
export interface LossForms {
  /** Default: the negative of the untargeted loss. */
  readonly targeted?: LossFunction;
  /** The logarithm of the loss, for losses too small for float32; default none. */
  readonly logarithm?: LossFunction;
}

/**
 * Makes a loss, whose functions are tidy.
 * @param label name for reports @param away rises as the outputs move away from the label
 */
export function createLoss(label: string, away: LossFunction, { targeted, logarithm }: LossForms = {}): Loss {
  const tidied =
    (fn: LossFunction): LossFunction =>
    (outputs, labels) =>
      tf.tidy(() => fn(outputs, labels));
  const towards = tidied(targeted ?? ((outputs, labels) => tf.neg(away(outputs, labels))));
  const forms = { label, targeted: towards, ...(logarithm && { logarithm: tidied(logarithm) }) };
  return Object.defineProperty(Object.assign(tidied(away), forms), 'name', { value: label });
}

/**
 * Cross-entropy, −log softmax(outputs)[label]; on Q-values it treats them as logits. The paper names no loss; this is what
 * comparable work uses. Computed as log(1 + e^−lead) with lead = outputs[label] − log Σ_{k≠label} exp(outputs[k]): the
 * label's component of the gradient is then −Σ_{k≠label} p_k, where the usual softmax(outputs)[label] − 1 is rounded to 0
 * from a lead of 17 on.
 * @throws RangeError for a model of fewer than 2 outputs
 */
export const crossEntropy = createLoss('ce', (outputs, labels) => softplus(tf.neg(lead(outputs, labels))), {
  logarithm: (outputs, labels) => logSoftplus(tf.neg(lead(outputs, labels))),
});

/**
 * Margin (Carlini and Wagner 2017): the largest other output minus the label's, positive where the input is misclassified.
 * @throws RangeError for a model of fewer than 2 outputs
 */
export const margin = createLoss('margin', (outputs, labels) => {
  expectOutputs('margin', outputs, 2);
  return tf.sub(bestOther(outputs, labels), pick(outputs, labels));
});

/**
 * Difference of logits ratio (Croce and Hein 2020, equations 6 and 7), invariant to shift and scale of the outputs: the
 * margin divided by the largest minus the third largest output; when targeted, by the largest minus the mean of the third
 * and the fourth. The targeted one uses the margin over the largest other output, where theirs uses that over the true label.
 * Where the label is third the ratio is constantly 1, so that an attack which has reached such a point stops there.
 * @throws RangeError for a model of fewer than 3 outputs, or 4 when targeted
 */
export const differenceOfLogitsRatio = createLoss(
  'dlr',
  (outputs, labels) => {
    expectOutputs('dlr', outputs, 3);
    const [first, second, third] = descending(outputs, 3) as tf.Tensor1D[];
    return ratioToSpread(outputs, labels, [first!, second!], third!);
  },
  {
    targeted(outputs, labels) {
      expectOutputs('dlr, targeted', outputs, 4);
      const [first, second, third, fourth] = descending(outputs, 4) as tf.Tensor1D[];
      const low = tf.div(tf.add(third!, fourth!), 2) as tf.Tensor1D;
      return tf.neg(ratioToSpread(outputs, labels, [first!, second!], low));
    },
  },
);

/** The losses by name. */
export const losses = {
  /** Cross-entropy. */
  ce: crossEntropy,
  margin,
  /** Difference-of-logits ratio. */
  dlr: differenceOfLogitsRatio,
} as const satisfies Record<string, Loss>;

/** Name of a loss, as in `--loss`. */
export type LossName = keyof typeof losses;

/**
 * Returns margin / (first − low), [N]. Its gradient is computed from an equal form without cancellation:
 * (second − low) / (first − low) − 1 where the label is first, else (low − label) / (first − low) + 1. So the gradient is
 * exactly 0 where the label's output is `low` and the ratio is therefore constant.
 */
function ratioToSpread(
  outputs: tf.Tensor2D,
  labels: tf.Tensor1D,
  [first, second]: readonly [tf.Tensor1D, tf.Tensor1D],
  low: tf.Tensor1D,
): tf.Tensor1D {
  const spread = tf.add(tf.sub(first, low), 1e-12);
  // 1 or 0. TensorFlow.js throws on differentiating a comparison, so a product with one-hot rows replaces it.
  const leads = pick(oneHot(tf.argMax(stopGradient(outputs), -1), outputs.shape[1]), labels);
  const ahead = tf.mul(leads, tf.sub(second, low));
  const behind = tf.mul(tf.sub(1, leads), tf.sub(low, pick(outputs, labels)));
  const form = tf.div(tf.add(ahead, behind), spread) as tf.Tensor1D;
  const value = stopGradient(tf.div(margin(outputs, labels), spread));
  return tf.add(value, tf.sub(form, stopGradient(form)));
}

/** Returns the label's output minus the log-sum-exp of the others, [N]. */
function lead(outputs: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  expectOutputs('ce', outputs, 2);
  return tf.sub(pick(outputs, labels), logSumExp(without(outputs, labels)));
}

/** Returns log Σ exp of each row, [N, k] → [N]. Its gradient is softmax(row). */
export function logSumExp(rows: tf.Tensor2D): tf.Tensor1D {
  // Subtracted for the range of float32; it cancels, so that no gradient has to pass through it.
  const largest = stopGradient(tf.max(rows, -1, true));
  return tf.add(tf.log(tf.sum(tf.exp(tf.sub(rows, largest)), -1)), tf.reshape(largest, [-1]));
}

/** Makes an element-wise operation of a function and its derivative. */
const withDerivative = (value: Elementwise, derivative: Elementwise) =>
  tf.customGrad((input, save) => {
    const x = input as tf.Tensor1D;
    (save as tf.GradSaveFunc)([x]);
    return {
      value: value(x),
      gradFunc: (dy: tf.Tensor1D, [at]: tf.Tensor[]) => tf.mul(dy, derivative(at as tf.Tensor1D)),
    };
  }) as Elementwise;

type Elementwise = (x: tf.Tensor1D) => tf.Tensor1D;

/** log(1 + eˣ), with a relative error of about 1e-7 wherever eˣ is a float32. */
const softplusOf: Elementwise = (x) => tf.add(tf.maximum(x, 0), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));

/** Its derivative eˣ/(1 + eˣ), as exact. The engines' own sigmoids have an absolute error of about 1e-7 instead. */
const sigmoidOf: Elementwise = (x) => {
  const small = tf.exp(tf.neg(tf.abs(x)));
  return tf.div(tf.where(tf.less(x, 0), small, tf.onesLike(small)), tf.add(small, 1));
};

const softplus = withDerivative(softplusOf, sigmoidOf);

/** Below this x, log(log(1 + eˣ)) is x in float32, and its derivative is 1. */
const linearBelow = -20;

/** log(log(1 + eˣ)), whose derivative does not vanish where eˣ does. */
const logSoftplus = withDerivative(
  (x) => tf.where(tf.less(x, linearBelow), x, tf.log(softplusOf(tf.maximum(x, linearBelow)))),
  (x) => {
    const bounded = tf.maximum(x, linearBelow) as tf.Tensor1D;
    return tf.div(sigmoidOf(bounded), softplusOf(bounded));
  },
);

/** Returns rows[n, indices[n]] for each n, [N]. */
const pick = (rows: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor1D =>
  tf.sum(tf.mul(rows, oneHot(indices, rows.shape[1])), -1);

/** Returns the rows with −∞ at the index of each. */
function without(rows: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D {
  const gone = tf.cast(oneHot(indices, rows.shape[1]), 'bool');
  return tf.where(gone, tf.fill(rows.shape, Number.NEGATIVE_INFINITY), rows);
}

const bestOther = (outputs: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D =>
  pick(outputs, tf.argMax(without(stopGradient(outputs), labels), -1));

/** Returns the k largest of each row, k times [N]. Each is picked by its index, so that the gradient is that of one element. */
function descending(outputs: tf.Tensor2D, k: number): tf.Tensor1D[] {
  let left = stopGradient(outputs);
  return Array.from({ length: k }, () => {
    const largest = tf.argMax(left, -1) as tf.Tensor1D;
    left = without(left, largest);
    return pick(outputs, largest);
  });
}

function expectOutputs(loss: string, outputs: tf.Tensor2D, least: number): void {
  const count = outputs.shape[1];
  if (count >= least) return;
  const remedy = least > 2 ? 'take another loss, such as ce' : 'there is no other output to attack';
  throw new RangeError(`loss ${loss}: expected a model of at least ${least} outputs, got ${count}: ${remedy}`);
}
