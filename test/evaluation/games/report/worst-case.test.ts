import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/common/random.js';
import { leadsOf } from '../../../../src/evaluation/games/lead.js';
import { worstCases } from '../../../../src/evaluation/games/report/worst-case.js';
import { toyEpisodes, toyRow } from '../../../helpers/toy-row.js';

describe('worst case over attacks', () => {
  it('takes the lowest return of each episode', () => {
    const rows = ['fgsm', 'random'].map((attack) => toyRow({ lambda: 4, attack }));
    const episodes = [
      ...toyEpisodes([5, 1, 9], { lambda: 4, attack: 'fgsm' }),
      ...toyEpisodes([2, 6, 9], { lambda: 4, attack: 'random' }),
    ];
    expect(worstCases(rows, episodes, [], createRandom(1))).toEqual([
      {
        ...{ game: 'toy', run: 'toy', lambda: 4, agent: 'plain', attacks: ['fgsm', 'random'] },
        ...{ mean: 4, interval: [1, 9], leadKeptPercent: null, leadKeptInterval: null, comparison: null },
      },
    ]);
    expect(worstCases(rows.slice(1), episodes, [], createRandom(1))).toEqual([]);
  });

  it('is compared with that of the plain agent, start by start', () => {
    const rows = ['plain', 'sap100'].flatMap((agent) =>
      ['fgsm', 'random'].map((attack) => toyRow({ lambda: 4, attack, agent })),
    );
    const episodes = [
      ...toyEpisodes([5, 1, 9], { lambda: 4, attack: 'fgsm' }),
      ...toyEpisodes([2, 6, 9], { lambda: 4, attack: 'random' }),
      ...toyEpisodes([9, 3, 10], { lambda: 4, attack: 'fgsm', agent: 'sap100' }),
      ...toyEpisodes([3, 9, 12], { lambda: 4, attack: 'random', agent: 'sap100' }),
    ];
    const [plain, defended] = worstCases(rows, episodes, [], createRandom(1));
    expect(plain!.comparison).toBeNull();
    // 2, 1, 9 against 3, 3, 10
    expect(defended!.comparison).toMatchObject({ pairs: 3, difference: 4 / 3, p: 1 / 4, pHolm: 1 / 4 });
  });

  it('leaves a share of the lead over random play', () => {
    const of = (value: number, changes: object) => toyEpisodes(new Array<number>(8).fill(value), changes);
    const rows = ['fgsm', 'random'].map((attack) => toyRow({ lambda: 4, attack }));
    const episodes = [
      ...of(-5, { lambda: 4, attack: 'fgsm' }),
      ...of(12, { lambda: 4, attack: 'random' }),
      ...of(20, {}),
      ...of(-10, { agent: 'random player' }),
    ];
    const leads = leadsOf(episodes, createRandom(1));
    const kept = 100 / 6; // −5 of −10 … 20
    const [found] = worstCases(rows, episodes, leads, createRandom(1));
    expect(found!.leadKeptPercent).toBeCloseTo(kept, 10);
    expect(found!.leadKeptInterval![1]).toBeCloseTo(kept, 10);
    expect(worstCases(rows, episodes, [{ ...leads[0]!, aboveRandom: 'no' }], createRandom(1))[0]).toMatchObject({
      leadKeptPercent: null,
    });
  });

  it('counts the attacks through another gradient of the same defense', () => {
    const agents = ['sap100', 'sap100-identity'];
    const rows = agents.map((agent) => toyRow({ lambda: 4, agent }));
    const episodes = [
      ...toyEpisodes([5, 1, 9], { lambda: 4, agent: 'sap100' }),
      ...toyEpisodes([2, 6, 9], { lambda: 4, agent: 'sap100-identity' }),
    ];
    expect(worstCases(rows, episodes, [], createRandom(1))).toMatchObject([
      { agent: 'sap100', attacks: ['fgsm', 'fgsm on sap100-identity'], mean: 4 },
    ]);
  });
});
