/** Fits a table into the width of a terminal. */
import { wrapCell } from './wrap.js';

/** A table as text, column by column where not said otherwise. */
export interface TextLayout {
  readonly titles: readonly string[];
  /** Row by row. */
  readonly cells: readonly (readonly string[])[];
  readonly widths: readonly number[];
  /** Whether a column is aligned right: numbers, which are never wrapped. */
  readonly right: readonly boolean[];
  /** Whether a column names the row. */
  readonly key: readonly boolean[];
}

/** Names are not wrapped to fewer characters. */
const narrowestName = 12;
const separator = 2;

const totalOf = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + separator * (widths.length - 1);

/** One table where it fits, else several that repeat the key columns. */
export function layout(table: TextLayout, width: number): TextLayout[] {
  const wrapped = wrapNames(table, width);
  if (totalOf(wrapped.widths) <= width) return [wrapped];
  const indices = wrapped.widths.map((_, i) => i);
  const keys = indices.filter((i) => wrapped.key[i]);
  const blocks: number[][] = [];
  for (const column of indices.filter((i) => !wrapped.key[i])) {
    const last = blocks.at(-1);
    const widthsWith = [...(last ?? keys), column].map((i) => wrapped.widths[i]!);
    if (last && totalOf(widthsWith) <= width) last.push(column);
    else blocks.push([...keys, column]);
  }
  return blocks.length === 0 ? [wrapped] : blocks.map((columns) => pick(wrapped, columns));
}

function pick({ titles, cells, widths, right, key }: TextLayout, columns: readonly number[]): TextLayout {
  const of = <T>(values: readonly T[]): T[] => columns.map((i) => values[i]!);
  return { titles: of(titles), cells: cells.map(of), widths: of(widths), right: of(right), key: of(key) };
}

/** Wraps the cells of left-aligned columns, the widest first, until the table fits or no name can be narrower. */
function wrapNames(table: TextLayout, width: number): TextLayout {
  const widths = [...table.widths];
  const narrowest = (i: number) => (table.right[i] ? widths[i]! : Math.max(narrowestName, table.titles[i]!.length));
  while (totalOf(widths) > width) {
    const shrinkable = widths.map((_, i) => i).filter((i) => widths[i]! > narrowest(i));
    if (shrinkable.length === 0) break;
    const widest = shrinkable.reduce((a, b) => (widths[b]! > widths[a]! ? b : a));
    widths[widest]!--;
  }
  const cells = table.cells.flatMap((row) => {
    const wrapped = row.map((cell, i) => (table.right[i] ? [cell] : wrapCell(cell, widths[i]!)));
    const lines = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: lines }, (_, line) => wrapped.map((parts) => parts[line] ?? ''));
  });
  return { ...table, widths, cells };
}
