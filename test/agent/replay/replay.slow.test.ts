import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatch, createReplay, type Replay, type ReplayOptions } from '../../../src/agent/replay/replay.js';
import { replayFiles } from '../../../src/agent/replay/replay-files.js';
import { minimalBufferSlots } from '../../../src/agent/replay/slots.js';
import { createRandom } from '../../../src/common/random.js';
import { frameBytes, stackDepth } from '../../../src/env/environment.js';
import { sameBytes } from '../../helpers/same-bytes.js';
import { episodesOf, firstId, frameOf, play, samples } from '../../helpers/scripted-replay.js';

describe.each(['compressed', 'raw'] as const)('a %s replay', (storage) => {
  const create = (options: Omit<ReplayOptions, 'storage'>) => createReplay({ ...options, storage });

  it('samples only transitions that a naive replay contains', () => {
    fc.assert(
      fc.property(
        fc.array(episodesOf, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 8, max: 40 }),
        (games, slots) => {
          const replay = create({ capacity: slots * games.length, environments: games.length, discount: 0.99 });
          const byEnvironment = games.map((episodes, environment) => play(environment, episodes, replay.add));
          const all = new Map(byEnvironment.flat().map((whole) => [whole.s_tm1, whole]));
          for (const sample of samples(replay, 100)) {
            expect(sample).toEqual(all.get(sample.s_tm1));
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('samples exactly the transitions of n steps that a naive replay of the same frames contains', () => {
    fc.assert(
      fc.property(
        fc.array(episodesOf, { minLength: 1, maxLength: 2 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 14 }),
        (games, nStep, more) => {
          const slots = minimalBufferSlots(nStep) + more;
          const replay = create({ capacity: slots * games.length, environments: games.length, discount: 0.5, nStep });
          const expected = games.flatMap((episodes, environment) => {
            const played = play(environment, episodes, replay.add, { nStep, discount: 0.5 });
            const oldest = firstId(environment) + replay.window(environment).oldest;
            const ids = (stack: string) => stack.split(' ').filter((id) => id !== '-');
            return played.filter(({ s_tm1 }) => ids(s_tm1).every((id) => Number(id) >= oldest));
          });
          const count = 500 * games.length; // so that none of at most 21 per environment is missed
          const sampled = expected.length === 0 ? [] : samples(replay, count);
          const found = new Map(sampled.map((sample) => [sample.s_tm1, sample]));
          expect(found).toEqual(new Map(expected.map((whole) => [whole.s_tm1, whole])));
          for (const sample of sampled) expect(sample).toEqual(found.get(sample.s_tm1));
        },
      ),
      { numRuns: 12 },
    );
  });

  it('samples all complete transitions equally often', () => {
    const replay = create({ capacity: 20, environments: 1, discount: 0.99 });
    play(
      0,
      [
        { steps: 7, terminated: true },
        { steps: 5, terminated: false },
      ],
      replay.add,
    );
    const counts = new Map<string, number>();
    for (const { s_tm1 } of samples(replay, 6000)) {
      counts.set(s_tm1, (counts.get(s_tm1) ?? 0) + 1);
    }
    expect(counts.size).toBe(12);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0);
    expect(chiSquare).toBeLessThan(31.3); // 11 degrees of freedom, p = 0.001
  });

  it('holds as many transitions as it has slots: one per transition and one per episode', () => {
    const replay = create({ capacity: 16, environments: 1, discount: 0.99 });
    const played = play(0, [{ steps: 100, terminated: true }], replay.add);
    const sampled = new Set(samples(replay, 1000).map(({ s_tm1 }) => s_tm1));
    const oldestWhole = played.length - (16 - stackDepth);
    expect(sampled).toEqual(new Set(played.slice(oldestWhole).map(({ s_tm1 }) => s_tm1)));
  });

  it('gives the same samples with the same generator', () => {
    const replay = create({ capacity: 64, environments: 2, discount: 0.9 });
    for (const environment of [0, 1]) play(environment, [{ steps: 20, terminated: false }], replay.add);
    expect(samples(replay, 8, 3)).toEqual(samples(replay, 8, 3));
    expect(samples(replay, 8, 3)).not.toEqual(samples(replay, 8, 4));
  });

  it('gives the same samples after its slots are read and written into another replay', () => {
    fc.assert(
      fc.property(episodesOf, episodesOf, fc.integer({ min: 8, max: 40 }), (before, after, capacity) => {
        const [replay, copy] = [0, 1].map(() => create({ capacity, environments: 1, discount: 0.99 }));
        play(0, before, replay!.add);
        const { oldest, end } = replay!.window(0);
        copy!.write(0, oldest, replay!.read(0, oldest, end));
        expect(copy!.window(0)).toEqual({ oldest, end });
        expect(samples(copy!, 20)).toEqual(samples(replay!, 20));
        for (const either of [replay!, copy!]) play(0, after, either.add);
        expect(samples(copy!, 20)).toEqual(samples(replay!, 20));
      }),
      { numRuns: 20 },
    );
  });

  it('rejects sampling from an empty replay, a start without a first frame, and too small a capacity', () => {
    const replay = create({ capacity: 32, environments: 1, discount: 0.99 });
    expect(() => samples(replay, 1)).toThrow('expected at least one complete transition');
    const transition = { environment: 0, action: 0, reward: 0, terminated: false, frame: frameOf(0) };
    expect(() => replay.add(transition)).toThrow('expected the first frame');
    expect(() => create({ capacity: 2 * minimalBufferSlots(1) - 1, environments: 2, discount: 0.99 })).toThrow(
      'for 2 environments',
    );
  });
});

/** Returns frames of which `changes` % of the pixels change from one to the next. Each call returns the same memory. */
function framesOf(changes: number, seed: number): () => Uint8Array {
  const rng = createRandom(seed);
  const frame = new Uint8Array(frameBytes);
  return () => {
    for (let i = 0; i < frame.length; i++) if (rng.integer(100) < changes) frame[i] = rng.integer(256);
    return frame;
  };
}

/** Adds the same `steps` transitions to all replays, in episodes of 1 to 20 steps. */
function playAlike(
  replays: readonly Replay[],
  environment: number,
  steps: number,
  nextFrame: () => Uint8Array,
  seed = 1,
) {
  const rng = createRandom(seed);
  let left = 0;
  for (let i = 0; i < steps; i++) {
    const firstFrame = left === 0 ? nextFrame().slice() : undefined;
    if (left === 0) left = 1 + rng.integer(20);
    left--;
    const outcome = {
      action: rng.integer(18),
      reward: rng.integer(3) - 1,
      terminated: left === 0 && rng.integer(2) === 0,
    };
    const frame = nextFrame();
    for (const replay of replays) replay.add({ environment, firstFrame, ...outcome, frame });
  }
}

describe('a compressed replay beside a raw one', () => {
  it('gives the same samples and the same files, byte for byte, for any frames', () => {
    fc.assert(
      fc.property(
        fc.record({
          slots: fc.integer({ min: 8, max: 60 }),
          environments: fc.integer({ min: 1, max: 3 }),
          steps: fc.integer({ min: 1, max: 150 }),
          changes: fc.constantFrom(0, 1, 10, 100),
          seed: fc.nat(),
        }),
        ({ slots, environments, steps, changes, seed }) => {
          const replays = (['compressed', 'raw'] as const).map((storage) =>
            createReplay({ capacity: slots * environments, environments, discount: 0.99, storage }),
          );
          for (let environment = 0; environment < environments; environment++) {
            playAlike(replays, environment, steps + environment, framesOf(changes, seed + environment), seed);
          }
          const batches = replays.map((replay) => {
            const batch = createBatch(32);
            replay.sample(batch, createRandom(seed));
            return batch;
          });
          for (const key of ['s_tm1', 'a_tm1', 'r_t', 'discount_t', 's_t'] as const) {
            expect(sameBytes(batches[0]![key], batches[1]![key]), key).toBe(true);
          }
          const [files, rawFiles] = replays.map((replay) => Object.entries(replayFiles(replay)));
          expect(files!.map(([name]) => name)).toEqual(rawFiles!.map(([name]) => name));
          for (const [i, [name, make]] of files!.entries()) {
            expect(sameBytes(Buffer.from(make()), Buffer.from(rawFiles![i]![1]())), name).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('takes less memory, and does not grow once it is full', () => {
    const [compressed, raw] = (['compressed', 'raw'] as const).map((storage) =>
      createReplay({ capacity: 5000, environments: 1, discount: 0.99, storage }),
    );
    const nextFrame = framesOf(1, 1);
    const frames = Array.from({ length: 64 }, () => nextFrame().slice());
    let next = 0;
    const more = () => playAlike([compressed!, raw!], 0, 5000, () => frames[next++ % frames.length]!);
    more();
    const once = compressed!.bytes;
    for (let i = 0; i < 3; i++) more();
    expect(compressed!.bytes).toBeLessThanOrEqual(once + 4 * 2 ** 20);
    expect(once).toBeLessThan(raw!.bytes / 2);
  });
});
