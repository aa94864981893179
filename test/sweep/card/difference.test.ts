import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../../src/sweep/card/difference.js';

describe('the first difference of two values', () => {
  it.each([
    [1, 1, 0, undefined],
    [1, 2, 0, 'expected 1, got 2'],
    [{ a: [1, { b: 2.5 }] }, { a: [1, { b: 2.6 }] }, 0, 'a.1.b: expected 2.5, got 2.6'],
    [{ a: [1, { b: 2.5 }] }, { a: [1, { b: 2.502 }] }, 0.001, undefined],
    [{ mean: 0.5 }, { mean: 0.5011 }, 0.001, 'mean: expected 0.5, got 0.5011'],
    [{ steps: 1000 }, { steps: 1001 }, 0.1, 'steps: expected 1000, got 1001'],
    [{ a: 1 }, {}, 0, 'a: expected 1, got nothing'],
    [{}, { a: null }, 0, 'a: expected nothing, got null'],
    [[1], [1, 2], 0, '1: expected nothing, got 2'],
    ['x', 'y', 1, 'expected "x", got "y"'],
    [{ a: undefined, zero: -0 }, { zero: 0 }, 0, undefined],
    [null, {}, 0, 'expected null, got {}'],
    [[1], { 0: 1 }, 0, 'expected [1], got {"0":1}'],
    [{ toString: {} }, {}, 0, 'toString: expected {}, got nothing'],
    [{}, JSON.parse('{"__proto__": {}}'), 0, '__proto__: expected nothing, got {}'],
  ])('%j and %j within %s: %s', (expected, got, tolerance, text) => {
    expect(firstDifference(expected, got, tolerance)).toBe(text);
  });

  it('finds none exactly where the JSON is the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(firstDifference(a, a)).toBeUndefined();
        const isSame = firstDifference(a, b) === undefined;
        const reverse = firstDifference(b, a) === undefined;
        expect(isSame).toBe(reverse);
        if (JSON.stringify(a) === JSON.stringify(b)) expect(isSame).toBe(true);
      }),
    );
  });
});
