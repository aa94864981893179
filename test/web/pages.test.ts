/** What the pages compute by themselves. */
import { describe, expect, it } from 'vitest';
import { continued } from '../../web/dashboard/api.js';
import { hrefOf, mostCompared, type Place, placeOf } from '../../web/dashboard/place.js';
import { ago, bytes, compact, duration, percent } from '../../web/style/format.js';

describe('places', () => {
  it.each<Place>([
    { view: 'list' },
    { view: 'run', id: '0/catch/seed 1' },
    { view: 'results', id: '1/ä#?%/b' },
    { view: 'compare', ids: ['0/a', '0/b&id=c'] },
  ])('are kept in addresses: %j', (place) => {
    expect(placeOf(hrefOf(place))).toEqual(place);
  });

  it.each(['', '#', '#/nothing', '#/run/', '#/run', '#x'])('%j is the list', (hash) => {
    expect(placeOf(hash)).toEqual({ view: 'list' });
  });

  it('are read from a broken address as it is', () => {
    expect(placeOf('#/run/0/%')).toEqual({ view: 'run', id: '0/%' });
  });

  it('compares each run once, and no more than a comparison may have', () => {
    const ids = Array.from({ length: 30 }, (_, i) => `0/run-${i}`);
    const place = placeOf(hrefOf({ view: 'compare', ids: ['0/run-0', ...ids] }));
    expect(place).toEqual({ view: 'compare', ids: ids.slice(0, mostCompared) });
  });
});

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.012345, '0.0123'],
    [1.2345, '1.23'],
    [-19.6, '−19.6'],
    [1441.4, '1441'],
    [14_000, '14k'],
    [999_999, '1000k'],
    [1_500_000, '1.5M'],
    [2.5e9, '2.5G'],
    [0.00001234, '1.2e−5'],
    [1 / 3, '0.333'],
  ])('%d is written %s', (value, text) => {
    expect(compact(value)).toBe(text);
  });

  it('have units that people read', () => {
    expect([0, 1023, 1024, 5e8].map(bytes)).toEqual(['0 B', '1023 B', '1 KiB', '477 MiB']);
    expect([5, 600, 7200, 200_000].map(duration)).toEqual(['5 s', '10 min', '2.0 h', '2.3 d']);
    expect([0.051, 0.5, 1].map(percent)).toEqual(['5.1 %', '50 %', '100 %']);
    expect(ago('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:01:00Z'))).toBe('60 s ago');
  });
});

describe('continued', () => {
  const buckets = (first: number, step: number[], bucketRows = 2) => {
    const values = step.map((each) => each / 10);
    return { bucketRows, first, step, curves: { loss: { mean: values, low: values, high: values } } };
  };

  it('puts new buckets after those that are known, of which the last has grown', () => {
    expect(continued(buckets(0, [20, 40, 50]), buckets(2, [60, 80]))).toEqual(buckets(0, [20, 40, 60, 80]));
  });

  it.each([
    ['nothing is known', undefined, buckets(2, [60])],
    ['the size of the buckets has changed', buckets(0, [20, 40]), buckets(1, [80], 4)],
    ['the rows begin anew', buckets(0, [20, 40]), buckets(0, [20])],
  ])('takes the new ones where %s', (_, known, fresh) => {
    expect(continued(known, fresh)).toBe(fresh);
  });
});
