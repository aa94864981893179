/** What must be said under the figures of a classifier, in plain language. */
import { plural } from '../../common/format.js';
import { type Check, firstOf } from '../checks.js';
import { plainAgent } from '../settings.js';
import type { VisionRow } from './image-report.js';

/** x + λ·sign(g) in float32 is off by a rounding of 255. */
const roundingPixels = 1e-4;
const fewImages = 100;
const fewDraws = 10;

/** One sentence each; none when nothing is to be said. */
export function visionWarnings(rows: readonly VisionRow[], checks: readonly Check[], outputSamples: number): string[] {
  const images = rows[0]?.images ?? 0;
  const defended = rows.some(({ agent }) => agent !== plainAgent);
  const beyond = rows
    .filter(({ linfNorm, lambda }) => linfNorm > lambda + roundingPixels)
    .map(({ run, agent, lambda, linfNorm }) => `${run}, ${agent} at λ ${lambda}: ${linfNorm} pixels`);
  return [
    ...checks.flatMap(({ check, verdict, text }) => (verdict === 'failed' ? [`"${check}" failed: ${text}.`] : [])),
    ...(beyond.length > 0 ? [`Perturbations went beyond λ, and these figures are void: ${firstOf(beyond)}.`] : []),
    ...(images < fewImages
      ? [`${plural(images, 'image')} a point ${images === 1 ? 'is' : 'are'} few: read the intervals, not the points.`]
      : []),
    ...(defended && outputSamples < fewDraws
      ? [
          `A defense answered by the mean of ${plural(outputSamples, 'draw')}; the paper takes 100, and fewer answer more at random.`,
        ]
      : []),
  ];
}
