import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import { compareAgents } from '../../../src/evaluation/games/comparison.js';
import type { Episode } from '../../../src/evaluation/games/episode.js';
import { leadsOf } from '../../../src/evaluation/games/lead.js';
import { toyEpisodes, toyRow } from '../../helpers/toy-row.js';

interface Returns {
  readonly random?: readonly number[];
  readonly clean?: readonly number[];
  readonly plain: readonly number[];
  readonly defended: readonly number[];
}

const constant = (value: number, count = 10): number[] => new Array<number>(count).fill(value);

const episodesOf = ({ random = [], clean = [], plain, defended }: Returns): Episode[] => [
  ...toyEpisodes(clean),
  ...toyEpisodes(plain, { lambda: 2 }),
  ...toyEpisodes(defended, { lambda: 2, agent: 'sap100' }),
  ...toyEpisodes(random, { agent: 'random player' }),
];

/** The comparison at λ 2. */
function comparisonOf(returns: Returns) {
  const episodes = episodesOf(returns);
  const rows = [toyRow({ lambda: 2 }), toyRow({ lambda: 2, agent: 'sap100' })];
  return compareAgents(rows, episodes, leadsOf(episodes, createRandom(1)), createRandom(1))[0]!;
}

describe('the lead of an agent over random play', () => {
  it.each<[string, readonly number[], readonly number[], object]>([
    ['clear', constant(20), constant(5), { pairs: 10, difference: 15, aboveRandom: 'yes' }],
    ['clear, on a negative scale', constant(-5), constant(-20), { difference: 15, aboveRandom: 'yes' }],
    ['none', constant(5), constant(5), { difference: 0, p: 1, aboveRandom: 'no' }],
    ['negative', constant(5), constant(20), { difference: -15, aboveRandom: 'no' }],
    ['uncertain', [16, 16, 30, 14, 15, 20], [20, 10, 23, 25, 19, 22], { aboveRandom: 'no' }],
    ['of 5 pairs, whatever their size', constant(1000, 5), constant(0, 5), { aboveRandom: 'too few episodes' }],
    ['of the fewest pairs that can show it', constant(1, 6), constant(0, 6), { p: 1 / 32, aboveRandom: 'yes' }],
  ])('is %s', (_, clean, random, expected) => {
    const leads = leadsOf(episodesOf({ random, clean, plain: [], defended: [] }), createRandom(1));
    expect(leads).toMatchObject([{ game: 'toy', run: 'toy', ...expected }]);
  });

  it('is that of each run, and of runs alone that have both players', () => {
    const episodes = ['a', 'b'].flatMap((run) => [
      ...toyEpisodes(constant(3), { run }),
      ...(run === 'a' ? toyEpisodes(constant(1), { run, agent: 'random player' }) : []),
    ]);
    expect(leadsOf(episodes, createRandom(1)).map(({ run, difference }) => [run, difference])).toEqual([['a', 2]]);
  });

  it('comes with the lowest return of all players of the run', () => {
    const returns = { random: constant(-7), clean: constant(20), plain: constant(1), defended: [4, -9, 4] };
    expect(leadsOf(episodesOf(returns), createRandom(1))[0]!.lowestReturn).toBe(-9);
  });
});

describe('the anchored change', () => {
  const returns = { random: constant(5), clean: constant(25), plain: constant(10), defended: constant(14) };

  it('is the share of the lead that the defense saves', () => {
    expect(comparisonOf(returns)).toMatchObject({
      ...{ anchoredChangePercent: 20, anchoredChangeInterval: [20, 20], anchoredChange: '+20.0 [+20.0, +20.0]' },
      ...{ relativeChangePercent: 40, relativeChange: '+40.0 [+40.0, +40.0]' },
    });
  });

  it.each([-100, -10, 1000])(
    'does not depend on the zero of the score, as the relative change does: %d points more',
    (more) => {
      const moved = Object.fromEntries(Object.entries(returns).map(([name, all]) => [name, all.map((r) => r + more)]));
      const found = comparisonOf(moved as unknown as Returns);
      expect(found.anchoredChange).toBe('+20.0 [+20.0, +20.0]');
      expect(found.relativeChangePercent).not.toBe(40);
    },
  );

  it('has an interval over the starts', () => {
    const clean = [20, 24, 26, 22, 25, 28, 21, 27];
    const found = comparisonOf({
      ...returns,
      clean,
      defended: [14, 12, 18, 14, 10, 16, 13, 15],
      plain: constant(10, 8),
    });
    const [low, high] = found.anchoredChangeInterval!;
    expect(low).toBeLessThan(found.anchoredChangePercent!);
    expect(high).toBeGreaterThan(found.anchoredChangePercent!);
  });

  it.each<[string, Partial<Returns>, string]>([
    ['no better than random play', { random: constant(25) }, 'n/a (not above random)'],
    ['played too few times', { random: constant(5, 4), clean: constant(25, 4) }, 'n/a (few episodes)'],
  ])('and the relative change are not printed of an agent that is %s', (_, changes, text) => {
    expect(comparisonOf({ ...returns, ...changes })).toMatchObject({
      ...{ anchoredChangePercent: null, anchoredChangeInterval: null, anchoredChange: text, relativeChange: text },
    });
  });

  it('waits for random play', () => {
    expect(comparisonOf({ ...returns, random: [] }).anchoredChange).toBe('n/a (not known)');
  });
});
