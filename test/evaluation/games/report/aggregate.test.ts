import { describe, expect, it } from 'vitest';
import { humanNormalized } from '../../../../src/env/reference-scores.js';
import type { Episode } from '../../../../src/evaluation/games/episode.js';
import { aggregate, noScaleNotes, unitNotes } from '../../../../src/evaluation/games/report/aggregate.js';
import { toyEpisodes } from '../../../helpers/toy-row.js';

const find = (all: ReturnType<typeof aggregate>, agent: string, lambda = 0) =>
  all.find((each) => each.agent === agent && each.lambda === lambda)!;

describe('aggregate', () => {
  it('of one game speaks of points, over the episodes', () => {
    const all = aggregate([...toyEpisodes([1, 2, 3, 100]), ...toyEpisodes([0, 1, 3, 200], { agent: 'sap100' })], 1);
    expect(find(all, 'plain')).toMatchObject({
      scale: 'points',
      unit: 'episode',
      games: 1,
      scores: 4,
      interquartileMean: 2.5,
      coverage: null,
      improvement: null,
    });
    expect(find(all, 'sap100').improvement!.probability).toBe((0 + 0 + 0.5 + 1) / 4);
  });

  it('with two training runs of a game takes the mean of each as one score, whatever the evaluation seeds', () => {
    const runs = [
      toyEpisodes([0, 10], { run: 'a' }),
      toyEpisodes([20, 40], { run: 'b' }),
      toyEpisodes([3, 3], { run: 'b', seed: 2 }),
    ].flat();
    const [plain] = aggregate(runs, 1);
    expect(plain).toMatchObject({ unit: 'training run', scores: 2, interquartileMean: (5 + 16.5) / 2, coverage: 0.5 });
  });

  it.each([
    ['several evaluation seeds are episodes of one run', [{}, { seed: 2 }, { seed: 3 }], 'episode', 6],
    ['a run’s best agent is of the same run as its last', [{ run: 'a' }, { run: 'a/best' }], 'episode', 4],
    ['three training seeds are three runs', [{ run: 'a' }, { run: 'b' }, { run: 'c' }], 'training run', 3],
  ])('%s', (_, changes, unit, scores) => {
    const [plain] = aggregate(
      changes.flatMap((each) => toyEpisodes([1, 2], each)),
      1,
    );
    expect(plain).toMatchObject({ unit, scores });
  });

  it.each<[string, readonly string[], RegExp]>([
    ['one run', ['a'], /^Intervals and p are over the episodes of one trained agent/],
    ['3 runs', ['a', 'b', 'c'], /over training runs.*contains the true value in about 75 % of cases/],
    ['6 runs', ['a', 'b', 'c', 'd', 'e', 'f'], /over training runs, those of rows and comparisons over episodes\.$/],
  ])('says what intervals are over: %s', (_, runs, note) => {
    const episodes = runs.flatMap((run) => toyEpisodes([1, 2, 3], { run }));
    expect(unitNotes(aggregate(episodes, 1))).toEqual([expect.stringMatching(note)]);
  });

  it('compares run with run: the pairs share their training', () => {
    const runs = ['a', 'b', 'c'].flatMap((run, i) => [
      ...toyEpisodes([100 * i, 100 * i + 10], { run }),
      ...toyEpisodes([100 * i + 1, 100 * i + 11], { run, agent: 'sap100' }),
    ]);
    const { improvement } = find(aggregate(runs, 1), 'sap100');
    expect(improvement).toMatchObject({ probability: 1 });
    expect(improvement!.interval![1]).toBe(1);
  });

  it('of the paper’s games is human-normalized', () => {
    const games: Episode[] = [
      ...toyEpisodes([23.1, 160.7], { game: 'bowling' }),
      ...toyEpisodes([222.4, 222.4], { game: 'assault' }),
    ];
    const [plain] = aggregate(games, 1);
    expect(plain).toMatchObject({ scale: 'human-normalized', games: 2, scores: 4, interquartileMean: 0 });
    expect(plain!.interval).toEqual([0, 0.5]);
  });

  const twoGames = (game: string, chance: number, clean: number, attacked: number) => [
    ...toyEpisodes([chance, chance], { game, agent: 'random player' }),
    ...toyEpisodes([clean, clean], { game }),
    ...toyEpisodes([attacked, attacked], { game, lambda: 4 }),
  ];

  it('of games that nobody has scored is the share kept, from chance to the clean plain agent', () => {
    const all = aggregate([...twoGames('catch', -10, 20, 5), ...twoGames('raiders', 0, 1000, 500)], 1);
    expect(find(all, 'plain', 0)).toMatchObject({ scale: 'share kept', interquartileMean: 1 });
    expect(find(all, 'plain', 4).interquartileMean).toBeCloseTo(0.5);
  });

  it('leaves out settings that a game lacks', () => {
    const unfinished = twoGames('catch', -10, 20, 5).filter(({ lambda }) => lambda === 0);
    const all = aggregate([...unfinished, ...twoGames('raiders', 0, 1000, 500)], 1);
    expect(all.map(({ lambda }) => lambda)).toEqual([0]);
  });

  describe('without a scale that games share', () => {
    const defended = [
      ...toyEpisodes([-11, -10], { game: 'catch', agent: 'sap100' }),
      ...toyEpisodes([1100, 1200], { game: 'raiders', agent: 'sap100' }),
    ];
    const withCatch = (chance: number, clean: number) => [
      ...twoGames('catch', chance, clean, 5),
      ...twoGames('raiders', 0, 1000, 500),
      ...defended,
    ];

    it.each([
      ['worse than', -17, -20],
      ['as good as', -20, -20],
    ])('the clean plain agent being %s chance, speaks of improvements in points, and says so', (_, chance, clean) => {
      const episodes = withCatch(chance, clean);
      const all = aggregate(episodes, 1);
      expect(all).toMatchObject([
        { agent: 'sap100', scale: null, interquartileMean: null, interval: null, improvement: { probability: 1 } },
      ]);
      expect(all[0]!.improvement!.interval![1]).toBe(1);
      expect(noScaleNotes(episodes)).toEqual([
        expect.stringContaining(`no better (toy on catch, −${-clean}.00 against −${-chance}.00)`),
      ]);
    });

    it('says which games it needs, where they were not played', () => {
      const episodes = withCatch(-20, -10).filter(({ agent }) => agent !== 'random player');
      expect(aggregate(episodes, 1).map(({ scale, agent }) => [scale, agent])).toEqual([[null, 'sap100']]);
      expect(noScaleNotes(episodes)).toEqual([expect.stringMatching(/needs episodes of a random player/)]);
    });

    it('has no note where there is one', () => {
      expect(noScaleNotes(withCatch(-20, -10))).toEqual([]);
      expect(noScaleNotes(toyEpisodes([1, 2]))).toEqual([]);
    });
  });

  it('compares in points, whatever share each run keeps of its own lead', () => {
    const run = (game: string, name: string, clean: number, defended: number) => [
      ...toyEpisodes([0, 0], { game, run: name, agent: 'random player' }),
      ...toyEpisodes([clean, clean], { game, run: name }),
      ...toyEpisodes([defended, defended], { game, run: name, agent: 'sap100' }),
    ];
    // Pair by pair: neither run of catch is better than its own plain agent, that of raiders is.
    const games = [...run('catch', 'a', 100, 90), ...run('catch', 'b', 10, 8), ...run('raiders', 'c', 10, 20)];
    const { improvement, scale } = find(aggregate(games, 1), 'sap100');
    expect(scale).toBe('share kept');
    expect(improvement!.probability).toBe((0 + 1) / 2);
  });
});

describe('human-normalized score', () => {
  it.each([
    ['bowling', 23.1, 0],
    ['bowling', 160.7, 1],
    ['beam_rider', 16926.5, 1],
    ['assault', 482.2, 0.5],
    ['catch', 20, null],
  ])('of %s at %d is %j', (game, score, expected) => {
    const found = humanNormalized(game, score);
    if (expected === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(expected, 9);
  });
});
