/** What an attack aims at. */
import * as tf from '@tensorflow/tfjs-core';
import { UsageError } from '../../common/errors.js';

export interface Criterion {
  readonly label: string;
  /** Towards the labels (their loss is lowered) instead of away from them; default false. */
  readonly targeted?: boolean;
  /** Labels int32 [N] that the attack moves away from, or towards, from the mean outputs of the clean input [N, outputs]. */
  labels(cleanOutputs: tf.Tensor2D): tf.Tensor1D;
  /** Whether the aim is reached, bool [N], from the mean outputs of the perturbed input. */
  reached(outputs: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D;
}

const largest = (outputs: tf.Tensor2D): tf.Tensor1D => tf.argMax(outputs, -1);

const awayFrom = (label: string, labels: Criterion['labels']): Criterion => ({
  label,
  labels,
  reached: (outputs, given) => tf.notEqual(largest(outputs), given),
});

const towards = (label: string, labels: Criterion['labels']): Criterion => ({
  label,
  targeted: true,
  labels,
  reached: (outputs, given) => tf.equal(largest(outputs), given),
});

/** Any output but the given labels, int32 [N]. */
export const misclassification = (labels: tf.Tensor1D): Criterion =>
  awayFrom('misclassification', () => labels.clone());

/** The given labels, int32 [N]. */
export const targetedMisclassification = (targets: tf.Tensor1D): Criterion =>
  towards('targeted-misclassification', () => targets.clone());

/** Any action but the greedy one of the clean input, whose gradient draws also give it: it costs nothing extra. */
export const greedyAction = (): Criterion => awayFrom('greedy-action', largest);

/** The action that the agent values least at the clean input. */
export const worstAction = (): Criterion => towards('worst-action', (outputs) => tf.argMin(outputs, -1));

/** The same aim with its labels already known. */
export const withLabels = (criterion: Criterion, labels: tf.Tensor1D): Criterion => ({
  ...criterion,
  labels: () => labels.clone(),
});

/** What attacks on an agent may aim at, by name. */
const agentCriteria = { 'greedy-action': greedyAction, 'worst-action': worstAction } as const;

export const criterionNames = Object.keys(agentCriteria);

/** @throws UsageError saying what was expected and what came */
export function parseCriterion(name: string): Criterion {
  if (Object.hasOwn(agentCriteria, name)) return agentCriteria[name as keyof typeof agentCriteria]();
  throw new UsageError(`target: expected one of ${criterionNames.join(', ')}, got '${name}'`);
}
