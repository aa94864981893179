/** A picture to draw on: rectangles, pictures and text. */
import type { RgbImage } from '../../env/environment.js';
import { type Font, glyphHeight, glyphWidth } from './font.js';

/** Red, green and blue, 0–255. */
export type Color = readonly [red: number, green: number, blue: number];

/** Four bytes for each pixel: R, G, B, and 255. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function createCanvas(width: number, height: number, background: Color): Canvas {
  const canvas = { width, height, data: new Uint8Array(4 * width * height) };
  fill(canvas, { left: 0, top: 0, width, height }, background);
  return canvas;
}

export const copyOf = (canvas: Canvas): Canvas => ({ ...canvas, data: canvas.data.slice() });

export function fill({ width, data }: Canvas, rectangle: Rectangle, color: Color): void {
  const pixels = new Uint32Array(data.buffer);
  const [value] = new Uint32Array(Uint8Array.of(...color, 255).buffer);
  for (let row = rectangle.top; row < rectangle.top + rectangle.height; row++) {
    const start = row * width + rectangle.left;
    pixels.fill(value!, start, start + rectangle.width);
  }
}

export function drawImage({ width, data }: Canvas, image: RgbImage, left: number, top: number): void {
  let source = 0;
  for (let row = top; row < top + image.height; row++) {
    let target = 4 * (row * width + left);
    for (const end = target + 4 * image.width; target < end; target += 4, source += 3) {
      data[target] = image.data[source]!;
      data[target + 1] = image.data[source + 1]!;
      data[target + 2] = image.data[source + 2]!;
    }
  }
}

/** Draws one line of text; what does not fit the picture's width is left out. */
export function drawText(canvas: Canvas, font: Font, text: string, left: number, top: number, color: Color): void {
  const room = Math.floor((canvas.width - left) / glyphWidth);
  [...text].slice(0, Math.max(0, room)).forEach((character, i) => {
    drawGlyph(canvas, font(character), left + i * glyphWidth, top, color);
  });
}

function drawGlyph({ width, data }: Canvas, coverage: Uint8Array, left: number, top: number, color: Color): void {
  for (let i = 0; i < coverage.length; i++) {
    const share = coverage[i]! / 255;
    if (share === 0) continue;
    const target = 4 * ((top + Math.floor(i / glyphWidth)) * width + left + (i % glyphWidth));
    for (let channel = 0; channel < 3; channel++) {
      const under = data[target + channel]!;
      data[target + channel] = Math.round(under + (color[channel]! - under) * share);
    }
  }
}

/** Width of a text in pixels. */
export const textWidth = (text: string): number => [...text].length * glyphWidth;

/** Height of a line of text in pixels. */
export const lineHeight = glyphHeight;
