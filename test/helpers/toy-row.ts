import type { Episode } from '../../src/evaluation/games/episode.js';
import type { Row } from '../../src/evaluation/games/report/summary.js';

/** A row of a table with nothing the matter. */
export const toyRow = (changes: Partial<Row> = {}): Row => ({
  game: 'toy',
  run: 'toy',
  attack: (changes.lambda ?? 0) > 0 ? 'fgsm' : null,
  gradientSamples: null,
  lambda: 0,
  agent: 'plain',
  episodes: 20,
  mean: 10,
  sd: 1,
  interval: [9, 11],
  humanNormalized: null,
  meanSteps: 100,
  truncated: 0,
  truncatedByFrames: 0,
  truncatedBySteps: 0,
  truncatedByStall: 0,
  meanStalledSteps: 0,
  qGap: 0,
  sampleAgreement: 1,
  flipRate: null,
  zeroGradientPixels: null,
  zeroGradientSteps: null,
  linfNorm: null,
  ...changes,
});

/** Games of one setting with the given returns. */
export const toyEpisodes = (returns: readonly number[], changes: Partial<Episode> = {}): Episode[] =>
  returns.map((points, index) => ({
    game: 'toy',
    run: 'toy',
    attack: (changes.lambda ?? 0) > 0 ? 'fgsm' : null,
    gradientSamples: null,
    lambda: 0,
    agent: 'plain',
    seed: 1,
    index,
    return: points,
    steps: 10,
    truncatedBy: null,
    stalledSteps: 0,
    greedySteps: 10,
    attackedSteps: (changes.lambda ?? 0) > 0 ? 10 : 0,
    qGap: 0,
    sampleAgreement: 1,
    flipRate: null,
    zeroGradientPixels: null,
    zeroGradientSteps: null,
    linfNorm: null,
    ...changes,
  }));
