/** What can be said of a trained classifier without loading its network, and the classifiers of the runs below a folder. */
import { join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { findModel } from '../../model/model-files.js';
import { lastRow } from '../../storage/row-file.js';
import { type Found, findRuns, lastTime } from '../../storage/runs/found.js';
import { evaluationsName, metricsName, timingName } from '../../storage/runs/names.js';
import { runFolderKind } from '../../storage/runs/record.js';
import { describeClassifier } from '../../vision/classifier-files.js';
import { classifierRun, type VisionEvaluationRow, type VisionMetricsRow } from './classifier-run.js';

export interface TrainedClassifier {
  readonly folder: string;
  /** Name of the data set. */
  readonly data: string;
  /** Epochs done, with a fraction; undefined before the first row of metrics. */
  readonly epoch?: number;
  /** Length of the training. */
  readonly epochs?: number;
  /** When it was last trained: milliseconds since 1970. */
  readonly written: number;
}

/** @throws UsageError when the folder holds no classifier, or a damaged or older one */
export function trainedClassifier(folder: string): TrainedClassifier {
  const { config, modified } = describeClassifier(folder);
  const { data = 'unknown', epochs } = config;
  const epoch = lastRow<VisionMetricsRow>(join(folder, metricsName))?.epoch;
  return {
    ...{ folder, data },
    ...(epoch !== undefined && { epoch }),
    ...(epochs !== undefined && { epochs }),
    written: lastTime(join(folder, timingName)) ?? modified,
  };
}

/** Classifiers of runs one level below `root`. */
export const findClassifiers = (root: string): Found<TrainedClassifier> =>
  findRuns(root, (folder) => {
    if (!runFolderKind(classifierRun).isMarked(folder)) return undefined;
    if (findModel(folder) === undefined) throw new UsageError(`${folder} has no checkpoint yet`);
    return trainedClassifier(folder);
  });

/** The last accuracy of a run on images that training never sees; undefined before its first evaluation. */
export const lastAccuracy = (folder: string): Pick<VisionEvaluationRow, 'accuracy' | 'images'> | undefined =>
  lastRow<VisionEvaluationRow>(join(folder, evaluationsName));
