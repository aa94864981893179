import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { colorAverage, screenColors, toGray, toRgb, toRgba } from '../../src/console/screen.js';
import { palettes } from '../../src/data/palettes.js';

const { ntsc, pal } = palettes;

describe('palettes', () => {
  test.each(Object.entries(palettes))('%s: gray is the luma of the color', (_name, { rgb, gray }) => {
    expect(rgb).toHaveLength(128);
    const luma = rgb.map((c) => Math.floor(0.2989 * (c >> 16) + 0.587 * ((c >> 8) & 255) + 0.114 * (c & 255) + 0.5));
    expect(gray).toEqual(luma);
  });
});

describe('a color byte', () => {
  const colors = screenColors('PAL');
  test('that is even has the palette color', () => {
    const color = pal.rgb[0x4c >> 1]!;
    expect([...toRgb(Uint8Array.of(0x4c), colors)]).toEqual([color >> 16, (color >> 8) & 255, color & 255]);
    expect([...toRgba(Uint8Array.of(0x4c), colors)]).toEqual([color >> 16, (color >> 8) & 255, color & 255, 255]);
    expect([...toGray(Uint8Array.of(0x4c), colors)]).toEqual([pal.gray[0x4c >> 1]]);
  });
  test('that is odd is gray, and its gray is the blue of the next even color', () => {
    const gray = pal.gray[0x4d >> 1];
    expect([...toRgb(Uint8Array.of(0x4d), colors)]).toEqual([gray, gray, gray]);
    expect([...toGray(Uint8Array.of(0x4d), colors)]).toEqual([pal.rgb[0x4e >> 1]! & 255]);
    expect([...toGray(Uint8Array.of(0xff), colors)]).toEqual([0]);
  });
});

describe('color averaging', () => {
  const average = colorAverage('NTSC');
  const even = fc.integer({ min: 0, max: 127 }).map((half) => 2 * half);
  test('does not depend on order', () => {
    expect(() => fc.assert(fc.property(even, even, (a, b) => average(a, b) === average(b, a)))).not.toThrow();
  });
  test('gives 0 for odd bytes, which PAL color loss and unfinished frames have', () => {
    const pal = colorAverage('PAL');
    expect([pal(0x4d, 0x80), pal(0x80, 0x4d), pal(0x4d, 0x4d), pal(0x80, 0x80)]).toEqual([0, 0, 0, 0x80]);
  });
  test('gives the even byte nearest to the blend, the smallest one of several', () => {
    const channels = (pixel: number) => [16, 8, 0].map((shift) => (ntsc.rgb[pixel >> 1]! >> shift) & 255);
    fc.assert(
      fc.property(even, even, (a, b) => {
        const [one, other] = [channels(a), channels(b)];
        const blend = one.map((x, i) => {
          const [low, high] = [Math.min(x, other[i]!), Math.max(x, other[i]!)];
          return Math.floor((low + Math.floor(((high - low) * 77) / 100)) / 4) * 4;
        });
        const distance = (p: number) => channels(p).reduce((sum, x, i) => sum + Math.abs(x - blend[i]!), 0);
        const distances = Array.from({ length: 128 }, (_, half) => distance(2 * half));
        expect(average(a, b)).toBe(2 * distances.indexOf(Math.min(...distances)));
      }),
    );
  });
});
