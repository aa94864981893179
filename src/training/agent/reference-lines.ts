import { referenceScores } from '../../env/reference-scores.js';
import type { BandPoint } from '../../report/plot.js';

/** A human score farther away would flatten the curve: returns must come this share of the way from random play to it. */
const leastShare = 0.25;

/**
 * Returns level lines at the scores of random play, and of people where the returns come near. None for a game without published
 * scores.
 * @param game its id @param returns the lines beside them
 */
export function referenceLines(game: string | undefined, returns: readonly BandPoint[]): BandPoint[] {
  const known = game === undefined ? null : referenceScores(game);
  if (!known || returns.length === 0) return [];
  const { random, human } = known;
  const end = Math.max(...returns.map(({ x }) => x));
  const best = Math.max(...returns.map(({ y }) => y));
  const level = (y: number, series: string) => [0, end].map((x) => ({ x, y, low: y, high: y, series }));
  const isNear = (best - random) / (human - random) >= leastShare;
  return [...level(random, `random play (${random})`), ...(isNear ? level(human, `human (${human})`) : [])];
}
