/** The runs of classifiers. docs/run-folder.md describes every key of the rows. */

import type { RunKind } from '../../storage/runs/record.js';
import { loadVisionConfig, type VisionConfig } from '../../vision/config.js';
import type { TrainingRows } from '../loop.js';

/** Means are over the period that the row closes. */
export interface VisionMetricsRow {
  readonly step: number;
  /** Epochs done, with a fraction. */
  readonly epoch: number;
  /** Shown so far, repetitions counted. */
  readonly images: number;
  readonly loss: number;
  /** On the images trained on, as they were shown. */
  readonly accuracy: number;
  /** Of the period's last step. */
  readonly learningRate: number;
}

/** On images that training never sees. */
export interface VisionEvaluationRow {
  readonly step: number;
  readonly epoch: number;
  readonly images: number;
  readonly accuracy: number;
  readonly loss: number;
}

/** What the rates of timing.jsonl count. */
export type ClassifierCount = 'images';

export interface ClassifierRows extends TrainingRows<ClassifierCount> {
  readonly metrics: VisionMetricsRow;
  readonly evaluation: VisionEvaluationRow;
}

export const classifierRun: RunKind<VisionConfig> = {
  model: 'classifier',
  loadConfig: loadVisionConfig,
  changeable: ['dataFolder', 'checkpointPeriodMinutes', 'engine', 'provider', 'threads'],
};
