import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { embeddedSet } from '../../../../src/vision/data/embedded/embedded-set.js';
import { defaultFactors } from '../../../../src/vision/data/embedded/factors.js';
import type { ImageSplit } from '../../../../src/vision/data/image-set.js';
import { textures } from '../../../../src/vision/data/embedded/textures.js';
import { outlines } from '../../../../src/vision/data/embedded/outlines.js';
import { crc32 } from '../../../helpers/crc32.js';

const imageBytes = 3 * 32 * 32;

function imageOf(split: ImageSplit, index: number): Uint8Array {
  const pixels = new Uint8Array(imageBytes);
  split.read(index, pixels);
  return pixels;
}

describe('embedded data set', () => {
  it('has the size and shape of CIFAR-10', () => {
    const set = embeddedSet({ seed: 1 });
    expect([set.train.size, set.test.size, set.classNames.length]).toEqual([50_000, 10_000, 10]);
    expect(set.shape).toEqual([3, 32, 32]);
  });

  // If a value changes, all trained networks and results belong to other images.
  it.each([
    [1, 'train', 0, 744550036],
    [1, 'train', 49_999, 1254999483],
    [1, 'test', 0, 3024507280],
    [2, 'train', 0, 1133846600],
  ] as const)('of seed %i, %s image %i has its bytes', (seed, split, index, crc) => {
    expect(crc32(imageOf(embeddedSet({ seed })[split], index))).toBe(crc);
  });

  it('writes the same bytes at any offset, independent of earlier reads', () => {
    const { train } = embeddedSet({ seed: 3 });
    const first = imageOf(train, 7);
    imageOf(train, 8);
    const pixels = new Uint8Array(10 + imageBytes).fill(255);
    train.read(7, pixels, 5);
    expect(pixels.subarray(5, 5 + imageBytes)).toEqual(first);
    expect([...pixels.subarray(0, 5), ...pixels.subarray(-5)]).toEqual(new Array(10).fill(255));
  });

  it('has no duplicates in 1000 images of both splits', () => {
    const { train, test } = embeddedSet({ seed: 1 });
    const seen = new Set<number>();
    for (let i = 0; i < 500; i++) {
      seen.add(crc32(imageOf(train, i)));
      seen.add(crc32(imageOf(test, i)));
    }
    expect(seen.size).toBe(1000);
  });

  it('has equally many images of each class', () => {
    const { train } = embeddedSet({ seed: 1 });
    const counts = new Array(10).fill(0);
    for (let i = 0; i < train.size; i++) counts[train.label(i)]++;
    expect(counts).toEqual(new Array(10).fill(5000));
  });

  it.each([-1, 50_000, 0.5, Number.NaN])('refuses train image %d', (index) => {
    expect(() => imageOf(embeddedSet({ seed: 1 }).train, index)).toThrow(/expected an index below 50000/);
  });

  it('uses the range of levels and rarely clips', () => {
    const { train } = embeddedSet({ seed: 1 });
    const images = Array.from({ length: 200 }, (_, index) => imageOf(train, index));
    const share = (member: (level: number) => boolean) =>
      images.reduce((sum, image) => sum + image.filter(member).length, 0) / (images.length * imageBytes);
    expect(share((level) => level === 0 || level === 255)).toBeLessThan(0.01);
    expect(share((level) => level < 96)).toBeGreaterThan(0.15);
    expect(share((level) => level >= 160)).toBeGreaterThan(0.15);
  });

  it('accepts other factors', () => {
    const factors = { ...defaultFactors, pixelNoiseLevels: [0, 0] as const };
    const smooth = imageOf(embeddedSet({ seed: 1, factors }).train, 0);
    const noisy = imageOf(embeddedSet({ seed: 1 }).train, 0);
    expect(roughness(smooth)).toBeLessThan(roughness(noisy));
  });
});

describe('docs/data-sets.md', () => {
  it('lists every factor with its range, in order', () => {
    const text = readFileSync(new URL('../../../../docs/data-sets.md', import.meta.url), 'utf8');
    const rows = [...text.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, key, range]) => [key!, range!]);
    const documented = rows.filter(([key]) => key! in defaultFactors);
    const ranges = Object.entries(defaultFactors).map(([key, range]) => [key, [range].flat().join(' … ')]);
    expect(documented).toEqual(ranges);
  });
});

/** Mean absolute difference of horizontal neighbors. */
function roughness(image: Uint8Array): number {
  let sum = 0;
  for (let i = 1; i < image.length; i++) if (i % 32 !== 0) sum += Math.abs(image[i]! - image[i - 1]!);
  return sum / ((image.length * 31) / 32);
}

describe('classes', () => {
  it.each(Object.entries(outlines))('%s fits the unit circle and covers a large part of it', (_, f) => {
    const side = 101;
    let [inside, farthest] = [0, 0];
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const [x, y] = [(column / (side - 1)) * 2.4 - 1.2, (row / (side - 1)) * 2.4 - 1.2];
        if (f(x, y) > 0) continue;
        inside++;
        farthest = Math.max(farthest, x * x + y * y);
      }
    }
    expect(farthest).toBeLessThan(1.2);
    const area = inside * (2.4 / (side - 1)) ** 2;
    expect(area).toBeGreaterThan(0.8);
    expect(area).toBeLessThan(2.5);
  });

  it('textures have mean 0, mean square 1, and are uncorrelated with each other at any shift', () => {
    const period = 12;
    const fields = textures.map(({ across, down, scale }) =>
      Array.from(
        { length: period ** 2 },
        (_, i) => scale * across[(i % period) % across.length]! * down[Math.floor(i / period) % down.length]!,
      ),
    );
    const product = (a: number[], b: number[], right: number, below: number) =>
      a.reduce((sum, value, i) => {
        const [x, y] = [((i % period) + right) % period, (Math.floor(i / period) + below) % period];
        return sum + value * b[y * period + x]!;
      }, 0) /
      period ** 2;
    for (const [i, a] of fields.entries()) {
      expect(a.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 10);
      expect(product(a, a, 0, 0)).toBeCloseTo(1, 10);
      for (const b of fields.slice(i + 1)) {
        for (let shift = 0; shift < period ** 2; shift++) {
          expect(Math.abs(product(a, b, shift % period, Math.floor(shift / period)))).toBeLessThan(1e-10);
        }
      }
    }
  });
});

describe('raw pixels', () => {
  it('are not separable by nearest class means', () => {
    const { train, test } = embeddedSet({ seed: 1 });
    const means = Array.from({ length: 10 }, () => new Float64Array(imageBytes));
    const trained = 3000;
    for (let i = 0; i < trained; i++) {
      const mean = means[train.label(i)]!;
      const image = imageOf(train, i);
      for (let at = 0; at < imageBytes; at++) mean[at]! += image[at]! / (trained / 10);
    }
    let right = 0;
    const tested = 1000;
    for (let i = 0; i < tested; i++) {
      const image = imageOf(test, i);
      const distances = means.map((mean) => {
        let sum = 0;
        for (let at = 0; at < imageBytes; at++) sum += (image[at]! - mean[at]!) ** 2;
        return sum;
      });
      if (distances.indexOf(Math.min(...distances)) === test.label(i)) right++;
    }
    // Chance is 10 %, with a standard deviation of 0.95 points in 1000 images.
    expect(right / tested).toBeLessThan(0.2);
  });
});
