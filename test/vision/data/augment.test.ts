import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import { augmented, centerCrop, type Shape } from '../../../src/vision/data/augment.js';
import { createColorShift } from '../../../src/vision/data/color-shift.js';

const shape: Shape = [3, 32, 32];
const still = { mirror: false, hueDegrees: 0, saturationLevels: 0, lightnessLevels: 0 };

const chance = (seed: number) => createRandom(1).split(`${seed}`);

/** Red is the column, green the row, blue both. */
const ramp = Uint8Array.from({ length: 3 * 1024 }, (_, i) => {
  const [column, row] = [i % 32, Math.floor(i / 32) % 32];
  return [column, row, column + row][Math.floor(i / 1024)]!;
});

function viewOf(options: Parameters<typeof augmented>[1], seed: number, source = ramp) {
  const view = augmented(shape, options);
  const target = new Uint8Array(view.shape[0] * view.shape[1] * view.shape[2]);
  view.write(source, target, 0, chance(seed));
  return target;
}

describe('center crop', () => {
  it.each([
    [28, 2],
    [32, 0],
    [31, 0],
    [1, 15],
  ])('of %i pixels starts at %i', (side, start) => {
    const view = centerCrop(shape, side);
    const target = new Float32Array(3 * side * side);
    view.write(ramp, target, 0, createRandom(1));
    expect([target[0], target[side - 1], target[side * side]]).toEqual([start, start + side - 1, start]);
    expect(target.at(-1)).toBe(2 * (start + side - 1));
  });

  it.each([0, 33, 1.5])('refuses a side of %d', (side) => {
    expect(() => centerCrop(shape, side)).toThrow(/expected a side of 1 to 32 pixels/);
  });
});

describe('augmentation', () => {
  it('without colors and mirror is a crop at any position', () => {
    const corners = new Set<string>();
    for (let seed = 0; seed < 400; seed++) {
      const target = viewOf(still, seed);
      const [left, top] = [target[0]!, target[784]!];
      corners.add(`${left} ${top}`);
      for (let i = 0; i < 784; i++) {
        if (target[i] !== left + (i % 28) || target[784 + i] !== top + Math.floor(i / 28)) expect.fail(`seed ${seed}`);
      }
    }
    expect(corners.size).toBe(25);
  });

  it('mirrors about half of the images', () => {
    const mirrored = Array.from({ length: 400 }, (_, seed) => viewOf({ ...still, mirror: true }, seed)).filter(
      (target) => target[0]! > target[1]!,
    ).length;
    // five standard deviations of 400 coins
    expect(Math.abs(mirrored - 200)).toBeLessThan(50);
  });

  it('pads 32-pixel crops with gray', () => {
    const bright = new Uint8Array(3072).fill(200);
    const shares = Array.from({ length: 200 }, (_, seed) => {
      const target = viewOf({ ...still, cropPixels: 32 }, seed, bright);
      expect(target.every((level) => level === 200 || level === 128)).toBe(true);
      return target.filter((level) => level === 200).length / target.length;
    });
    expect(Math.min(...shares)).toBe((28 / 32) ** 2);
    expect(Math.max(...shares)).toBe(1);
  });

  it('is the same for the same generator state, as bytes and floats, at any offset', () => {
    const view = augmented(shape);
    const floats = new Float32Array(5 + 3 * 784);
    view.write(ramp, floats, 5, chance(9));
    expect(Array.from(floats.subarray(5))).toEqual(Array.from(viewOf({}, 9)));
    expect(viewOf({}, 10)).not.toEqual(viewOf({}, 9));
  });

  it('refuses a crop larger than the padded image', () => {
    expect(() => augmented(shape, { cropPixels: 41 })).toThrow(/expected a side of 1 to 40 pixels, got 41/);
    expect(() => augmented(shape, { cropPixels: 33, paddingPixels: 0 })).toThrow(/1 to 32 pixels/);
  });
});

describe('color shift', () => {
  const shift = createColorShift(1);
  const shifted = (color: readonly number[], hue: number, saturation: number, lightness: number) => {
    const pixels = Uint8Array.from(color);
    shift(pixels, 0, hue, saturation, lightness);
    return [...pixels];
  };
  const level = fc.integer({ min: 0, max: 255 });
  const color = fc.tuple(level, level, level);

  it.each([
    // by hand: red is hue 0, saturation 255, lightness 127.5
    ['red turned to yellow', [255, 0, 0], 60, 0, 0, [255, 255, 0]],
    ['red turned back to blue', [255, 0, 0], -120, 0, 0, [0, 0, 255]],
    ['red made pale', [255, 0, 0], 0, 0, 63.75, [255, 128, 128]],
    ['red made dull', [255, 0, 0], 0, -127.5, 0, [191, 64, 64]],
    ['gray has no hue', [90, 90, 90], 72, 50, 0, [90, 90, 90]],
    ['white stays in range', [255, 255, 255], 10, 10, 50, [255, 255, 255]],
    ['black made lighter', [0, 0, 0], 10, 10, 50, [50, 50, 50]],
  ] as const)('%s', (_, before, hue, saturation, lightness, after) => {
    expect(shifted(before, hue, saturation, lightness)).toEqual(after);
  });

  it('by 360°, or by almost nothing, changes no byte', () => {
    fc.assert(
      fc.property(color, fc.constantFrom(360, -360, 720, 1e-9), (before, degrees) => {
        expect(shifted(before, degrees, 0, 0)).toEqual(before);
      }),
    );
  });

  it('by 120° rotates the channels', () => {
    fc.assert(
      fc.property(color, ([r, g, b]) => {
        expect(shifted([r, g, b], 120, 0, 0)).toEqual([b, r, g]);
      }),
    );
  });

  it('of hue alone keeps the largest and the smallest channel', () => {
    fc.assert(
      fc.property(color, fc.double({ min: -180, max: 180, noNaN: true }), (before, degrees) => {
        const after = shifted(before, degrees, 0, 0);
        expect([Math.max(...after), Math.min(...after)]).toEqual([Math.max(...before), Math.min(...before)]);
      }),
    );
  });
});
