/** Pictures of what the network received, and of the perturbation. */
import type { RgbImage } from '../../env/environment.js';
import { limitColor } from './style.js';

/** Gray levels of a pixel lie between 0 and this. */
const largestLevel = 255;
const middle = 128;

/** A picture of gray levels 0–255, rounded. @param values [size, size], row by row */
export function grayImage(values: ArrayLike<number>, size: number): RgbImage {
  const gray = Uint8ClampedArray.from(values);
  return {
    width: size,
    height: size,
    data: Uint8Array.from({ length: 3 * gray.length }, (_, i) => gray[Math.floor(i / 3)]!),
  };
}

/** How much larger a perturbation is shown than it is: λ becomes half of the range from black to white. */
export const magnification = (lambda: number): number => middle / lambda;

/**
 * A picture of a perturbation: none is gray, +λ white, −λ black. Blue: the pixel is 0 or 255 and moved by less than λ, since no
 * gray level lies beyond.
 * @param seen gray levels with the perturbation, [size, size]
 * @param delta the perturbation, [size, size]
 * @param lambda above 0
 */
export function perturbationImage(
  seen: ArrayLike<number>,
  delta: ArrayLike<number>,
  lambda: number,
  size: number,
): RgbImage {
  const factor = magnification(lambda);
  const image = grayImage(
    Array.from(delta, (d) => middle + d * factor),
    size,
  );
  for (let i = 0; i < size * size; i++) {
    const isLimit = seen[i]! <= 0 || seen[i]! >= largestLevel;
    if (isLimit && Math.abs(delta[i]!) < lambda) image.data.set(limitColor, 3 * i);
  }
  return image;
}
