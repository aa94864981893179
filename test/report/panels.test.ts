import { describe, expect, it } from 'vitest';
import { type PanelPoint, panels } from '../../src/report/panels.js';

const line = (series: string, ...values: number[]): PanelPoint[] =>
  values.map((y, i) => ({ x: String(i), y, low: y - 5, high: y + 5, series }));
const options = { title: 'A title', x: 'λ', y: 'return', order: ['0', '1'], series: ['plain', 'sap100', 'dwp50'] };
const count = (text: string, part: string) => text.split(part).length - 1;

describe('panels', () => {
  it('share one vertical axis, whatever the values of each', async () => {
    const svg = await panels(
      [
        { title: 'low', lines: line('plain', 0, 10), compared: [] },
        { title: 'high', lines: line('plain', 900, 1000), compared: [] },
      ],
      options,
    );
    expect(count(svg, '>1,000<')).toBe(2);
    expect(count(svg, '>0<')).toBeGreaterThanOrEqual(2);
  });

  it('have bands for the compared series only', async () => {
    const lines = [...line('plain', 0, 10), ...line('sap100', 5, 15), ...line('dwp50', 7, 17)];
    const bandsOf = async (compared: string[]) =>
      count(await panels([{ title: '', lines, compared }], options), 'aria-roledescription="area mark"');
    expect(await bandsOf(['plain', 'sap100'])).toBe(2);
    expect(await bandsOf([])).toBe(0);
  });

  it('tell series apart without colors: by dashes and markers', async () => {
    const lines = [...line('plain', 0, 10), ...line('sap100', 5, 15), ...line('dwp50', 7, 17)];
    const svg = await panels([{ title: '', lines, compared: [] }], options);
    const dashes = new Set([...svg.matchAll(/stroke-dasharray="([^"]*)"/g)].map(([, dash]) => dash));
    expect(dashes.size).toBeGreaterThanOrEqual(3);
    for (const series of options.series) expect(svg).toContain(`>${series}<`);
  });

  it('are not widened by a long title', async () => {
    const panel = { title: 'eot-pgd with a very long description of it', lines: line('plain', 0, 10), compared: [] };
    const widthOf = async (title: string) =>
      Number(/width="(\d+)"/.exec(await panels([panel, panel, panel], { ...options, title }))![1]);
    expect(await widthOf('word '.repeat(40).trim())).toBe(await widthOf('A title'));
    expect(await widthOf('A title')).toBeLessThan(900);
  });
});
