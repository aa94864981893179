import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interleaved } from '../../../../src/vision/data/folder/image-folder.js';

/** Class by class, of the sizes given. */
const files = (sizes: readonly number[]) =>
  sizes.flatMap((size, label) =>
    Array.from({ length: size }, (_, i) => ({ path: `${label}/${i}.png`, className: `class ${label}` })),
  );

describe('interleaved pictures', () => {
  it('are balanced over the classes in every prefix', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }), (sizes) => {
        const ordered = interleaved(files(sizes));
        const counts = sizes.map(() => 0);
        for (const { className } of ordered) {
          counts[Number(className.split(' ')[1])]!++;
          const most = Math.max(...counts);
          // a class that is behind by more than one has no more to give
          for (const [label, count] of counts.entries())
            expect(count).toBeGreaterThanOrEqual(Math.min(sizes[label]!, most - 1));
        }
        expect(counts).toEqual(sizes);
      }),
    );
  });

  it('keep the order within a class', () => {
    expect(interleaved(files([1, 3, 2])).map(({ path }) => path)).toEqual(
      ['0/0', '1/0', '2/0', '1/1', '2/1', '1/2'].map((name) => `${name}.png`),
    );
  });
});
