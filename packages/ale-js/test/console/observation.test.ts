import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Core } from '../../src/console/core.js';
import { easel, ntscHeight, picture, size, width } from '../helpers/easel.js';

/** The mean of the source area under every output pixel, rounded to the nearest: exact integers, no tricks. */
function resized(picture: Uint8Array, height: number): number[] {
  const covered = (i: number, length: number, pixel: number) =>
    Math.max(0, Math.min((i + 1) * length, (pixel + 1) * size) - Math.max(i * length, pixel * size));
  return Array.from({ length: size * size }, (_, index) => {
    const [i, j] = [Math.floor(index / size), index % size];
    let sum = 0;
    for (let y = Math.floor((i * height) / size); y * size < (i + 1) * height; y++) {
      for (let x = Math.floor((j * width) / size); x * size < (j + 1) * width; x++) {
        sum += covered(i, height, y) * covered(j, width, x) * picture[y * width + x]!;
      }
    }
    return Math.floor((2 * sum + width * height) / (2 * width * height));
  });
}

const observed = (core: Core, pool: boolean) => [
  ...new Uint8Array(core.memory.buffer, core.observe(pool ? 1 : 0), size * size),
];

describe('an observation', () => {
  test.each([200, 210, 214, 220, 230, 250, 256])('of %d rows is the mean of the area, in every frame', (height) => {
    const { core, show } = easel(height);
    fc.assert(
      fc.property(picture(height), (one) => {
        show(one);
        expect(observed(core, false)).toEqual(resized(one, height));
      }),
      { numRuns: 8 },
    );
  });

  test('of one changed pixel changes only there', () => {
    const { core, show } = easel(ntscHeight);
    const one = new Uint8Array(width * ntscHeight);
    for (const at of [0, 159, 105 * width + 80, width * ntscHeight - 1]) {
      one[at] = 255;
      show(one);
      expect(observed(core, false)).toEqual(resized(one, ntscHeight));
    }
  });

  test('with pooling is the maximum of two frames, pixel by pixel', () => {
    const { core, show } = easel(ntscHeight);
    fc.assert(
      fc.property(picture(ntscHeight), picture(ntscHeight), (older, newer) => {
        show(older);
        core.rememberFrame();
        show(newer);
        const brighter = newer.map((pixel, i) => Math.max(pixel, older[i]!));
        expect(observed(core, true)).toEqual(resized(brighter, ntscHeight));
        expect(observed(core, false)).toEqual(resized(newer, ntscHeight));
      }),
      { numRuns: 5 },
    );
  });

  test.each([256, ntscHeight])('does not depend on earlier pictures, with %d rows', (height) => {
    const used = easel(height);
    used.show(new Uint8Array(width * height).fill(200));
    used.core.observe(0);
    const { core, show } = easel(ntscHeight, used.core);
    show(new Uint8Array(width * ntscHeight).fill(200));
    expect(new Set(observed(core, false))).toEqual(new Set([200]));
  });

  test('does not depend on other pictures drawn in between', () => {
    const { core, show } = easel(ntscHeight);
    const one = Uint8Array.from({ length: width * ntscHeight }, (_, i) => i >> 7);
    show(one);
    const before = observed(core, true);
    core.renderRgb();
    core.renderGray();
    expect(observed(core, true)).toEqual(before);
  });

  test('follows the palette', () => {
    const { core, show } = easel(ntscHeight);
    show(new Uint8Array(width * ntscHeight).fill(8));
    core.observe(0);
    new Uint8Array(core.memory.buffer, core.palettePointer() + 4 * 128, 256).fill(77);
    expect(new Set(observed(core, false))).toEqual(new Set([77]));
  });
});

describe('the stack', () => {
  const pixels = size * size;
  /** Shows frames of one value each and returns the stack after every push. */
  const pushes = (interleaved: number, values: readonly number[]) => {
    const { core, show } = easel(ntscHeight);
    core.clearStack();
    return values.map((value) => {
      show(new Uint8Array(width * ntscHeight).fill(value));
      core.observe(0);
      return new Uint8Array(core.memory.buffer, core.stackObservation(interleaved), 4 * pixels).slice();
    });
  };

  test('contains the last four, oldest first, and zeros before the first', () => {
    const planes = pushes(0, [1, 2, 3, 4, 5]).map((stack) => [0, 1, 2, 3].map((i) => stack[i * pixels]!));
    const interleaved = pushes(1, [1, 2, 3, 4, 5]).map((stack) => [...stack.subarray(0, 4)]);
    expect(planes).toEqual([
      [0, 0, 0, 1],
      [0, 0, 1, 2],
      [0, 1, 2, 3],
      [1, 2, 3, 4],
      [2, 3, 4, 5],
    ]);
    expect(interleaved).toEqual(planes);
  });

  test('is the same in both layouts', () => {
    const values = [7, 0, 255, 128];
    const planes = pushes(0, values).at(-1)!;
    const interleaved = pushes(1, values).at(-1)!;
    expect(interleaved).toEqual(planes.map((_, i) => planes[(i % 4) * pixels + (i >> 2)]!));
  });
});
