/** Criteria: when a perturbed input is adversarial. */
import * as tf from '@tensorflow/tfjs-core';
import { asUsage } from '../../common/errors.js';
import { oneOf } from '../../common/one-of.js';

/** Decides which perturbed inputs are adversarial. */
export interface Criterion {
  /** Name for reports. */
  readonly label: string;
  /** Whether the attack moves towards the labels (lowers their loss) instead of away from them; default false. */
  readonly targeted?: boolean;
  /** Returns the labels, int32 [N], from the mean outputs of the clean inputs, [N, outputs]. */
  labels(cleanOutputs: tf.Tensor2D): tf.Tensor1D;
  /** Returns bool [N] from the mean outputs of the perturbed inputs, [N, outputs], and the labels, int32 [N]. */
  isAdversarial(outputs: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D;
}

const largest = (outputs: tf.Tensor2D): tf.Tensor1D => tf.argMax(outputs, -1);

const awayFrom = (label: string, labels: Criterion['labels']): Criterion => ({
  label,
  labels,
  isAdversarial: (outputs, given) => tf.notEqual(largest(outputs), given),
});

const towards = (label: string, labels: Criterion['labels']): Criterion => ({
  label,
  targeted: true,
  labels,
  isAdversarial: (outputs, given) => tf.equal(largest(outputs), given),
});

/** Adversarial: the largest output is not the given label. @param labels int32 [N] */
export const misclassification = (labels: tf.Tensor1D): Criterion =>
  awayFrom('misclassification', () => labels.clone());

/** Adversarial: the largest output is the given label. @param targets int32 [N] */
export const targetedMisclassification = (targets: tf.Tensor1D): Criterion =>
  towards('targeted-misclassification', () => targets.clone());

/**
 * Adversarial: the greedy action is not that of the clean input. FGSM takes the labels from the forward pass of its
 * gradient, so that they cost no further pass.
 */
export const greedyAction = (): Criterion => awayFrom('greedy-action', largest);

/** Adversarial: the greedy action is the one with the lowest Q-value at the clean input. */
export const worstAction = (): Criterion => towards('worst-action', (outputs) => tf.argMin(outputs, -1));

/** The same criterion with its labels already known. @param labels int32 [N] */
export const withLabels = (criterion: Criterion, labels: tf.Tensor1D): Criterion => ({
  ...criterion,
  labels: () => labels.clone(),
});

/** Criteria of attacks on agents, by name. */
const agentCriteria = { 'greedy-action': greedyAction, 'worst-action': worstAction } as const;

export const criterionNames = Object.keys(agentCriteria);

/** Returns the criterion of that name. @throws UsageError for an unknown name */
export function parseCriterion(name: string): Criterion {
  return asUsage(() => oneOf('target', name, agentCriteria))();
}
