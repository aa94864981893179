import { execFileSync } from 'node:child_process';
import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import type { ALEInterface } from '../../src/console/ale.js';
import { createALE } from '../../src/node.js';
import { catchRom, shortCatch } from '../helpers/short-catch.js';
import {
  actionsOf,
  create,
  digest,
  disposeAll,
  frameBytes,
  observationBytes,
  plain,
  rowOf,
  sum,
  thrown,
} from '../helpers/vectors.js';

afterEach(disposeAll);

describe('a vector environment', () => {
  test('gives the same results for any number of threads', async () => {
    const actions = actionsOf(5, 60);
    const runs = [0, 1, 2, 3, 8].map(async (threads) => {
      const environment = await create({ numEnvs: 5, threads, repeatActionProbability: 0.25, episodicLife: true });
      return [digest(environment.reset()), ...actions.map((row) => digest(environment.step(row)))];
    });
    const [own, ...others] = await Promise.all(runs);
    for (const other of others) expect(other).toEqual(own);
  });

  test('gives the same results without blocking, and alternating', async () => {
    const [one, other] = await Promise.all([create({ numEnvs: 4, threads: 2 }), create({ numEnvs: 4, threads: 2 })]);
    one.reset();
    await other.resetAsync();
    for (const [i, row] of actionsOf(4, 200).entries()) {
      const step = i % 3 > 0 ? await other.stepAsync(row) : other.step(row);
      expect(digest(step)).toBe(digest(one.step(row)));
    }
  });

  test('a seed reseeds everything; without one, the generators continue', async () => {
    const environment = await create({ numEnvs: 3, threads: 2, repeatActionProbability: 0.25, seed: 9 });
    const play = () => actionsOf(3, 50).map((row) => digest(environment.step(row)));
    environment.reset();
    const first = play();
    environment.reset();
    const second = play();
    environment.reset({ seed: 9 });
    const again = play();
    environment.reset({ seed: 10 });
    const other = play();
    expect(again).toEqual(first);
    expect(second).not.toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('plays console i with seed + i', async () => {
    const [all, second] = await Promise.all([create({ numEnvs: 2, seed: 20 }), create({ numEnvs: 1, seed: 21 })]);
    all.reset();
    second.reset();
    for (const [a, b] of actionsOf(2, 40)) {
      const one = sum(rowOf(all.step([a!, b!]).observations, 1));
      expect(sum(second.step([b!]).observations)).toBe(one);
    }
  });
});

/** A single console: each row of the vector environment must equal it. */
function singleConsole(ale: ALEInterface, frameSkip: number, maxPool: boolean) {
  let frames: Uint8Array[] = [];
  const push = (pool: boolean) => {
    frames = [...frames.slice(1), ale.observe(pool).slice()];
  };
  return {
    reset() {
      ale.resetGame();
      frames = Array.from({ length: 4 }, () => new Uint8Array(frameBytes));
      push(false);
    },
    /** @returns the points */
    step(action: number): number {
      let points = 0;
      let pool = false;
      for (let i = 1; i <= frameSkip && !ale.gameOver(); i++) {
        if (i === frameSkip && i > 1 && maxPool) {
          ale.rememberFrame();
          pool = true;
        }
        points += ale.act(action);
      }
      push(pool);
      return points;
    },
    stacked: (layout: 'NHWC' | 'NCHW') =>
      Uint8Array.from({ length: observationBytes }, (_, i) =>
        layout === 'NCHW' ? frames[Math.floor(i / frameBytes)]![i % frameBytes]! : frames[i & 3]![i >> 2]!,
      ),
  };
}

describe('every console', () => {
  test.each([
    { frameSkip: 4, maxPool: true, layout: 'NHWC' },
    { frameSkip: 3, maxPool: false, layout: 'NCHW' },
    { frameSkip: 1, maxPool: true, layout: 'NHWC' },
  ] as const)('equals a single one, with %o', async ({ frameSkip, maxPool, layout }) => {
    const numEnvs = 3;
    const settings = { repeat_action_probability: 0.25, max_num_frames_per_episode: 200 };
    const options = { repeatActionProbability: 0.25, maxFramesPerEpisode: 200, frameSkip, maxPool, layout };
    const environment = await create({ ...plain, ...options, numEnvs, threads: 2 });
    const consoles = await Promise.all(
      Array.from({ length: numEnvs }, async (_, i) => {
        const ale = await createALE({
          rom: catchRom,
          games: [shortCatch],
          settings: { ...settings, random_seed: 5 + i },
        });
        return { ale, ...singleConsole(ale, frameSkip, maxPool) };
      }),
    );
    const first = environment.reset();
    for (const [i, one] of consoles.entries()) {
      one.reset();
      expect(sum(rowOf(first.observations, i))).toBe(sum(one.stacked(layout)));
    }
    let ends = 0;
    for (const actions of actionsOf(numEnvs, Math.ceil(360 / frameSkip))) {
      const { observations, rewards, terminated, truncated, info } = environment.step(actions);
      for (const [i, one] of consoles.entries()) {
        expect(rewards[i]).toBe(one.step([0, 1, 3, 4][actions[i]!]!));
        const facts = [one.ale.lives(), one.ale.getFrameNumber(), one.ale.getEpisodeFrameNumber()];
        expect([info.lives[i], info.frameNumbers[i], info.episodeFrameNumbers[i]]).toEqual(facts);
        expect(terminated[i]).toBe(Number(one.ale.gameTerminal()));
        expect(truncated[i]).toBe(Number(one.ale.gameTruncated() && !one.ale.gameTerminal()));
        if (one.ale.gameOver()) {
          ends++;
          expect(sum(rowOf(info.finalObservations, i))).toBe(sum(one.stacked(layout)));
          one.reset();
        }
        expect(sum(rowOf(observations, i))).toBe(sum(one.stacked(layout)));
      }
    }
    expect(ends).toBeGreaterThan(2);
  });
});

describe('observations', () => {
  test('are written into the buffer of the caller', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(2 * observationBytes + 100), 100);
    const environment = await create({ numEnvs: 2, threads: 1, observations: shared });
    const { observations } = environment.reset();
    expect(observations).toBe(shared);
    expect(observations.some((pixel) => pixel > 0)).toBe(true);
  });

  test('are the same in both layouts', async () => {
    const [pixels, planes] = await Promise.all([create({ layout: 'NHWC' }), create({ layout: 'NCHW' })]);
    expect([pixels.observationShape, planes.observationShape]).toEqual([
      [1, 84, 84, 4],
      [1, 4, 84, 84],
    ]);
    let [one, other] = [pixels.reset().observations, planes.reset().observations];
    for (const row of actionsOf(1, 8)) {
      [one, other] = [pixels.step(row).observations, planes.step(row).observations];
      expect(sum(one)).toBe(sum(one.map((_, i) => other[(i & 3) * frameBytes + (i >> 2)]!)));
    }
  });
});

describe('workers', () => {
  test('are all gone after dispose', async () => {
    const workers: Worker[] = [];
    const note = (worker: Worker) => workers.push(worker);
    process.on('worker', note);
    const environment = await create({ numEnvs: 6, threads: 3 });
    process.off('worker', note);
    environment.reset();
    const ids = () => workers.map(({ threadId }) => threadId > 0);
    expect(ids()).toEqual([true, true, true]);
    await environment.dispose();
    expect(ids()).toEqual([false, false, false]);
  });

  test('that are lost are reported, by this call and later ones', async () => {
    const workers: Worker[] = [];
    const note = (worker: Worker) => workers.push(worker);
    process.on('worker', note);
    const environment = await create({ numEnvs: 4, threads: 2 });
    process.off('worker', note);
    environment.reset();
    const lost = thrown('worker-failed', /^a worker of the vector environment was lost: it ended/);
    await workers[1]!.terminate();
    await expect(environment.resetAsync()).rejects.toThrow(lost);
    expect(() => environment.reset()).toThrow(lost);
  });

  test('are not started when options are wrong', async () => {
    const workers: Worker[] = [];
    const note = (worker: Worker) => workers.push(worker);
    process.on('worker', note);
    await expect(create({ threads: 2, frameSkip: 0 })).rejects.toThrow();
    process.off('worker', note);
    expect(workers).toEqual([]);
  });

  test('do not keep a process alive', () => {
    const entry = new URL('../../dist/node.js', import.meta.url).href;
    const script = `
      import { createVectorEnvironment } from '${entry}';
      const environment = await createVectorEnvironment({
        rom: new Uint8Array(4096).fill(0xea), game: 'Assault', numEnvs: 2, threads: 2, printErr() {},
      });
      environment.reset();
      await environment.stepAsync([0, 0]);
      console.log('done');
    `;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    expect(output).toBe('done\n');
  });
});
