/** Makes the report of an evaluation of classifiers from its lines. */
import { groupBy } from '../../common/group-by.js';
import { createRandom } from '../../common/random.js';
import type { AttackSettings } from '../checks.js';
import { visionChecks } from './image-checks.js';
import { compareClassifiers } from './image-comparison.js';
import { type ImageLine, settingKey } from './image-line.js';
import { summarizeImages, type VisionReport, visionWorstCases } from './image-report.js';
import { visionWarnings } from './image-warnings.js';

/** Equal lines give equal reports. @param complete whether all lines of the plan are there */
export function createImageReport(
  settings: VisionReport['settings'],
  attackSettings: AttackSettings,
  lines: readonly ImageLine[],
  complete: boolean,
): VisionReport {
  const { attackOn, outputSamples, classes, images, seed } = settings;
  // A setting with an image missing is left out: its images would differ from those of the other settings.
  const whole = [...groupBy(lines, settingKey).values()].filter((group) => group.length === images);
  const rows = whole.map(summarizeImages);
  const rng = createRandom(seed);
  const checks = visionChecks(whole, rows, {
    ...{ attackOn, attackSettings, classes: classes.length, rng: rng.split('checks') },
  });
  return {
    settings,
    complete,
    rows,
    comparisons: compareClassifiers(whole, rng.split('comparisons')),
    worstCases: visionWorstCases(whole),
    checks,
    warnings: visionWarnings(rows, checks, outputSamples),
  };
}
