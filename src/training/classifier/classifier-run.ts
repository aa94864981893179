/** The run folder of a classifier (run-folder.ts). docs/run-folder.md describes every key of the rows. */

import { type OpenOptions, openRun, type RunFolder } from '../../storage/runs/run-folder.js';
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

/** @throws UsageError when the folder does not fit the wish; Error when it cannot be written */
export const openVisionRun = (
  folder: string,
  config: VisionConfig,
  options: OpenOptions = {},
): RunFolder<ClassifierRows> =>
  openRun(
    {
      position: 'step',
      model: 'classifier',
      loadConfig: loadVisionConfig,
      changeable: ['dataFolder', 'checkpointPeriodMinutes', 'engine', 'provider', 'threads'],
      knownBy: ['data', 'batchImages', 'epochs'],
    },
    folder,
    config,
    options,
  );
