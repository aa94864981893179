/** The report of classifiers: rows, comparisons, worst cases, answers, checks and warnings. */
import { groupBy } from '../../common/group-by.js';
import { createRandom } from '../../common/random.js';
import type { EagerBackend } from '../../compute/engine.js';
import type { Check } from '../checks/check.js';
import type { PluginName } from '../players/plugin.js';
import type { Conclusion } from '../report/conclusions.js';
import type { AttackOn, AttackSettings } from '../settings.js';
import { imageAnswers } from './image-answers.js';
import { visionChecks } from './image-checks.js';
import { compareClassifiers, type VisionComparison } from './image-comparison.js';
import { type ImageLine, settingKey } from './image-line.js';
import { summarizeImages, type VisionRow, type VisionWorstCase, visionWorstCases } from './image-summary.js';
import { visionWarnings } from './image-warnings.js';

export interface VisionReport {
  readonly settings: {
    readonly data: string;
    readonly classes: readonly string[];
    readonly images: number;
    readonly lambdas: readonly number[];
    readonly seed: number;
    readonly runs: readonly string[];
    readonly attackOn: AttackOn;
    readonly outputSamples: number;
    /** Module that added names of attacks and defenses. */
    readonly plugin?: PluginName;
    /** The TensorFlow.js backend that computed the last of the lines, if it was one. */
    readonly engine?: EagerBackend;
  };
  /** False when the evaluation was stopped; unfinished settings are left out. */
  readonly complete: boolean;
  readonly rows: readonly VisionRow[];
  readonly comparisons: readonly VisionComparison[];
  readonly worstCases: readonly VisionWorstCase[];
  /** One answer for each question of the report. */
  readonly conclusions: readonly Conclusion[];
  readonly checks: readonly Check[];
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/** Every number follows from the lines: equal lines give equal reports. @param complete false when stopped */
export function createImageReport(
  settings: VisionReport['settings'],
  attackSettings: AttackSettings,
  lines: readonly ImageLine[],
  complete: boolean,
): VisionReport {
  const { attackOn, outputSamples, classes, images, seed } = settings;
  // A setting with an image missing is left out: its images would differ from those of the other settings.
  const finished = [...groupBy(lines, settingKey).values()].filter((group) => group.length === images);
  const rng = createRandom(seed);
  const rows = finished.map(summarizeImages);
  const comparisons = compareClassifiers(finished, rng.split('comparisons'));
  const worstCases = visionWorstCases(finished);
  const context = { attackOn, attackSettings, classes: classes.length };
  return {
    settings,
    complete,
    rows,
    comparisons,
    worstCases,
    conclusions: imageAnswers({ rows, comparisons, worstCases }),
    checks: visionChecks(finished, rows, { ...context, rng: rng.split('checks') }),
    warnings: visionWarnings(rows, outputSamples),
  };
}
