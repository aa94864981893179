import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../src/env/environment.js';
import { animate, beside, enlarge, grayImage, perturbationImage } from '../../src/report/animation.js';

/** The red channel, row by row. */
const red = ({ data }: RgbImage) => [...data].filter((_, i) => i % 3 === 0);

describe('pictures', () => {
  it('repeat each pixel when enlarged', () => {
    const large = enlarge(grayImage([1, 2, 3, 4], 2, 2), 2, 3);
    expect([large.width, large.height]).toEqual([4, 6]);
    expect(red(large)).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4, 3, 3, 4, 4]);
  });

  it('round and clip gray values, in all three channels', () => {
    expect([...grayImage([-5, 0.6, 300], 3, 1).data]).toEqual([0, 0, 0, 1, 1, 1, 255, 255, 255]);
  });

  it('show the largest perturbation white, its negative black, none gray', () => {
    expect(red(perturbationImage([4, -4, 0, 2], 4, 4, 1))).toEqual([255, 1, 128, 192]);
    expect(red(perturbationImage([0, 0], 0, 2, 1))).toEqual([128, 128]);
  });

  it('stand in a column at the right of the large one, evenly spaced', () => {
    const picture = beside(grayImage(Array(8).fill(200), 1, 8), [grayImage([10], 1, 1), grayImage([20], 1, 1)]);
    expect([picture.width, picture.height]).toEqual([34, 8]);
    const column = (x: number) => Array.from({ length: 8 }, (_, y) => picture.data[(y * picture.width + x) * 3]);
    expect(column(0)).toEqual(Array(8).fill(200));
    expect(column(17)).toEqual([24, 24, 10, 24, 24, 24, 20, 24]);
  });
});

describe('animate', () => {
  it.each(['gif', 'webp'] as const)(
    'writes every frame to a %s that loops, each as long as asked for',
    async (format) => {
      const frames = [0, 100, 200].map((value) => grayImage(Array(64).fill(value), 8, 8));
      const metadata = await sharp(await animate(frames, { delayMs: 60, format }), { animated: true }).metadata();
      expect(metadata).toMatchObject({ format, pages: 3, delay: [60, 60, 60], loop: 0, width: 8, pageHeight: 8 });
    },
  );
});
