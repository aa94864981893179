import { afterEach, describe, expect, test } from 'vitest';
import { create, disposeAll, plain, right, sum } from '../helpers/vectors.js';

afterEach(disposeAll);

const steps = 100;
const both = [{}, { compatible: 'ale-py' }] as const;

describe('autoreset', () => {
  test.each(both)(
    'NextStep shows the last observation, then the start, and ignores an action, with %j',
    async (rules) => {
      const [next, same] = await Promise.all([
        create({ ...plain, ...rules, autoreset: 'NextStep' }),
        create({ ...plain, ...rules, autoreset: 'SameStep' }),
      ]);
      next.reset();
      same.reset();
      let ends = 0;
      for (let i = 0; i < steps; i++) {
        const one = same.step([right]);
        const other = next.step([right]);
        expect([other.terminated[0], other.rewards[0]]).toEqual([one.terminated[0], one.rewards[0]]);
        if (!one.terminated[0]) continue;
        ends++;
        expect(sum(other.observations)).toBe(sum(one.info.finalObservations));
        const start = next.step([right]);
        expect([start.terminated[0], start.rewards[0], start.info.episodeLengths[0]]).toEqual([0, 0, 0]);
        expect(sum(start.observations)).toBe(sum(one.observations));
      }
      expect(ends).toBeGreaterThan(1);
    },
  );

  test('NextStep is the default of the setting ale-py; a reset starts the episode at once', async () => {
    const environment = await create({ ...plain, compatible: 'ale-py', maxFramesPerEpisode: 8 });
    const start = sum(environment.reset().observations);
    environment.step([0]);
    expect(environment.step([0]).truncated[0]).toBe(1);
    expect(sum(environment.reset().observations)).toBe(start);
    expect(environment.step([0]).info.episodeFrameNumbers[0]).toBe(4);
  });
});

describe('a lost life', () => {
  test.each(both)('is reported without an end of the episode, with %j', async (rules) => {
    const options = { ...plain, ...rules, autoreset: 'SameStep' } as const;
    const [whole, informed] = await Promise.all([create(options), create({ ...options, lifeLossInfo: true })]);
    whole.reset();
    informed.reset();
    let reported = 0;
    for (let i = 0; i < steps; i++) {
      const one = whole.step([right]);
      const lives = one.info.lives[0];
      const other = informed.step([right]);
      expect(sum(other.observations)).toBe(sum(one.observations));
      expect(other.info.lives[0]).toBe(lives);
      reported += Number(other.terminated[0]! > one.terminated[0]!);
    }
    expect(reported).toBeGreaterThan(1);
  });

  test('starts the game again only in the setting ale-py', async () => {
    const options = { ...plain, episodicLife: true, autoreset: 'SameStep' } as const;
    const [papers, alePy] = await Promise.all([create(options), create({ ...options, compatible: 'ale-py' })]);
    for (const [environment, over] of [
      [papers, 0],
      [alePy, 1],
    ] as const) {
      environment.reset();
      let result = environment.step([right]);
      while (!result.terminated[0]) result = environment.step([right]);
      expect(result.info.gameOver[0]).toBe(over);
    }
  });
});
