/** The parts of a report, as text for terminals or as Markdown for files. */
import { type Column, markdownTable, textTable } from './table.js';
import { wrapWords } from './wrap.js';

/** How much of a report a terminal shows; files hold everything. */
export interface TextOptions {
  /** Every column of the tables; default false. */
  readonly wide?: boolean;
  /** Every check with its text; default false. */
  readonly verbose?: boolean;
  /** Characters a line; default 80. */
  readonly width?: number;
}

/** Each part ends with a line feed; a table without rows and a list without items are ''. */
export interface Renderer {
  /** Whether everything is shown, or only what a reader needs at first. */
  readonly verbose: boolean;
  /** Whether tables have all columns. */
  readonly wide: boolean;
  title(text: string): string;
  heading(text: string): string;
  paragraph(text: string): string;
  list(items: readonly string[]): string;
  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string;
}

export const markdown: Renderer = {
  verbose: true,
  wide: true,
  title: (text) => `# ${text}\n`,
  heading: (text) => `## ${text}\n`,
  paragraph: (text) => (text === '' ? '' : `${text}\n`),
  list: (items) => items.map((item) => `- ${item}\n`).join(''),
  table: (columns, rows) => (rows.length === 0 ? '' : markdownTable(columns, rows)),
};

export function terminal({ wide = false, verbose = false, width = 80 }: TextOptions = {}): Renderer {
  const wrapped = (text: string, first = '', others = '') =>
    wrapWords(text, width - first.length)
      .map((line, i) => `${i === 0 ? first : others}${line}\n`)
      .join('');
  return {
    verbose,
    wide,
    title: (text) => wrapped(text),
    heading: (text) => wrapped(text),
    paragraph: (text) => (text === '' ? '' : wrapped(text)),
    list: (items) => items.map((item) => wrapped(item, '- ', '  ')).join(''),
    table: (columns, rows) =>
      rows.length === 0 ? '' : textTable(columns, rows, { details: wide, ...(!wide && { width }) }),
  };
}

/** Joins parts by empty lines; empty parts are left out. */
export const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');

/** Parts under a heading; '' where all of them are empty. */
export function section(renderer: Renderer, heading: string, parts: readonly string[]): string {
  const content = joined(parts);
  return content === '' ? '' : joined([renderer.heading(heading), content]);
}
