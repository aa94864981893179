/** Resizing with the rounding of OpenCV's INTER_AREA, against its published definition in floats, one pixel at a time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Core } from '../../src/console/core.js';
import { easel, ntscHeight, picture, size, width } from '../helpers/easel.js';

const f = Math.fround;

/** The sources below output pixel `i` of a dimension, with their weights. */
function weights(i: number, length: number): [source: number, weight: number][] {
  const scale = 1 / (size / length);
  const [start, end] = [i * scale, i * scale + scale];
  const covered = Math.min(scale, length - start);
  const last = Math.min(Math.floor(end), length - 1);
  const first = Math.min(Math.ceil(start), last);
  const whole = Array.from({ length: last - first }, (_, k): [number, number] => [first + k, 1 / covered]);
  const all: [number, number][] = [
    [first - 1, first - start > 1e-3 ? (first - start) / covered : 0],
    ...whole,
    [last, end - last > 1e-3 ? Math.min(end - last, 1, covered) / covered : 0],
  ];
  return all.filter(([, weight]) => weight > 0).map(([source, weight]) => [source, f(weight)]);
}

function halfToEven(value: number): number {
  const low = Math.floor(value);
  if (value - low === 0.5) return low + (low % 2);
  return Math.round(value);
}

const sumOf = (terms: readonly number[]) => terms.reduce((sum, term) => f(sum + term), 0);

function resized(source: Uint8Array, height: number): number[] {
  const columns = Array.from({ length: size }, (_, x) => weights(x, width));
  const rows = Array.from({ length: height }, (_, y) =>
    columns.map((terms) => sumOf(terms.map(([x, weight]) => f(source[y * width + x]! * weight)))),
  );
  return Array.from({ length: size }, (_, y) => weights(y, height)).flatMap((terms) =>
    columns.map((_, x) => halfToEven(sumOf(terms.map(([row, weight]) => f(rows[row]![x]! * weight))))),
  );
}

const pixels = (core: Core, at: number) => [...new Uint8Array(core.memory.buffer, at, size * size)];

describe('an observation as OpenCV rounds it', () => {
  test.each([200, 210, 230, 250, 256])('of %d rows is the sum in floats, in every frame', (height) => {
    const { core, show } = easel(height);
    fc.assert(
      fc.property(picture(height), (one) => {
        show(one);
        expect(pixels(core, core.observeAsOpenCV(0))).toEqual(resized(one, height));
      }),
      { numRuns: 8 },
    );
  });

  test('differs from the exact one by at most 1, and does differ', () => {
    const { core, show } = easel(ntscHeight);
    let different = 0;
    fc.assert(
      fc.property(picture(ntscHeight), (one) => {
        show(one);
        const rounded = pixels(core, core.observeAsOpenCV(0));
        const other = easel(ntscHeight);
        other.show(one);
        const exact = pixels(other.core, other.core.observe(0));
        for (const [i, pixel] of rounded.entries()) {
          expect(Math.abs(pixel - exact[i]!)).toBeLessThanOrEqual(1);
          different += Number(pixel !== exact[i]);
        }
      }),
      { numRuns: 6, seed: 2 },
    );
    expect(different).toBeGreaterThan(0);
  });

  test('of the last one and a remembered frame is the maximum of all three frames; the next one starts anew', () => {
    const { core, show } = easel(ntscHeight);
    fc.assert(
      fc.property(fc.array(picture(ntscHeight), { minLength: 4, maxLength: 4 }), ([a, b, c, d]) => {
        const max = (one: Uint8Array, other: Uint8Array) => one.map((pixel, i) => Math.max(pixel, other[i]!));
        show(a!);
        core.rememberFrame();
        show(b!);
        expect(pixels(core, core.observeAsOpenCV(1))).toEqual(resized(max(a!, b!), ntscHeight));
        show(c!);
        core.rememberFrame();
        show(d!);
        expect(pixels(core, core.observeRemembered())).toEqual(resized(max(max(a!, b!), c!), ntscHeight));
        expect(pixels(core, core.observeAsOpenCV(0))).toEqual(resized(d!, ntscHeight));
      }),
      { numRuns: 4 },
    );
  });
});
