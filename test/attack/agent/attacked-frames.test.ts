import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { carryFrames, frameMask } from '../../../src/attack/agent/attacked-frames.js';
import { loadEagerBackend } from '../../../src/compute/engine.js';

beforeAll(async () => {
  await loadEagerBackend();
});

describe('the mask', () => {
  it('is 1 at all frames, or at the newest alone', () => {
    expect(frameMask('all', 4).shape).toEqual([1, 4, 1, 1]);
    expect([...frameMask('all', 4).dataSync()]).toEqual([1, 1, 1, 1]);
    expect([...frameMask('newest', 4).dataSync()]).toEqual([0, 0, 0, 1]);
  });
});

describe('carried frames', () => {
  const [frames, pixels] = [4, 3];
  const frame = fc.uint8Array({ minLength: pixels, maxLength: pixels });

  /** Simulates an episode in which each new frame is changed by a constant, or not at all where it is undefined. */
  function play(taken: readonly Uint8Array[], changes: readonly (number | undefined)[]) {
    const stacks: { clean: Uint8Array; before: Float32Array; seen: Float32Array }[] = [];
    const clean = new Uint8Array(frames * pixels);
    let seen: Float32Array | undefined;
    for (const [t, newest] of taken.entries()) {
      clean.copyWithin(0, pixels);
      clean.set(newest, (frames - 1) * pixels);
      const before = carryFrames(clean, seen, frames);
      seen = before.slice();
      const change = changes[t];
      if (change !== undefined) {
        for (let i = (frames - 1) * pixels; i < frames * pixels; i++) seen[i]! += change;
      }
      stacks.push({ clean: clean.slice(), before, seen });
    }
    return stacks;
  }

  const episode = fc
    .array(fc.tuple(frame, fc.option(fc.integer({ min: -9, max: 9 }), { nil: undefined })), {
      minLength: 1,
      maxLength: 9,
    })
    .map((steps) => ({ taken: steps.map(([one]) => one), changes: steps.map(([, change]) => change) }));

  it('keep the perturbation they had; the newest frame is clean', () => {
    fc.assert(
      fc.property(episode, ({ taken, changes }) => {
        for (const [t, { clean, before, seen }] of play(taken, changes).entries()) {
          expect(before.subarray((frames - 1) * pixels)).toEqual(
            Float32Array.from(clean.subarray((frames - 1) * pixels)),
          );
          for (let age = 0; age < frames; age++) {
            const at = (frames - 1 - age) * pixels;
            const change = t - age >= 0 ? (changes[t - age] ?? 0) : 0;
            const expected = Float32Array.from(clean.subarray(at, at + pixels), (value) => value + change);
            expect(seen.subarray(at, at + pixels)).toEqual(expected);
          }
        }
      }),
    );
  });

  it('of an episode without attacks are the clean ones', () => {
    fc.assert(
      fc.property(episode, ({ taken }) => {
        for (const { clean, seen } of play(taken, [])) expect(seen).toEqual(Float32Array.from(clean));
      }),
    );
  });

  it('do not change their inputs', () => {
    const [clean, seen] = [Uint8Array.from({ length: 8 }, (_, i) => i), new Float32Array(8).fill(9)];
    expect(carryFrames(clean, seen, 4)).toEqual(Float32Array.of(9, 9, 9, 9, 9, 9, 6, 7));
    expect(clean).toEqual(Uint8Array.from({ length: 8 }, (_, i) => i));
    expect(seen).toEqual(new Float32Array(8).fill(9));
  });

  it('must have equal lengths', () => {
    expect(() => carryFrames(new Uint8Array(8), new Float32Array(4), 4)).toThrow(
      /two stacks of 4 frames and equal length, got 8 and 4 pixels/,
    );
    expect(() => carryFrames(new Uint8Array(6), new Float32Array(6), 4)).toThrow(/4 frames/);
  });
});
