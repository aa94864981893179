import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectFinite, firstNonFinite } from '../../src/common/finite.js';

it('finds the first value that is not finite, if any', () => {
  fc.assert(
    fc.property(fc.float32Array(), (values) => {
      expect(firstNonFinite(values)).toBe(values.findIndex((value) => !Number.isFinite(value)));
    }),
  );
  expect(firstNonFinite(Float64Array.of(Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE))).toBe(-1);
});

it('reports the index', () => {
  expect(() => expectFinite([1, -Infinity], 'file: w')).toThrow(
    'file: w: expected finite numbers, got -Infinity at place 1',
  );
});
