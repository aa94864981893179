/** A report as data: its parts, which a page turns into headings and tables. */
import type { Renderer } from '../../report/renderer.js';
import type { Block } from '../types.js';

const line = (block: Block): string => `${JSON.stringify(block)}\n`;

/** Renders each part as one line of JSON. */
const jsonLines: Renderer = {
  verbose: true,
  wide: true,
  title: (text) => line({ kind: 'title', text }),
  heading: (text) => line({ kind: 'heading', text }),
  paragraph: (text) => (text === '' ? '' : line({ kind: 'paragraph', text })),
  list: (items) => (items.length === 0 ? '' : line({ kind: 'list', items })),
  table: (columns, rows) =>
    rows.length === 0
      ? ''
      : line({
          kind: 'table',
          columns: columns.map(({ title, align = 'right' }) => ({ title, align })),
          rows: rows.map((row) => columns.map(({ cell }) => cell(row))),
        }),
};

/** @param render writes a report by a renderer */
export const blocksOf = (render: (renderer: Renderer) => string): Block[] =>
  render(jsonLines)
    .split('\n')
    .filter((text) => text !== '')
    .map((text): Block => JSON.parse(text));
