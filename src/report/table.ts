/** One table in three formats: Markdown, fixed-width text for terminals, CSV. */
import { layout, type TextLayout } from './table-layout.js';

export interface Column<Row> {
  readonly title: string;
  /** Numbers are aligned right, the default; names left. */
  readonly align?: 'left' | 'right';
  /** Names the row: repeated where a table is too wide for a terminal and continues below. */
  readonly key?: boolean;
  /** Shown on a terminal only in wide tables; files always have it. */
  readonly detail?: boolean;
  cell(row: Row): string;
}

/** What a text table may take of a terminal. */
export interface TableOptions {
  /** Characters a line; unlimited by default. */
  readonly width?: number;
  /** Whether columns marked `detail` are shown; default true. */
  readonly details?: boolean;
}

function layoutOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): TextLayout {
  const titles = columns.map(({ title }) => title);
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row)));
  return {
    titles,
    cells,
    widths: titles.map((title, i) => Math.max(3, title.length, ...cells.map((row) => row[i]!.length))),
    right: columns.map(({ align = 'right' }) => align === 'right'),
    key: columns.map(({ key = false }) => key),
  };
}

const padded = ({ widths, right }: TextLayout, cells: readonly string[]): string[] =>
  cells.map((cell, i) => (right[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)));

/** Cells of longer columns are not padded: the source would have very long lines. */
const widestPadding = 60;

export function markdownTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const natural = layoutOf(columns, rows);
  const whole = { ...natural, widths: natural.widths.map((width) => Math.min(width, widestPadding)) };
  const { titles, right, cells, widths } = whole;
  const line = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const rule = widths.map((width, i) => (right[i] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [titles, ...cells]
    .map((texts) => line(padded(whole, texts)))
    .toSpliced(1, 0, line(rule))
    .join('');
}

/** Fixed-width text. A table wider than `width` wraps its names, then continues below itself. */
export function textTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { width = Number.POSITIVE_INFINITY, details = true }: TableOptions = {},
): string {
  const shown = columns.filter(({ detail }) => details || !detail);
  return layout(layoutOf(shown, rows), width).map(blockText).join('\n');
}

function blockText(block: TextLayout): string {
  const line = (texts: readonly string[]) => `${padded(block, texts).join('  ').trimEnd()}\n`;
  const rule = block.widths.map((width) => '─'.repeat(width));
  return [block.titles, rule, ...block.cells].map(line).join('');
}

/** RFC 4180, lines ended by \n. */
export function csv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const field = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (texts: readonly string[]) => `${texts.map(field).join(',')}\n`;
  return [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ cell }) => cell(row)))]
    .map(line)
    .join('');
}

type Value = number | string | boolean | null | undefined;

/** A cell of a CSV file: an unknown value is left empty. */
const orEmpty = (value: Value): string => String(value ?? '');

/**
 * Columns of a CSV file from their names and unrounded values.
 * @example csvColumns<Row>({ game: (row) => row.game, lambda: (row) => row.lambda })
 */
export const csvColumns = <Row>(values: Readonly<Record<string, (row: Row) => Value>>): Column<Row>[] =>
  Object.entries(values).map(([title, value]) => ({ title, cell: (row) => orEmpty(value(row)) }));
