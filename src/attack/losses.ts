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
}

function named(label: string, away: LossFunction, targeted?: LossFunction): Loss {
  const loss: LossFunction = (outputs, labels) => tf.tidy(() => away(outputs, labels));
  const towards: LossFunction = (outputs, labels) =>
    tf.tidy(() => (targeted ? targeted(outputs, labels) : tf.neg(away(outputs, labels))));
  return Object.defineProperty(Object.assign(loss, { label, targeted: towards }), 'name', { value: label });
}

/** −log softmax(outputs)[label]; for Q-values this is what the peers of the paper use (it names no loss). */
export const crossEntropy = named('ce', (outputs, labels) => tf.neg(pick(tf.logSoftmax(outputs), labels)));

/** The best other output minus the label's: above 0 where the label has lost. Carlini and Wagner 2017. */
export const margin = named('margin', (outputs, labels) => {
  expectOutputs('margin', outputs, 2);
  return tf.sub(bestOther(outputs, labels), pick(outputs, labels));
});

/**
 * Difference of logits ratio, which shifting and scaling the outputs leaves as it is: the margin divided by the distance
 * of the largest from the third largest output; when targeted, from the mean of the third and the fourth.
 * Croce and Hein 2020, their equations 6 and 7; the targeted one is measured from the best other output where theirs is
 * from the true label's.
 */
export const differenceOfLogitsRatio = named(
  'dlr',
  (outputs, labels) => {
    expectOutputs('dlr', outputs, 3);
    const [first, , third] = descending(outputs, 3) as tf.Tensor1D[];
    return ratio(margin(outputs, labels), tf.sub(first!, third!));
  },
  (outputs, labels) => {
    expectOutputs('dlr towards a label', outputs, 4);
    const [first, , third, fourth] = descending(outputs, 4) as tf.Tensor1D[];
    return ratio(margin.targeted(outputs, labels), tf.sub(first!, tf.div(tf.add(third!, fourth!), 2)));
  },
);

export const losses = { ce: crossEntropy, margin, dlr: differenceOfLogitsRatio } as const satisfies Record<
  string,
  Loss
>;

export type LossName = keyof typeof losses;

const ratio = (a: tf.Tensor1D, b: tf.Tensor1D): tf.Tensor1D => tf.div(a, tf.add(b, 1e-12));

/** The element of each row that the index names. */
const pick = (rows: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor1D =>
  tf.sum(tf.mul(rows, tf.oneHot(indices, rows.shape[1], 1, 0, 'float32')), -1);

/** Rows with one element each lowered out of reach. */
function without(rows: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D {
  const gone = tf.oneHot(indices, rows.shape[1], 1, 0, 'bool');
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
  if (outputs.shape[1] < least) {
    throw new RangeError(
      `loss ${loss}: expected a model of at least ${least} outputs, got ${outputs.shape[1]}: take another loss, such as ce`,
    );
  }
}
