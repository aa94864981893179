import { describe, expect, it, vi } from 'vitest';
import type { Episode } from '../../../src/evaluation/games/episode.js';
import { collectRows } from '../../../src/evaluation/games/play-episodes.js';
import type { Row } from '../../../src/evaluation/games/report/summary.js';
import { type Lists, planEpisodes } from '../../../src/evaluation/settings.js';
import { toyEpisodes } from '../../helpers/toy-row.js';

const lists = (seeds: number, episodes: number): Lists => ({
  agentsUnderTest: [{ run: 'toy', game: 'toy' }],
  ...{ attacks: [], lambdas: [], defenses: [], episodes },
  seeds: Array.from({ length: seeds }, (_, i) => i + 1),
});
/** All episodes of the plan: those of the plain agent and of the random player. */
const episodesOf = (plan: Lists): Episode[] =>
  planEpisodes(plan).map((job) => ({ ...toyEpisodes([job.index])[0]!, ...job }));

describe('collectRows', () => {
  it('makes a row when its last episode is there, whatever the order, and again for an episode that comes twice', () => {
    const plan = lists(2, 2);
    const rows: Row[] = [];
    const collected = collectRows(plan, (row) => rows.push(row));
    const all = episodesOf(plan).reverse();
    const [random, plain] = [all.slice(0, 4), all.slice(4)];
    for (const episode of [random[0]!, ...random]) collected.add(episode);
    expect(rows.map(({ agent }) => agent)).toEqual(['random player']);
    for (const episode of plain.slice(0, 3)) collected.add(episode);
    expect(rows).toHaveLength(1);
    collected.add({ ...plain[3]!, seed: 99 });
    expect(rows).toHaveLength(1);
    collected.add(plain[3]!);
    collected.add(plain[0]!);
    expect(rows.map(({ agent }) => agent)).toEqual(['random player', 'plain', 'plain']);
    expect(collected.found().episodes).toHaveLength(8);
  });

  it('does the same work for each episode, however many there are', () => {
    const keysMade = ([seeds, episodes]: readonly [number, number]) => {
      const plan = lists(seeds, episodes);
      const collected = collectRows(plan);
      const [last, ...others] = episodesOf(plan);
      const stringify = vi.spyOn(JSON, 'stringify');
      for (const episode of others) collected.add(episode);
      const { length } = stringify.mock.calls;
      stringify.mockRestore();
      expect(last!.agent).toBe('plain');
      return length / others.length;
    };
    expect(keysMade([20, 10])).toBeLessThan(2 * keysMade([2, 10]));
  });
});
