import type { Canvas } from './canvas.js';

/** The pixels of a picture that differ from those of the picture before it; the others are transparent. */
export function changedPixels(picture: Canvas, previous: Canvas | undefined): Canvas {
  if (!previous) return picture;
  const before = new Uint32Array(previous.data.buffer);
  const pixels = new Uint32Array(picture.data.buffer).map((pixel, i) => (pixel === before[i] ? 0 : pixel));
  return { ...picture, data: new Uint8Array(pixels.buffer) };
}
