import { describe, expect, it } from 'vitest';
import { joined, markdown, section, terminal } from '../../src/report/renderer.js';
import type { Column } from '../../src/report/table.js';
import { wrapCell, wrapWords } from '../../src/report/wrap.js';

describe('lines of limited width', () => {
  it('break between words, and nowhere else', () => {
    expect(wrapWords('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrapWords('a verylongword b', 5)).toEqual(['a', 'verylongword', 'b']);
  });

  it('keep a number with its symbol', () => {
    expect(wrapWords('at λ 4, p = 0.041 and 5 % more', 6)).toEqual(['at', 'λ 4,', 'p = 0.041', 'and', '5 %', 'more']);
  });

  it('of cells break after separators, else anywhere', () => {
    expect(wrapCell('eot-pgd:steps=20:samples=5', 12)).toEqual(['eot-pgd:', 'steps=20:', 'samples=5']);
    expect(wrapCell('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrapCell('short', 12)).toEqual(['short']);
  });
});

interface Line {
  readonly name: string;
  readonly values: readonly number[];
}
const columns: readonly Column<Line>[] = [
  { title: 'name', align: 'left', key: true, cell: ({ name }) => name },
  ...Array.from(
    { length: 12 },
    (_, i): Column<Line> => ({ title: `λ ${i}`, cell: ({ values }) => values[i]!.toFixed(1) }),
  ),
  { title: 'detail', detail: true, cell: () => 'more' },
];
const rows = ['plain', 'swp1000-bernoulli+sap100'].map((name) => ({
  name,
  values: Array.from({ length: 12 }, (_, i) => 100 + i),
}));

describe('a table on a terminal', () => {
  it('continues below itself with its names where it is too wide', () => {
    const text = terminal().table(columns, rows);
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    const [first, second, ...others] = text.trimEnd().split('\n\n');
    expect(others).toEqual([]);
    for (const block of [first!, second!]) expect(block).toMatch(/^name .*\n─+.*\nplain /);
    expect(first).toContain('100.0');
    expect(second).toContain('111.0');
    expect(text).not.toContain('detail');
  });

  it('has all columns in one block when wide, as files have', () => {
    expect(terminal({ wide: true }).table(columns, rows)).toMatch(/^name .* λ 11 +detail\n─/);
    expect(markdown.table(columns, rows)).toMatch(/^\| name .* detail \|\n/);
  });
});

describe('a report', () => {
  it('has no empty tables, no empty lists and no heading without content', () => {
    for (const renderer of [terminal(), markdown]) {
      expect(renderer.table(columns, [])).toBe('');
      expect(renderer.list([])).toBe('');
      expect(section(renderer, 'Question?', ['', renderer.table(columns, [])])).toBe('');
      expect(section(renderer, 'Question?', [renderer.paragraph('An answer.')])).toMatch(
        /Question\?\n\nAn answer\.\n$/,
      );
    }
    expect(joined(['a\n', '', 'b\n'])).toBe('a\n\nb\n');
  });
});
