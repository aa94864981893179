import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFloat16, encodeFloat16 } from '../../src/common/float16.js';

describe('encodeFloat16', () => {
  // np.array([value], np.float32).astype(np.float16).view(np.uint16) of NumPy 2
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [0.1, 0x2e66],
    [1 / 3, 0x3555],
    [65504, 0x7bff],
    [65519.99609375, 0x7bff],
    [65520, 0x7c00],
    [1e9, 0x7c00],
    [-1e9, 0xfc00],
    [2 ** -14, 0x0400],
    [2 ** -14 - 2 ** -26, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2.980232594040899e-8, 0x0001],
    [1.5 * 2 ** -24, 0x0002],
    [2.5 * 2 ** -24, 0x0002],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [1 + 2 ** -11 + 2 ** -23, 0x3c01],
    [2047.5, 0x6800],
    [4098, 0x6c00],
    [4099, 0x6c01],
    [-0.0009765625, 0x9400],
    [Math.PI, 0x4248],
    [Number.POSITIVE_INFINITY, 0x7c00],
    [Number.NEGATIVE_INFINITY, 0xfc00],
  ])('rounds %d as NumPy does', (value, bits) => {
    expect(encodeFloat16(value)).toBe(bits);
  });

  it('is at most half a unit in the last place off', () => {
    const finite = fc.float({ min: -65504, max: 65504, noNaN: true });
    fc.assert(
      fc.property(finite, (value) => {
        const bits = encodeFloat16(value);
        const [error, up, down] = [bits, bits + 1, bits - 1].map((each) => Math.abs(decodeFloat16(each) - value));
        expect(error).toBeLessThanOrEqual(Math.min(up!, (bits & 0x7fff) === 0 ? up! : down!));
      }),
    );
  });
});

it('all 65,536 patterns survive decoding and encoding; those that are no number become one', () => {
  const patterns = Array.from({ length: 65_536 }, (_, bits) => bits);
  const isNumber = (bits: number) => (bits & 0x7fff) <= 0x7c00;
  const expected = patterns.map((bits) => (isNumber(bits) ? bits : 0x7e00));
  expect(patterns.map((bits) => encodeFloat16(decodeFloat16(bits)))).toEqual(expected);
  expect(patterns.filter((bits) => Number.isNaN(decodeFloat16(bits)))).toHaveLength(2 * 1023);
});

it.each([
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x7bff, 65504],
  [0xbc00, -1],
])('decodeFloat16(%i) is %d', (bits, value) => {
  expect(decodeFloat16(bits)).toBe(value);
});
