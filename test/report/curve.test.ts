import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acrossSeeds, runningMean, type Sample, thin } from '../../src/report/curve.js';

const line = (...values: number[]): Sample[] => values.map((y, i) => [i + 1, y]);

describe('runningMean', () => {
  it('averages the last values, fewer at the start', () => {
    expect(runningMean(line(3, 6, 9, 0), 3)).toEqual(line(3, 4.5, 6, 5));
  });
});

describe('thin', () => {
  it.each([
    ['leaves few as they are', line(1, 2, 3), 3, line(1, 2, 3)],
    [
      'averages stretches, the last one shorter',
      line(1, 3, 5, 7, 100),
      3,
      [
        [2, 2],
        [4, 6],
        [5, 100],
      ],
    ],
    ['takes nothing', [], 3, []],
  ])('%s', (_, samples, count, expected) => {
    expect(thin(samples as Sample[], count)).toEqual(expected);
  });

  it('gives at most so many, ending where the samples end', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 20 }), (values, count) => {
        const thinned = thin(line(...values), count);
        expect(thinned.length).toBeLessThanOrEqual(count);
        expect(thinned.at(-1)![0]).toBe(values.length);
      }),
    );
  });
});

describe('acrossSeeds', () => {
  const across = (...seeds: Sample[][]) => acrossSeeds(seeds, 's').map(({ x, y, low, high }) => [x, y, low, high]);

  it('of one seed is the seed', () => {
    expect(across(line(4, 5))).toEqual([
      [1, 4, 4, 4],
      [2, 5, 5, 5],
    ]);
  });

  it('is mean, lowest and highest', () => {
    expect(across(line(0, 1), line(3, 1), line(9, 4))).toEqual([
      [1, 4, 0, 9],
      [2, 2, 1, 4],
    ]);
  });

  it('lets a seed without a value count with its last one, from where all have begun to where the first ends', () => {
    const sparse: Sample[] = [
      [2, 10],
      [5, 40],
    ];
    expect(across(line(1, 2, 3, 4), sparse)).toEqual([
      [2, 6, 2, 10],
      [3, 6.5, 3, 10],
      [4, 7, 4, 10],
    ]);
  });

  it('is nothing where a seed has nothing', () => {
    expect(across(line(1), [])).toEqual([]);
    expect(across()).toEqual([]);
  });
});
