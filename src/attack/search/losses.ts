/** What attacks raise. */
import * as tf from '@tensorflow/tfjs-core';
import { stopGradient } from './stop-gradient.js';

/** Outputs [N, outputs] and their labels, int32 [N] → the loss of each, [N]. */
export type LossFunction = (outputs: tf.Tensor2D, labels: tf.Tensor1D) => tf.Tensor1D;

export interface Loss extends LossFunction {
  /** For reports: `ce`, `margin`, `dlr`. */
  readonly label: string;
  /** The loss that rises on the way *to* the label; default the negative of the other. */
  readonly targeted: LossFunction;
  /** log(loss), for a loss above 0 that falls below the least float32 where the label leads. Attacks climb it instead. */
  readonly logarithm?: LossFunction;
}

interface Forms {
  readonly targeted?: LossFunction;
  readonly logarithm?: LossFunction;
}

/** A loss of these forms. */
export function createLoss(label: string, away: LossFunction, { targeted, logarithm }: Forms = {}): Loss {
  const tidied =
    (fn: LossFunction): LossFunction =>
    (outputs, labels) =>
      tf.tidy(() => fn(outputs, labels));
  const towards = tidied(targeted ?? ((outputs, labels) => tf.neg(away(outputs, labels))));
  const forms = { label, targeted: towards, ...(logarithm && { logarithm: tidied(logarithm) }) };
  return Object.defineProperty(Object.assign(tidied(away), forms), 'name', { value: label });
}

/**
 * −log softmax(outputs)[label]; for Q-values this is what the peers of the paper use (it names no loss). Computed as
 * log(1 + e^−lead) with lead = outputs[label] − log Σ_{k≠label} exp(outputs[k]): the label's component of the gradient is
 * then −Σ_{k≠label} p_k, which softmax(outputs)[label] − 1 rounds to 0 from a lead of 17 on.
 */
export const crossEntropy = createLoss('ce', (outputs, labels) => softplus(tf.neg(lead(outputs, labels))), {
  logarithm: (outputs, labels) => logSoftplus(tf.neg(lead(outputs, labels))),
});

/** The best other output minus the label's: above 0 where the label has lost. Carlini and Wagner 2017. */
export const margin = createLoss('margin', (outputs, labels) => {
  expectOutputs('margin', outputs, 2);
  return tf.sub(bestOther(outputs, labels), pick(outputs, labels));
});

/**
 * Difference of logits ratio, which shifting and scaling the outputs leaves as it is: the margin divided by the distance
 * of the largest from the third largest output; when targeted, from the mean of the third and the fourth.
 * Where the label is third, the ratio is 1 whatever the outputs are: an attack that has brought it there can go no further.
 * Croce and Hein 2020, their equations 6 and 7; the targeted one is measured from the best other output where theirs is
 * from the true label's.
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
      expectOutputs('dlr towards a label', outputs, 4);
      const [first, second, third, fourth] = descending(outputs, 4) as tf.Tensor1D[];
      const low = tf.div(tf.add(third!, fourth!), 2) as tf.Tensor1D;
      return tf.neg(ratioToSpread(outputs, labels, [first!, second!], low));
    },
  },
);

export const losses = { ce: crossEntropy, margin, dlr: differenceOfLogitsRatio } as const satisfies Record<
  string,
  Loss
>;

export type LossName = keyof typeof losses;

/**
 * margin / (first − low). The gradient is that of an equal form in which nothing cancels: (second − low) / (first − low) − 1
 * where the label is first, else (low − label) / (first − low) + 1. So it is exactly 0 where the label is what `low` is, and
 * the ratio therefore a constant.
 */
function ratioToSpread(
  outputs: tf.Tensor2D,
  labels: tf.Tensor1D,
  [first, second]: readonly [tf.Tensor1D, tf.Tensor1D],
  low: tf.Tensor1D,
): tf.Tensor1D {
  const spread = tf.add(tf.sub(first, low), 1e-12);
  // 1 or 0: comparisons have no gradient in TensorFlow.js, not even none.
  const leads = pick(oneHot(tf.argMax(stopGradient(outputs), -1), outputs), labels);
  const ahead = tf.mul(leads, tf.sub(second, low));
  const behind = tf.mul(tf.sub(1, leads), tf.sub(low, pick(outputs, labels)));
  const form = tf.div(tf.add(ahead, behind), spread) as tf.Tensor1D;
  const value = stopGradient(tf.div(margin(outputs, labels), spread));
  return tf.add(value, tf.sub(form, stopGradient(form)));
}

/** By how much the label's output exceeds the log-sum-exp of the others, [N]. */
function lead(outputs: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  expectOutputs('ce', outputs, 2);
  return tf.sub(pick(outputs, labels), logSumExp(without(outputs, labels)));
}

/** log Σ exp of each row. Its gradient is softmax(row): nothing flows through the maximum, which is taken out. */
export function logSumExp(rows: tf.Tensor2D): tf.Tensor1D {
  const largest = stopGradient(tf.max(rows, -1, true));
  return tf.add(tf.log(tf.sum(tf.exp(tf.sub(rows, largest)), -1)), tf.reshape(largest, [-1]));
}

/** An element-wise function with its derivative. */
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

/** log(1 + eˣ), to a relative error of some 1e-7 wherever eˣ is a float32. */
const softplusOf: Elementwise = (x) => tf.add(tf.maximum(x, 0), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));

/** Its derivative eˣ/(1 + eˣ), as exact: engines' own sigmoids err by some 1e-7 of 1, not of the value. */
const sigmoidOf: Elementwise = (x) => {
  const small = tf.exp(tf.neg(tf.abs(x)));
  return tf.div(tf.where(tf.less(x, 0), small, tf.onesLike(small)), tf.add(small, 1));
};

const softplus = withDerivative(softplusOf, sigmoidOf);

/** Below this, log(log(1 + eˣ)) is x in float32, and its derivative 1. */
const leastBent = -20;

/** log(log(1 + eˣ)), whose derivative does not vanish where eˣ does. */
const logSoftplus = withDerivative(
  (x) => tf.where(tf.less(x, leastBent), x, tf.log(softplusOf(tf.maximum(x, leastBent)))),
  (x) => {
    const bent = tf.maximum(x, leastBent) as tf.Tensor1D;
    return tf.div(sigmoidOf(bent), softplusOf(bent));
  },
);

/** The element of each row that the index names. */
const pick = (rows: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor1D => tf.sum(tf.mul(rows, oneHot(indices, rows)), -1);

/** 1 at the index of each row, else 0; of the rows' shape. Players, since TensorFlow.js' WebAssembly backend writes integers whatever type is asked for. */
const oneHot = (indices: tf.Tensor1D, rows: tf.Tensor2D): tf.Tensor2D =>
  tf.cast(tf.oneHot(indices, rows.shape[1]), 'float32') as tf.Tensor2D;

/** Rows with one element each lowered out of reach. */
function without(rows: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D {
  const gone = tf.cast(oneHot(indices, rows), 'bool');
  return tf.where(gone, tf.fill(rows.shape, Number.NEGATIVE_INFINITY), rows);
}

const bestOther = (outputs: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D =>
  pick(outputs, tf.argMax(without(stopGradient(outputs), labels), -1));

/** The k largest of each row. Each is one element of the row, so that its gradient goes to that element alone. */
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
  const remedy = least > 2 ? 'take another loss, such as ce' : 'there is no other output to be led to';
  throw new RangeError(`loss ${loss}: expected a model of at least ${least} outputs, got ${count}: ${remedy}`);
}
