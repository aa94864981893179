import fc from 'fast-check';
import { expect, it } from 'vitest';
import { permuteAxes } from '../../src/common/shape.js';

it('transposes a matrix', () => {
  expect([...permuteAxes(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3], [1, 0])]).toEqual([1, 4, 2, 5, 3, 6]);
});

it('is undone by the inverse order, and puts each element at its place', () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  const cases = shapes.chain((shape) => {
    const axes = shape.map((_, axis) => axis);
    return fc.tuple(fc.constant(shape), fc.shuffledSubarray(axes, { minLength: shape.length }));
  });
  fc.assert(
    fc.property(cases, ([shape, order]) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const values = Int32Array.from({ length: size }, (_, i) => i);
      const result = permuteAxes(values, shape, order);
      const after = order.map((axis) => shape[axis]!);
      const inverse = shape.map((_, axis) => order.indexOf(axis));
      expect([...permuteAxes(result, after, inverse)]).toEqual([...values]);
      // The last element stays the last one; the one at index 1 of axis `a` alone moves to index 1 of the axis that `a` became.
      expect(result.at(-1)).toBe(size - 1);
      for (const [axis, length] of shape.entries()) {
        if (length < 2) continue;
        const stride = (lengths: readonly number[], at: number) => lengths.slice(at + 1).reduce((p, l) => p * l, 1);
        expect(result[stride(after, order.indexOf(axis))]).toBe(stride(shape, axis));
      }
    }),
  );
});
