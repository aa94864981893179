/** One table, three looks: Markdown, fixed-width text for terminals, CSV. */

export interface Column<Row> {
  readonly title: string;
  /** Numbers go right, the default; names left. */
  readonly align?: 'left' | 'right';
  cell(row: Row): string;
}

interface Grid {
  readonly titles: readonly string[];
  readonly right: readonly boolean[];
  readonly cells: readonly (readonly string[])[];
  readonly widths: readonly number[];
}

function grid<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Grid {
  const titles = columns.map(({ title }) => title);
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row)));
  const widths = titles.map((title, i) => Math.max(3, title.length, ...cells.map((row) => row[i]!.length)));
  return { titles, cells, widths, right: columns.map(({ align = 'right' }) => align === 'right') };
}

const padded = ({ widths, right }: Grid, cells: readonly string[]): string[] =>
  cells.map((cell, i) => (right[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)));

export function markdownTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const whole = grid(columns, rows);
  const { titles, right, cells, widths } = whole;
  const line = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const rule = widths.map((width, i) => (right[i] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [titles, ...cells]
    .map((texts) => line(padded(whole, texts)))
    .toSpliced(1, 0, line(rule))
    .join('');
}

export function textTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const whole = grid(columns, rows);
  const line = (texts: readonly string[]) => `${padded(whole, texts).join('  ').trimEnd()}\n`;
  return [whole.titles, whole.widths.map((width) => '─'.repeat(width)), ...whole.cells].map(line).join('');
}

/** RFC 4180, lines ended by \n. */
export function csv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const field = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const { titles, cells } = grid(columns, rows);
  return [titles, ...cells].map((texts) => `${texts.map(field).join(',')}\n`).join('');
}

/** A cell of a CSV file: what there is not is left empty. */
export const orEmpty = (value: number | string | boolean | null | undefined): string => String(value ?? '');
