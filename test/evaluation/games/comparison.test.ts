import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import { compareAgents } from '../../../src/evaluation/games/comparison.js';
import type { Episode } from '../../../src/evaluation/games/episode.js';
import { pairEpisodes } from '../../../src/evaluation/games/episode-pairs.js';
import type { Row } from '../../../src/evaluation/games/report/summary.js';
import { toyEpisodes, toyRow } from '../../helpers/toy-row.js';

const compare = (rows: readonly Row[], episodes: readonly Episode[]) =>
  compareAgents(rows, episodes, [], createRandom(1));

/** Of one setting: the plain agent's returns, and those of the same starts of the defended agent. */
const both = (plain: readonly number[], defended: readonly number[], changes: Partial<Row> = {}) => ({
  rows: [toyRow(changes), toyRow({ ...changes, agent: 'sap100' })],
  episodes: [
    ...toyEpisodes(plain, changes as Partial<Episode>),
    ...toyEpisodes(defended, { ...changes, agent: 'sap100' } as Partial<Episode>),
  ],
});

describe('pairs of episodes', () => {
  it('share seed and index, in whatever order and number they come', () => {
    const plain = [...toyEpisodes([1, 2, 3]), ...toyEpisodes([4], { seed: 2 })];
    const defended = [...toyEpisodes([30, 10]).reverse(), ...toyEpisodes([70], { seed: 3 })];
    const { pairs, unpaired } = pairEpisodes(plain, defended);
    expect(pairs.map((pair) => pair.map((episode) => episode.return))).toEqual([
      [1, 30],
      [2, 10],
    ]);
    expect(unpaired).toBe(3);
  });
});

describe('comparison of agents', () => {
  it.each<[string, readonly number[], readonly number[], object]>([
    ['1 pair', [10], [12], { pairs: 1, difference: 2, differenceInterval: null, p: 1, relativeChange: '+20.0 [n/a]' }],
    ['2 pairs', [10, 10], [5, 5], { pairs: 2, difference: -5, p: 0.5, relativeChange: '−50.0 [−50.0, −50.0]' }],
    ['6 pairs', [1, 1, 1, 1, 1, 1], [2, 2, 2, 2, 2, 2], { pairs: 6, difference: 1, p: 1 / 32 }],
    ['10 pairs', new Array(10).fill(-10), new Array(10).fill(-5), { pairs: 10, p: 1 / 512, baseline: 'negative' }],
    ['ties alone', [4, 4, 4], [4, 4, 4], { difference: 0, p: 1, relativeChange: '0.0 [0.0, 0.0]' }],
    ['a baseline of 0', [0, 0], [7, 7], { relativeChangePercent: null, relativeChange: 'n/a (baseline 0)' }],
    ['a negative baseline', [-10, -10], [-20, -20], { relativeChangePercent: -100, baseline: 'negative' }],
    ['different numbers', [1, 2, 3], [2, 3], { pairs: 2, unpaired: 1, difference: 1 }],
  ])('of %s', (_, plain, defended, expected) => {
    const { rows, episodes } = both(plain, defended);
    expect(compare(rows, episodes)).toMatchObject([{ agent: 'sap100', lambda: 0, ...expected }]);
  });

  it('corrects p over the table', () => {
    const all = [1, 2, 4].map((lambda) => both(new Array(10).fill(0), new Array(10).fill(1), { lambda }));
    const none = both([1, 2], [2, 1]);
    const table = compare(
      [...all, none].flatMap(({ rows }) => rows),
      [...all, none].flatMap(({ episodes }) => episodes),
    );
    expect(table.map(({ lambda, pHolm }) => [lambda, pHolm])).toEqual([
      [1, 4 / 512],
      [2, 4 / 512],
      [4, 4 / 512],
      [0, 1],
    ]);
  });

  it('waits for both rows, tells attacks and agents apart, and leaves out what shares no start', () => {
    const rows = [
      toyRow({}),
      toyRow({ agent: 'sap100' }),
      toyRow({ lambda: 1 }),
      toyRow({ lambda: 1, attack: 'pgd' }),
      toyRow({ lambda: 1, attack: 'pgd', agent: 'sap50' }),
      toyRow({ lambda: 1, attack: 'random', agent: 'sap50' }),
      toyRow({ lambda: 2 }),
      toyRow({ lambda: 2, agent: 'sap50' }),
    ];
    const episodes = rows.flatMap((row) =>
      toyEpisodes([row.mean], { ...row, seed: row.lambda === 2 && row.agent === 'sap50' ? 9 : 1 } as Partial<Episode>),
    );
    expect(compare(rows, episodes).map(({ attack, lambda, agent }) => `${attack} ${lambda} ${agent}`)).toEqual([
      'null 0 sap100',
      'pgd 1 sap50',
    ]);
  });
});
