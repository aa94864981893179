import { describe, expect, it } from 'vitest';
import { type IntervalPoint, intervals } from '../../src/report/intervals.js';

const point = (row: string, series: string, value: number): IntervalPoint => ({
  ...{ row, series, value },
  ...{ low: value - 1, high: value + 1 },
});
const count = (text: string, part: string | RegExp) => text.split(part).length - 1;
const options = { title: 'A title', series: ['plain', 'sap100', 'dwp50'] };
const points = [point('λ 1', 'plain', 1), point('λ 1', 'sap100', 2), point('λ 2', 'plain', 3)];

describe('intervals', () => {
  it('draw a point and a line for each estimate, with the row labels once', async () => {
    const svg = await intervals(
      [
        { x: 'mean', points },
        { x: 'median', points },
      ],
      options,
    );
    expect(count(svg, 'aria-roledescription="point"')).toBe(6);
    expect(count(svg, 'aria-roledescription="rule mark"')).toBe(6);
    expect(count(svg, '>λ 1<')).toBe(1);
    for (const text of ['mean', 'median', 'plain', 'sap100', 'A title']) expect(svg).toContain(`>${text}<`);
  });

  it('name only what is drawn, in the colors of the whole list', async () => {
    const svg = await intervals([{ x: 'mean', points: [point('λ 1', 'sap100', 2)] }], options);
    expect(svg).toContain('>sap100<');
    expect(svg).not.toContain('>plain<');
    expect(svg).toContain('#d55e00');
  });

  it('have an axis where all estimates are one number', async () => {
    const one = { row: 'a', series: 'plain', value: 3, low: 3, high: 3 };
    const svg = await intervals([{ x: 'mean', points: [one] }], options);
    for (const tick of ['2.0', '3.0', '4.0']) expect(svg).toContain(`>${tick}<`);
  });

  it('share an axis where the columns show one quantity', async () => {
    const columns = [1, 1000].map((value) => ({ x: 'mean', points: [point('a', 'plain', value)] }));
    const ticks = async (sameAxis: boolean) => count(await intervals(columns, { ...options, sameAxis }), '>1,000<');
    expect([await ticks(true), await ticks(false)]).toEqual([2, 0]);
  });

  it('have a line at the reference, and the given ends', async () => {
    const svg = await intervals(
      [{ x: 'P', points: [point('a', 'plain', 0.5)], reference: 0.5, range: [-2, 2] }],
      options,
    );
    expect(svg).toContain('#888888');
    expect(svg).toContain('>−2.0<');
  });
});
