/** Animated pictures of an episode: the screen, and beside it the network's input and the magnified perturbation. */

import { loadSharp } from '../common/sharp.js';
import type { RgbImage } from '../env/environment.js';

const gap = 16;

/** Repeats pixels `x` times across and `y` times down. */
export function enlarge(image: RgbImage, x: number, y: number): RgbImage {
  const width = image.width * x;
  const height = image.height * y;
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const source = Math.floor(row / y) * image.width;
    for (let column = 0; column < width; column++) {
      const from = (source + Math.floor(column / x)) * 3;
      data.set(image.data.subarray(from, from + 3), (row * width + column) * 3);
    }
  }
  return { width, height, data };
}

/** A picture of gray values 0–255, rounded and clipped. */
export function grayImage(values: ArrayLike<number>, width: number, height: number): RgbImage {
  const gray = Uint8ClampedArray.from(values);
  return { width, height, data: Uint8Array.from({ length: gray.length * 3 }, (_, i) => gray[Math.floor(i / 3)]!) };
}

/** A picture of a perturbation: ±`largest` becomes white and black, 0 mid-gray. */
export function perturbationImage(delta: ArrayLike<number>, largest: number, width: number, height: number): RgbImage {
  const scale = largest > 0 ? 127 / largest : 0;
  return grayImage(
    Array.from(delta, (d) => 128 + d * scale),
    width,
    height,
  );
}

/** Places the large picture at the left and the small ones in a column at its right, evenly spaced. */
export function beside(large: RgbImage, small: readonly RgbImage[]): RgbImage {
  const width = large.width + gap + Math.max(...small.map((image) => image.width)) + gap;
  const data = new Uint8Array(width * large.height * 3).fill(24);
  const place = (image: RgbImage, left: number, top: number) => {
    for (let row = 0; row < image.height; row++) {
      const pixels = image.data.subarray(row * image.width * 3, (row + 1) * image.width * 3);
      data.set(pixels, ((top + row) * width + left) * 3);
    }
  };
  place(large, 0, 0);
  const share = large.height / small.length;
  small.forEach((image, i) => {
    place(image, large.width + gap, Math.round(i * share + (share - image.height) / 2));
  });
  return { width, height: large.height, data };
}

export type AnimationFormat = (typeof animationFormats)[number];

export const animationFormats = ['webp', 'gif'] as const;

/** Format and speed of an animation. */
export interface AnimationOptions {
  /** Time of a frame in milliseconds. */
  readonly delayMs: number;
  readonly format: AnimationFormat;
}

/** Encodes frames of equal size as an animated picture that loops. */
export async function animate(frames: readonly RgbImage[], { delayMs, format }: AnimationOptions): Promise<Buffer> {
  const { width, height } = frames[0]!;
  const pixels = Buffer.concat(frames.map((frame) => frame.data));
  const sharp = await loadSharp();
  const image = sharp(pixels, { raw: { width, height: height * frames.length, channels: 3, pageHeight: height } });
  const timing = { delay: frames.map(() => Math.round(delayMs)), loop: 0 };
  const encoded =
    format === 'gif' ? image.gif({ ...timing, effort: 2 }) : image.webp({ ...timing, quality: 80, effort: 2 });
  return encoded.toBuffer();
}
