import { expect, it } from 'vitest';
import { type Column, csv, markdownTable, textTable } from '../../src/report/table.js';

interface Pet {
  readonly name: string;
  readonly legs: number;
}
const columns: readonly Column<Pet>[] = [
  { title: 'name', align: 'left', cell: ({ name }) => name },
  { title: 'legs', cell: ({ legs }) => String(legs) },
];
const pets: readonly Pet[] = [
  { name: 'cat', legs: 4 },
  { name: 'woodlouse', legs: 14 },
];

it('as Markdown', () => {
  expect(markdownTable(columns, pets)).toBe(
    '| name      | legs |\n| --------- | ---: |\n| cat       |    4 |\n| woodlouse |   14 |\n',
  );
});

it('as text', () => {
  expect(textTable(columns, pets)).toBe('name       legs\n─────────  ────\ncat           4\nwoodlouse    14\n');
});

it('as CSV', () => {
  expect(csv(columns, pets)).toBe('name,legs\ncat,4\nwoodlouse,14\n');
});

it('without rows is its head', () => {
  expect(csv(columns, [])).toBe('name,legs\n');
  expect(markdownTable(columns, [])).toBe('| name | legs |\n| ---- | ---: |\n');
});

it('keeps separators in cells apart from its own', () => {
  const odd = [{ name: 'a,"b"|c', legs: 0 }];
  expect(csv(columns, odd)).toContain('"a,""b""|c",0');
  expect(markdownTable(columns, odd)).toContain('a,"b"\\|c');
});
