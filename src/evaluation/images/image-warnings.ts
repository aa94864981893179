/** Warnings of a report of classifiers. */
import { plural } from '../../common/format.js';
import { describeSetting } from '../report/describe.js';
import { exceedsLambda, fewSamples } from '../report/warnings.js';
import { plainAgent } from '../settings.js';
import type { VisionRow } from './image-summary.js';

const enoughImages = 100;

/** One sentence each. */
export function visionWarnings(rows: readonly VisionRow[], outputSamples: number): string[] {
  const images = rows[0]?.images ?? 0;
  const defended = rows.some(({ agent }) => agent !== plainAgent);
  return [
    ...exceedsLambda(rows.map((row) => ({ ...row, where: describeSetting(row, rows) }))),
    ...(images < enoughImages
      ? [`${plural(images, 'image')} per setting ${images === 1 ? 'is' : 'are'} few: read the intervals.`]
      : []),
    ...(defended ? fewSamples(outputSamples) : []),
  ];
}
