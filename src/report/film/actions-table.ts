/** The table of actions in the pictures of a film: marks, names, and Q-values with bars. */
import { fixed } from '../../common/format.js';
import { type Canvas, type Color, drawText, fill, lineHeight, type Rectangle, textWidth } from './canvas.js';
import type { Font } from './font.js';
import { barColor, bright, dim, takenColor, wantedColor } from './style.js';

/** What the table shows of a step. */
export interface ShownActions {
  /** Indices into the actions. */
  readonly action: number;
  readonly wanted?: number;
  readonly q?: ArrayLike<number>;
}

const rowHeight = 20;
const mark = 8;
/** `DOWNRIGHTFIRE`, the longest name. */
const nameWidth = 13 * textWidth('x');
/** `−123.45`. */
const valueCharacters = 7;

/** Draws one row for each action. A bar's length is the Q-value between the lowest and the highest of the step. */
export function drawActions(
  canvas: Canvas,
  font: Font,
  { left, top, width }: Rectangle,
  actions: readonly string[],
  { action, wanted, q }: ShownActions,
): void {
  const nameLeft = left + 2 * (mark + 2) + 2;
  const barLeft = nameLeft + nameWidth + 6;
  const valueLeft = left + width - textWidth('x'.repeat(valueCharacters));
  const barWidth = valueLeft - 6 - barLeft;
  const [lowest, highest] = q ? [Math.min(...Array.from(q)), Math.max(...Array.from(q))] : [0, 0];
  actions.forEach((name, i) => {
    const rowTop = top + i * rowHeight;
    if (i === action) drawMark(canvas, left, rowTop, takenColor);
    if (i === wanted) drawMark(canvas, left + mark + 2, rowTop, wantedColor);
    drawText(canvas, font, name, nameLeft, rowTop, i === action || i === wanted ? bright : dim);
    if (!q) return;
    const share = highest > lowest ? (q[i]! - lowest) / (highest - lowest) : 1;
    const bar = {
      left: barLeft,
      top: rowTop + 3,
      width: Math.max(1, Math.round(share * barWidth)),
      height: lineHeight - 6,
    };
    fill(canvas, bar, i === action ? takenColor : i === wanted ? wantedColor : barColor);
    drawText(canvas, font, shortValue(q[i]!).padStart(valueCharacters), valueLeft, rowTop, i === action ? bright : dim);
  });
}

/** Explains the marks, at the bottom of the table's place; above it there is room for 18 actions. */
export function drawActionsLegend(canvas: Canvas, font: Font, { left, top, height }: Rectangle): void {
  const rows = [
    ['taken', takenColor],
    ['wanted by the plain network', wantedColor],
    ['at the true observation', undefined],
  ] as const;
  const first = top + height - rows.length * lineHeight;
  rows.forEach(([text, color], i) => {
    const lineTop = first + i * lineHeight;
    if (color) drawMark(canvas, left, lineTop, color);
    drawText(canvas, font, text, left + 2 * mark, lineTop, dim);
  });
}

/** A square in the middle of a line. */
function drawMark(canvas: Canvas, left: number, lineTop: number, color: Color): void {
  fill(canvas, { left, top: lineTop + (lineHeight - mark) / 2, width: mark, height: mark }, color);
}

/** At most seven characters. */
function shortValue(value: number): string {
  const digits = [2, 1, 0].find((each) => fixed(value, each).length <= valueCharacters);
  return digits === undefined ? value.toExponential(0) : fixed(value, digits);
}
