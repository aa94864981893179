/** Scripted episodes for a replay, and the transitions that a naive replay would give for them. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { createBatch, type Replay, type Transition } from '../../src/agent/replay/replay.js';
import { createRandom } from '../../src/common/random.js';
import { frameBytes, observationBytes, stackDepth } from '../../src/env/environment.js';

/** A frame with its id in the first bytes, and a pattern that depends on the id. */
export function frameOf(id: number): Uint8Array {
  const frame = new Uint8Array(frameBytes).fill(1 + (id % 250));
  new DataView(frame.buffer).setUint32(0, id + 1);
  return frame;
}

/** Returns the ids of the frames of an observation, oldest first; `-` is a frame of zeros. Checks that each frame is intact. */
function idsOf(observation: Uint8Array): string {
  const ids = Array.from({ length: stackDepth }, (_, i) => {
    const frame = Buffer.from(observation.subarray(i * frameBytes, (i + 1) * frameBytes));
    const id = frame.readUInt32BE() - 1;
    expect(frame.equals(id < 0 ? Buffer.alloc(frameBytes) : frameOf(id))).toBe(true);
    return id < 0 ? '-' : id;
  });
  return ids.join(' ');
}

/** A transition with both observations, as a naive replay would store it. */
export interface Whole {
  readonly s_tm1: string;
  readonly a_tm1: number;
  readonly r_t: number;
  readonly discount_t: number;
  readonly s_t: string;
}

export interface Episode {
  readonly steps: number;
  readonly terminated: boolean;
}

export const episodesOf = fc.array(fc.record({ steps: fc.integer({ min: 1, max: 12 }), terminated: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
});

/** The first frame of an environment; the others are numbered from it on, as the slots of the environment are. */
export const firstId = (environment: number) => environment * 100_000;

/**
 * Plays scripted episodes in one environment: passes the transitions to `add` and returns all that are complete, each of
 * `nStep` steps or up to the end of its episode. The last episode goes on unless it has terminated.
 */
export function play(
  environment: number,
  episodes: readonly Episode[],
  add: (transition: Transition) => void,
  { nStep = 1, discount = 0.99 } = {},
): Whole[] {
  let id = firstId(environment);
  return episodes.flatMap(({ steps, terminated }, episode) => {
    const frames = Array.from({ length: steps + 1 }, () => id++);
    const stack = (t: number) => [t - 3, t - 2, t - 1, t].map((i) => frames[i] ?? '-').join(' ');
    const action = (t: number) => frames[t]! % 5;
    const reward = (t: number) => (frames[t]! % 3) - 1;
    for (let t = 0; t < steps; t++) {
      const firstFrame = t === 0 ? frameOf(frames[0]!) : undefined;
      const ends = terminated && t === steps - 1;
      const frame = frameOf(frames[t + 1]!);
      add({ environment, firstFrame, action: action(t), reward: reward(t), terminated: ends, frame });
    }
    const isOver = terminated || episode < episodes.length - 1;
    const complete = isOver ? steps : Math.max(0, steps - nStep + 1);
    return Array.from({ length: complete }, (_, t): Whole => {
      const m = Math.min(nStep, steps - t);
      const r = Array.from({ length: m }, (_, k) => discount ** k * reward(t + k)).reduce((a, b) => a + b);
      const discount_t = terminated && t + m === steps ? 0 : discount ** m;
      const numbers = { r_t: Math.fround(r), discount_t: Math.fround(discount_t) };
      return { s_tm1: stack(t), a_tm1: action(t), ...numbers, s_t: stack(t + m) };
    });
  });
}

/** Samples `count` transitions. */
export function samples(replay: Replay, count: number, seed = 1): Whole[] {
  const batch = createBatch(count);
  replay.sample(batch, createRandom(seed));
  return Array.from({ length: count }, (_, i) => {
    const stack = (bytes: Uint8Array) => idsOf(bytes.subarray(i * observationBytes, (i + 1) * observationBytes));
    return {
      s_tm1: stack(batch.s_tm1),
      a_tm1: batch.a_tm1[i]!,
      r_t: batch.r_t[i]!,
      discount_t: batch.discount_t[i]!,
      s_t: stack(batch.s_t),
    };
  });
}
