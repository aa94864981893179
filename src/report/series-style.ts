/** How charts tell series apart: for color-blind readers, and in print without colors. */

/** Okabe & Ito's colors without yellow, which is too light for lines; the first is for the plain agent. */
const colors = ['#000000', '#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/** Lengths of strokes and gaps. */
const dashes = [
  [1, 0],
  [7, 3],
  [2, 2],
  [8, 3, 2, 3],
  [12, 4],
  [4, 2, 1, 2, 1, 2],
  [3, 5],
];

const markers = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down', 'triangle-right'];

const inTurn = <T>(values: readonly T[], count: number): T[] =>
  Array.from({ length: count }, (_, i) => values[i % values.length]!);

/** Vega-Lite scales by which each series has its color, dash and marker. */
export const seriesScales = (series: readonly string[]) => ({
  color: { domain: [...series], range: inTurn(colors, series.length) },
  dash: { domain: [...series], range: inTurn(dashes, series.length) },
  marker: { domain: [...series], range: inTurn(markers, series.length) },
});

/** Without a canvas, Vega estimates the width of a character as 0.8 of the font's size. */
const characterWidth = 0.8;

export const titleFontSize = 13;

/** How many characters of a title fit into so many pixels; a longer title would widen the chart. */
export const titleCharacters = (pixels: number, fontSize = titleFontSize): number =>
  Math.floor(pixels / (characterWidth * fontSize));
