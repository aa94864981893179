/** The steps from a picture to a frame, against sums of what OpenCV gave (opencv.slow.test.ts computes them anew). */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { areaResize } from '../../../src/env/preprocessing/area-resize.js';
import { grayOf } from '../../../src/env/preprocessing/color-pairs.js';
import { createObserver } from '../../../src/env/preprocessing/observer.js';
import { consoleOf, drawnScreens, ntscColors } from '../../helpers/drawn-screens.js';
import { drawnCases } from './drawn-cases.js';

const colors = await ntscColors();

describe('a frame', () => {
  it.each(drawnCases)('$how of $height rows in blocks of $block, crop $shift, pooled $pooled', (drawn) => {
    const { how, height, block, shift, pooled, md5 } = drawn;
    const { console, next } = consoleOf(drawnScreens(height, block, 1), colors);
    const { remember, observe } = createObserver(console, { preprocessing: how, cropShiftRows: shift });
    remember();
    next();
    expect(createHash('md5').update(observe(pooled)).digest('hex')).toBe(md5);
  });

  it.each([
    ['gymnasium', null],
    ['cleanrl', null],
    ['sb3', 5],
    ['cleanrl', 5],
    ['gymnasium-rgb', null],
  ] as const)('by %s does not depend on the frames before it, crop %j', (preprocessing, cropShiftRows) => {
    const [one, two] = [1, 2].map((seed) => drawnScreens(210, 7, seed).screens[0]!);
    // Some rows stay, some change.
    const mixed = one!.map((pixel, i) => (i % 4000 < 900 ? two![i]! : pixel));
    const { console, next } = consoleOf({ height: 210, screens: [one!, mixed, mixed, two!] }, colors);
    const used = createObserver(console, { preprocessing, cropShiftRows });
    for (const pooled of [true, false, true]) {
      const fresh = createObserver(console, { preprocessing, cropShiftRows });
      used.remember();
      fresh.remember();
      next();
      expect(used.observe(pooled)).toEqual(fresh.observe(pooled));
    }
  });

  it.each([-22, 22, 40])('cannot be cut out %i rows below the middle of 210', (cropShiftRows) => {
    const { console } = consoleOf(drawnScreens(210, 7, 2), colors);
    expect(() => createObserver(console, { preprocessing: 'sb3', cropShiftRows })).toThrow(
      `cropShiftRows: expected -21 to 21 on a screen of 210 rows, got ${cropShiftRows}`,
    );
  });
});

describe('resizing by area', () => {
  it.each([
    [160, 210],
    [160, 250],
    [168, 168],
    [168, 169],
    [84, 84],
  ])('of %i × %i keeps a picture of one gray', (width, height) => {
    const all = new Uint8Array(height).fill(1);
    const resize = areaResize(width, height);
    for (const gray of [0, 1, 127, 254, 255]) {
      expect(resize(new Uint8Array(width * height).fill(gray), all).every((pixel) => pixel === gray)).toBe(true);
    }
  });

  it('of exactly twice the size is the mean of four pixels, halves up', () => {
    const image = new Uint8Array(168 * 168);
    image.set([1, 0, 3, 4]);
    image.set([0, 1, 3, 4], 168);
    expect([...areaResize(168, 168)(image, new Uint8Array(168).fill(1)).subarray(0, 3)]).toEqual([1, 4, 0]);
  });
});

describe('the gray of a color', () => {
  it.each([
    [0, 0, 0, 0],
    [255, 255, 255, 255],
    [255, 0, 0, 76],
    [0, 255, 0, 150],
    [0, 0, 255, 29],
    [198, 108, 58, 129],
  ])('%i %i %i is %i, as OpenCV has it', (red, green, blue, gray) => {
    expect(grayOf(red, green, blue)).toBe(gray);
  });
});
