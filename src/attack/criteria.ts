/** What an attack aims at. */
import * as tf from '@tensorflow/tfjs-core';

export interface Criterion {
  readonly label: string;
  /** Labels int32 [N] whose loss the attack raises, from the mean outputs of the clean input [N, outputs]. */
  labels(cleanOutputs: tf.Tensor2D): tf.Tensor1D;
  /** Whether the aim is reached, bool [N], from the mean outputs of the perturbed input. */
  reached(outputs: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D;
}

const largest = (outputs: tf.Tensor2D): tf.Tensor1D => tf.argMax(outputs, -1);

/** Any output but the given labels, int32 [N]. */
export const misclassification = (labels: tf.Tensor1D): Criterion => ({
  label: 'misclassification',
  labels: () => labels.clone(),
  reached: (outputs, given) => tf.notEqual(largest(outputs), given),
});

/** Any action but the greedy one of the clean input, whose gradient draws also give it: it costs nothing extra. */
export const greedyAction = (): Criterion => ({
  label: 'greedy-action',
  labels: largest,
  reached: (outputs, greedy) => tf.notEqual(largest(outputs), greedy),
});
