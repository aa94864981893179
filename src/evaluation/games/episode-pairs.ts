/** Pairs of episodes with equal starts. */
import type { Episode } from './episode.js';

type Start = Pick<Episode, 'seed' | 'index'>;

/** Equal for episodes with equal starts. */
export const startKey = ({ seed, index }: Start): string => `${seed} ${index}`;

/** Pairs the episodes of two lists by their start, in the order of the first list. */
export function pairEpisodes<T extends Start>(
  baseline: readonly T[],
  other: readonly T[],
): { readonly pairs: readonly (readonly [T, T])[]; readonly unpaired: number } {
  const byStart = new Map(other.map((episode) => [startKey(episode), episode]));
  const pairs = baseline.flatMap((episode) => {
    const partner = byStart.get(startKey(episode));
    return partner ? [[episode, partner] as const] : [];
  });
  return { pairs, unpaired: baseline.length + other.length - 2 * pairs.length };
}
