import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acrossSeeds } from '../../src/dashboard/rows/across-seeds.js';
import { firstNotBelow, growingColumns, sampledColumns } from '../../src/dashboard/rows/columns.js';
import { bucketsOf } from '../../src/dashboard/rows/downsample.js';
import { createRowStore } from '../../src/dashboard/rows/store.js';
import { lastRows } from '../../src/dashboard/rows/tail.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const file = () => join(temporaryFolder(), 'rows.jsonl');
const lines = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ step: from + i, loss: (from + i) / 2 }));
const steps = (columns: { readonly values: ReadonlyMap<string, Float64Array> }) => [
  ...(columns.values.get('step') ?? []),
];

describe('growingColumns', () => {
  it('reads what was appended, and half a line once it is whole', () => {
    const path = file();
    const columns = growingColumns(path);
    expect([columns.refresh(), columns.count]).toEqual([true, 0]);
    writeFileSync(path, `${lines({ step: 1, loss: null, good: true, list: [1], name: 'a' })}{"step":2,"lo`);
    expect(columns.refresh()).toBe(true);
    expect(steps(columns)).toEqual([1]);
    expect([...columns.values.keys()]).toEqual(['step', 'loss', 'good']);
    expect(columns.values.get('loss')![0]).toBeNaN();
    appendFileSync(path, 'ss":0.5,"new":7}\n');
    columns.refresh();
    expect(steps(columns)).toEqual([1, 2]);
    expect([...columns.values.get('new')!]).toEqual([Number.NaN, 7]);
  });

  it('counts lines that are no rows, and goes on', () => {
    const path = file();
    writeFileSync(path, `${lines({ step: 1 })}nonsense\n[1]\n{"loss":1}\n${lines({ step: 2 })}`);
    const columns = growingColumns(path);
    columns.refresh();
    expect([steps(columns), columns.unreadable]).toEqual([[1, 2], 3]);
  });

  it('reads no more bytes than allowed', () => {
    const path = file();
    writeFileSync(path, lines(...numbered(1, 100)));
    const columns = growingColumns(path);
    expect(columns.refresh(200)).toBe(false);
    expect(columns.count).toBeLessThan(20);
    while (!columns.refresh(200));
    expect(columns.count).toBe(100);
  });

  it.each([
    ['is cut', (path: string) => truncateSync(path, lines(...numbered(1, 10)).length), 10],
    ['is replaced by a longer one', (path: string) => writeFileSync(path, lines(...numbered(5, 40))), 36],
    [
      'is replaced by rename',
      (path: string) => {
        writeFileSync(`${path}.new`, lines(...numbered(1, 30)));
        renameSync(`${path}.new`, path);
      },
      30,
    ],
    ['is deleted', (path: string) => rmSync(path), 0],
  ])('notices that the file %s', (_, change, count) => {
    const path = file();
    writeFileSync(path, lines(...numbered(1, 20)));
    const columns = growingColumns(path);
    columns.refresh();
    change(path);
    columns.refresh();
    expect(columns.count).toBe(count);
  });

  it('keeps the newest of repeated steps, as timing.jsonl has them after a resume', () => {
    const path = file();
    writeFileSync(path, lines(...numbered(1, 10), { step: 7, again: 1 }, { step: 8, again: 2 }));
    const columns = growingColumns(path);
    columns.refresh();
    expect(steps(columns)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...columns.values.get('loss')!].slice(6)).toEqual([Number.NaN, Number.NaN]);
    expect([...columns.values.get('again')!].slice(6)).toEqual([1, 2]);
  });
});

it('samples rows that are in the file, in order, from its whole length', () => {
  const path = file();
  writeFileSync(path, lines(...numbered(1, 5000)));
  const sampled = steps(sampledColumns(path, 100)!);
  expect(sampled.length).toBeGreaterThan(90);
  expect(sampled).toEqual([...new Set(sampled)].sort((a, b) => a - b));
  expect([sampled[0], sampled.at(-1)! > 4900]).toEqual([1, true]);
  expect(sampledColumns(file(), 100)).toBeUndefined();
});

it('answers at once with a sample of a large file, and later with all of it', async () => {
  const path = file();
  writeFileSync(path, lines(...numbered(1, 120_000)));
  const store = createRowStore();
  const first = await store.get(path);
  expect(first.complete).toBe(false);
  expect(first.columns.count).toBeGreaterThan(400);
  let last = first;
  while (!last.complete) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    last = await store.get(path);
  }
  expect(last.columns.count).toBe(120_000);
});

describe('lastRows', () => {
  it('returns whole rows from the end, and finds a row that is longer than usual', () => {
    const path = file();
    expect(lastRows(path)).toEqual([]);
    writeFileSync(path, `${lines(...numbered(1, 2000))}{"step":20`);
    const rows = lastRows(path);
    expect(rows.at(-1)).toEqual({ step: 2000, loss: 1000 });
    expect(rows.length).toBeLessThan(1000);
    const long = { step: 2001, returns: Array.from({ length: 20_000 }, (_, i) => i) };
    writeFileSync(path, lines({ step: 1 }, long));
    expect(lastRows(path).at(-1)).toEqual(long);
  });
});

const columnOf = fc.array(
  fc.oneof(fc.constant(Number.NaN), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })),
  {
    minLength: 1,
    maxLength: 500,
  },
);
const stepsOf = (values: readonly number[]) => Float64Array.from(values, (_, i) => (i + 1) * 10);

describe('bucketsOf', () => {
  it('keeps the number of points, the lowest and the highest value, and no value that is none', () => {
    fc.assert(
      fc.property(columnOf, fc.integer({ min: 2, max: 60 }), (values, most) => {
        const { step, curves, bucketRows } = bucketsOf(stepsOf(values), { a: Float64Array.from(values) }, { most });
        const { mean, low = mean, high = mean } = curves.a!;
        expect(step.length).toBeLessThanOrEqual(most);
        expect(step.at(-1)).toBe(values.length * 10);
        const known = values.filter((value) => !Number.isNaN(value));
        const numbers = (all: readonly (number | null)[]) => all.filter((each) => each !== null);
        expect(Math.min(...numbers(low))).toBe(Math.min(...known));
        expect(Math.max(...numbers(high))).toBe(Math.max(...known));
        for (const [i, each] of mean.entries()) {
          if (each === null) continue;
          expect(low[i]).toBeLessThanOrEqual(each);
          expect(high[i]).toBeGreaterThanOrEqual(each);
        }
        if (values.length <= most)
          expect([bucketRows, mean]).toEqual([1, values.map((v) => (Number.isNaN(v) ? null : v))]);
      }),
    );
  });

  it('only changes its last bucket when rows are appended, while the buckets are of one size', () => {
    fc.assert(
      fc.property(columnOf, columnOf, (before, more) => {
        const all = [...before, ...more];
        const old = bucketsOf(stepsOf(before), { a: Float64Array.from(before) }, { most: 50 });
        const known = { bucketRows: old.bucketRows, buckets: old.step.length };
        const fresh = bucketsOf(stepsOf(all), { a: Float64Array.from(all) }, { most: 50 });
        const grown = bucketsOf(stepsOf(all), { a: Float64Array.from(all) }, { most: 50, known });
        expect(grown.first).toBe(fresh.bucketRows === old.bucketRows ? known.buckets - 1 : 0);
        const merged = [...old.step.slice(0, grown.first), ...grown.step];
        expect(merged).toEqual(fresh.step);
        expect([...old.curves.a!.mean.slice(0, grown.first), ...grown.curves.a!.mean]).toEqual(fresh.curves.a!.mean);
      }),
    );
  });

  it('shows a part in more detail, with a row beyond each end', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => i);
    const { step, bucketRows } = bucketsOf(stepsOf([...values]), { values }, { most: 100, from: 5000, to: 5500 });
    expect([bucketRows, step[0], step.at(-1)]).toEqual([1, 4990, 5500]);
  });
});

it('finds the first number that is not below a bound', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (numbers, bound) => {
      const ascending = Float64Array.from(numbers.sort((a, b) => a - b));
      const expected = ascending.findIndex((each) => each >= bound);
      expect(firstNotBelow(ascending, bound)).toBe(expected === -1 ? ascending.length : expected);
    }),
  );
});

describe('acrossSeeds', () => {
  const run = (count: number, value: (i: number) => number) => ({
    steps: Float64Array.from({ length: count }, (_, i) => (i + 1) * 100),
    values: Float64Array.from({ length: count }, (_, i) => value(i)),
  });

  it('is the mean of the runs, with an interval by Student, up to the end of the shortest', () => {
    const curve = acrossSeeds([run(4, () => 1), run(6, () => 2), run(5, () => 6)], 100);
    expect(curve.step).toEqual([100, 200, 300, 400]);
    expect(curve.mean).toEqual([3, 3, 3, 3]);
    // mean 3, deviation 2.6458, t(0.975, 2) = 4.303: half a width of 6.57
    expect(curve.high[0]! - 3).toBeCloseTo(6.57, 1);
    expect(curve.low[0]! + curve.high[0]!).toBeCloseTo(6);
  });

  it('has an interval of two runs, none of one, and no point without a row', () => {
    expect(acrossSeeds([run(1, () => 0), run(1, () => 2)], 10).high[0]).toBeCloseTo(1 + 12.706, 2);
    expect(acrossSeeds([run(3, (i) => i)], 10)).toEqual({
      ...{ step: [100, 200, 300], mean: [0, 1, 2], low: [null, null, null], high: [null, null, null] },
    });
    expect(acrossSeeds([run(3, (i) => i), run(0, () => 0)], 10).step).toEqual([]);
    expect(acrossSeeds([run(3, () => Number.NaN), run(3, () => 0)], 10).step).toEqual([]);
  });
});
