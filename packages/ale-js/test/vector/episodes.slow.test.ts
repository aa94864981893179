import { afterEach, describe, expect, test } from 'vitest';
import { shortCatch } from '../helpers/short-catch.js';
import {
  actionsOf,
  create,
  disposeAll,
  observationBytes,
  plain,
  right,
  rowOf,
  sum,
  thrown,
} from '../helpers/vectors.js';

afterEach(disposeAll);

describe('an episode', () => {
  test('that ends leaves its last observation, and the next one has started', async () => {
    const environment = await create({ ...plain, numEnvs: 2 });
    const start = environment.reset().observations.slice(0, observationBytes);
    let last = start;
    for (let i = 0; i < 100; i++) {
      const { observations, terminated, truncated, info } = environment.step([right, right]);
      const now = observations.slice(0, observationBytes);
      if (terminated[0]) {
        expect([truncated[0], info.gameOver[0], info.lives[0]]).toEqual([0, 1, 0]);
        expect(info.episodeLengths[0]).toBe(i + 1);
        const final = info.finalObservations.slice(0, observationBytes);
        const oldest = (stack: Uint8Array) => stack.filter((_, k) => k % 4 === 0);
        expect(sum(oldest(final))).toBe(sum(last.filter((_, k) => k % 4 === 1)));
        expect(oldest(now).every((pixel) => pixel === 0)).toBe(true);
        environment.step([0, 0]);
        expect(info.episodeLengths[0]).toBe(1);
        return;
      }
      last = now;
    }
    expect.unreachable('two misses end the game');
  });

  test('is truncated by the frame limit', async () => {
    const environment = await create({ ...plain, maxFramesPerEpisode: 20 });
    environment.reset();
    const ends = Array.from({ length: 10 }, () => {
      const { terminated, truncated, info } = environment.step([0]);
      return [terminated[0], truncated[0], info.gameOver[0], info.episodeFrameNumbers[0]];
    });
    expect(ends.map(([terminated]) => terminated)).toEqual(new Array(10).fill(0));
    expect(ends.map(([, truncated]) => truncated)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    expect(ends[4]).toEqual([0, 1, 1, 20]);
  });

  test('ends with a life if requested, while the game and its score continue', async () => {
    const [whole, lives] = await Promise.all([create(plain), create({ ...plain, episodicLife: true })]);
    whole.reset();
    lives.reset();
    const ends: (number | undefined)[][] = [];
    for (let i = 0; i < 60; i++) {
      const one = whole.step([right]);
      const other = lives.step([right]);
      expect(other.info.episodeReturns).toEqual(one.info.episodeReturns);
      expect(other.info.gameOver).toEqual(one.terminated);
      if (other.terminated[0]) ends.push([other.info.lives[0], other.info.gameOver[0]]);
    }
    expect(ends.slice(0, 2)).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  test('starts after 1 to noopMax idle frames, chosen by the seed', async () => {
    const options = { ...plain, noopMax: 4, numEnvs: 20 };
    const [one, other] = await Promise.all([create(options), create({ ...options, threads: 2 })]);
    const frames = [...one.reset().info.episodeFrameNumbers];
    expect([...new Set(frames)].sort()).toEqual([1, 2, 3, 4]);
    expect([...other.reset().info.episodeFrameNumbers]).toEqual(frames);
    expect([...one.reset().info.episodeFrameNumbers]).not.toEqual(frames);
  });

  test('starts with FIRE in a game that has it', async () => {
    const withoutFire = { ...shortCatch, minimalActions: ['NOOP', 'RIGHT', 'LEFT'] };
    const options = { ...plain, fireReset: true, frameSkip: 6 };
    const [one, other] = await Promise.all([create(options), create({ ...options, games: [withoutFire] })]);
    expect([one.reset().info.episodeFrameNumbers[0], other.reset().info.episodeFrameNumbers[0]]).toEqual([6, 0]);
  });

  test('counts unclipped points', async () => {
    const environment = await create({ ...plain, rewardClipping: true, numEnvs: 6 });
    environment.reset();
    const seen = new Set<string>();
    const returns = new Array(6).fill(0);
    for (const row of actionsOf(6, 120)) {
      const { rewards, terminated, info } = environment.step(row);
      for (let i = 0; i < 6; i++) {
        expect(rewards[i]).toBe(Math.sign(info.points[i]!));
        seen.add(`${info.points[i]}`);
        returns[i] += info.points[i];
        expect(info.episodeReturns[i]).toBe(returns[i]);
        if (terminated[i]) returns[i] = 0;
      }
    }
    expect([...seen].sort()).toEqual(['-1', '0', '3']);
  });
});

describe('a reset with a mask', () => {
  test.each([0, 2])('starts only the selected consoles: %s threads', async (threads) => {
    const numEnvs = 5;
    const [masked, other] = await Promise.all([create({ numEnvs, threads }), create({ numEnvs, threads })]);
    masked.reset();
    other.reset();
    for (const row of actionsOf(numEnvs, 12)) {
      masked.step(row);
      other.step(row);
    }
    const shown = other.step([0, 1, 2, 3, 0]).observations;
    const before = [0, 1, 2, 3, 4].map((i) => sum(rowOf(shown, i)));
    masked.step([0, 1, 2, 3, 0]);
    const { observations, info } = masked.reset({ resetMask: [false, true, false, false, true] });
    expect([...info.episodeLengths]).toEqual([13, 0, 13, 13, 0]);
    for (const i of [0, 2, 3]) expect(sum(rowOf(observations, i))).toBe(before[i]);
    for (const i of [1, 4]) expect(sum(rowOf(observations, i))).not.toBe(before[i]);
    const [one, two] = [masked.step([1, 1, 1, 1, 1]), other.step([1, 1, 1, 1, 1])];
    for (const i of [0, 2, 3]) expect(sum(rowOf(one.observations, i))).toBe(sum(rowOf(two.observations, i)));
  });

  test('and a seed plays as a whole reset with that seed would', async () => {
    const [masked, whole] = await Promise.all([create({ numEnvs: 3, threads: 1 }), create({ numEnvs: 3 })]);
    masked.reset();
    for (const row of actionsOf(3, 9)) masked.step(row);
    const { observations } = await masked.resetAsync({ seed: 40, resetMask: Uint8Array.of(0, 0, 1) });
    expect(sum(rowOf(observations, 2))).toBe(sum(rowOf(whole.reset({ seed: 40 }).observations, 2)));
  });

  test('requires one entry for each console, at least one true, and running episodes', async () => {
    const environment = await create({ numEnvs: 2 });
    const reset = (resetMask: readonly boolean[]) => () => environment.reset({ resetMask });
    expect(reset([true, false])).toThrow(thrown('reset-needed', /reset all consoles first/));
    environment.reset();
    expect(reset([true])).toThrow(thrown('wrong-size', /^option "resetMask": expected 2, one for each console, got 1/));
    expect(reset([false, false])).toThrow(thrown('bad-option', /at least one console, got none/));
    expect(environment.step([0, 0]).info.episodeLengths[0]).toBe(1);
    environment.reset({ resetMask: [true, true] });
  });
});
