import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { ALEInterface } from '../../src/console/ale.js';
import { MersenneTwister } from '../../src/console/mersenne-twister.js';
import { createALE, createVectorEnvironment, type NodeVectorOptions } from '../../src/node.js';
import type { VectorEnvironment, VectorReset, VectorStep } from '../../src/vector/vector-environment.js';
import { catchRom, shortCatch } from '../helpers/short-catch.js';

const frameBytes = 84 * 84;
const observationBytes = 4 * frameBytes;

const made: VectorEnvironment[] = [];
afterEach(async () => {
  await Promise.all(made.splice(0).map((environment) => environment.dispose()));
});

async function create(options: Partial<NodeVectorOptions> = {}): Promise<VectorEnvironment> {
  const environment = await createVectorEnvironment({ rom: catchRom, games: [shortCatch], seed: 5, ...options });
  made.push(environment);
  return environment;
}

/** Index of the action that leaves the fruit to the left. */
const right = 2;

/** No starts by chance: what a plain console does after a reset. */
const plain = { noopMax: 0, fireReset: false, rewardClipping: false } as const;

const actionsOf = (numEnvs: number, steps: number, seed = 1) => {
  const random = new MersenneTwister(seed);
  return Array.from({ length: steps }, () => Array.from({ length: numEnvs }, () => random.uint32() % 4));
};

const sum = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
const rowOf = (array: Uint8Array, i: number) => array.subarray(i * observationBytes, (i + 1) * observationBytes);

/** Everything that a call says, as text. Rows of `finalObservations` count where an episode has just ended. */
const digest = ({ observations, info, ...flags }: VectorReset | VectorStep) => {
  const { finalObservations, ...facts } = info;
  const { rewards, terminated, truncated } = { rewards: [], terminated: [], truncated: [], ...flags };
  const finals = [...terminated].flatMap((ended, i) =>
    ended || truncated[i] ? [sum(rowOf(finalObservations, i))] : [],
  );
  const numbers = Object.values(facts).map((fact) => [...fact]);
  return JSON.stringify([sum(observations), [...rewards], [...terminated], [...truncated], numbers, finals]);
};

const thrown = (code: string, message: RegExp) =>
  expect.objectContaining({ name: 'AleError', code, message: expect.stringMatching(message) });

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

/** A single console, stepped by hand: what every row of the vector must equal. */
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

describe('what is refused', () => {
  test.each<[string, Partial<NodeVectorOptions>, string, RegExp]>([
    [
      'no console',
      { numEnvs: 0 },
      'bad-option',
      /^option "numEnvs": expected an integer, 1…4096 \(a console takes 1 MB\), got 0/,
    ],
    ['threads', { threads: -1 }, 'bad-option', /^option "threads": expected an integer, 0…256 \(.*\), got -1/],
    ['a seed', { seed: 0.5 }, 'bad-option', /^option "seed"/],
    ['a frame skip', { frameSkip: 0 }, 'bad-option', /^option "frameSkip": expected an integer, 1…1000 \(.*\), got 0/],
    ['no-ops', { noopMax: -1 }, 'bad-option', /^option "noopMax"/],
    ['a probability', { repeatActionProbability: 2 }, 'bad-option', /expected a number, 0…1, got 2/],
    ['a layout', { layout: 'HWC' as 'NHWC' }, 'bad-option', /expected NHWC or NCHW, got "HWC"/],
    [
      'an unknown option',
      { frameskip: 4 } as object,
      'bad-option',
      /^unknown option "frameskip"; did you mean "frameSkip"\? expected one of rom, /,
    ],
    ['a mode', { mode: 7 }, 'unknown-mode', /^short_catch has no mode 7; expected one of 0/],
    ['a difficulty', { difficulty: 1 }, 'unknown-difficulty', /^short_catch has no difficulty 1; expected one of 0/],
    ['a small buffer', { observations: new Uint8Array(5) }, 'wrong-size', /expected 1 × 28224 = 28224 bytes, got 5/],
    ['a buffer of one thread', { observations: new Uint8Array(28224), threads: 1 }, 'bad-option', /SharedArrayBuffer/],
    ['a game', { game: 'Bowlingg' }, 'unknown-game', /did you mean "Bowling"/],
    ['the ROM of another game', { game: 'Pong' }, 'rom-md5', /got that of ShortCatch/],
    ['a cut ROM', { rom: new Uint8Array(777), game: 'Pong', threads: 2 }, 'rom-unsupported', /^ROM of 777 bytes/],
  ])('%s', async (_what, options, code, message) => {
    await expect(create({ printErr: () => {}, ...options })).rejects.toThrow(thrown(code, message));
  });

  test('steps before a reset, of a wrong length, with wrong actions', async () => {
    const environment = await create({ numEnvs: 2 });
    expect(() => environment.step([0, 0])).toThrow(thrown('reset-needed', /call reset first/));
    environment.reset();
    expect(() => environment.step([0])).toThrow(
      thrown('wrong-size', /^actions: expected 2, one for each console, got 1/),
    );
    expect(() => environment.reset({ seed: -1 })).toThrow(thrown('bad-option', /^option "seed"/));
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 4 }), fc.integer({ max: -1 }), fc.constantFrom(0.5, Number.NaN)),
        (bad) => {
          expect(() => environment.step([0, bad])).toThrow(
            thrown('unknown-action', /^action of console 1: expected an/),
          );
        },
      ),
      { numRuns: 20 },
    );
    expect(environment.step([0, 3]).info.episodeLengths[0]).toBe(1);
  });

  test('a second call while one is running, and any call after dispose', async () => {
    const environment = await create({ numEnvs: 2, threads: 2 });
    const running = environment.resetAsync();
    expect(() => environment.reset()).toThrow(thrown('busy', /await it first/));
    await expect(environment.stepAsync([0, 0])).rejects.toThrow(thrown('busy', /await it first/));
    await running;
    const unfinished = environment.stepAsync([0, 0]);
    const refused = expect(unfinished).rejects.toThrow(thrown('disposed', /./));
    await environment.dispose();
    await refused;
    expect(() => environment.step([0, 0])).toThrow(thrown('disposed', /./));
    await environment.dispose();
  });

  test('an error in a worker is the same as in the calling thread', async () => {
    const stuck = { ...shortCatch, modes: [0, 1], modeProgram: [['failIf', ['==', 'mode', 1]]] };
    for (const threads of [0, 2]) {
      const environment = await create({ games: [stuck], mode: 1, numEnvs: 2, threads });
      expect(() => environment.reset()).toThrow(thrown('mode-not-reached', /short_catch/));
      await expect(environment.resetAsync()).rejects.toThrow(thrown('mode-not-reached', /short_catch/));
      expect(() => environment.step([0, 0])).toThrow(thrown('reset-needed', /./));
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
