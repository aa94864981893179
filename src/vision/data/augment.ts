/**
 * Views of images: random crops, mirroring and color shifts in training (SAP paper, section 4, and its authors' code); the
 * center crop in evaluation.
 */
import type { Random } from '../../common/random.js';
import { createColorShift, type Pixels } from './color-shift.js';

export type Shape = readonly [channels: 3, height: number, width: number];

/** Turns a stored image into the image that a network sees. */
export interface View {
  /** Shape of the view. */
  readonly shape: Shape;
  /**
   * Writes the view of `source`, bytes channels first, into `target` from `offset` on. The same state of `rng` gives the same
   * bytes.
   */
  write(source: Uint8Array, target: Pixels, offset: number, rng: Random): void;
}

/** Options of `augmented`. */
export interface AugmentOptions {
  /** Side of the square crop. */
  readonly cropPixels?: number;
  /** Padding on each side, which crops may include: 4 for 32 × 32 crops of 32 × 32 images (He et al. 2016), 0 for smaller crops. */
  readonly paddingPixels?: number;
  /** Whether to mirror half of the images. */
  readonly mirror?: boolean;
  /** Largest shift of the hue in degrees, in either direction. */
  readonly hueDegrees?: number;
  /** Largest shift of the saturation in levels of 0…255, in either direction. */
  readonly saturationLevels?: number;
  /** Largest shift of the lightness in levels of 0…255, in either direction. */
  readonly lightnessLevels?: number;
}

/** Gray level of the padding, about the mean of photographs. */
const paddingLevel = 128;

/** @param shape of the images that come in @throws RangeError a crop larger than the padded image */
export function augmented(
  shape: Shape,
  {
    cropPixels = 28,
    paddingPixels = cropPixels < Math.min(shape[1], shape[2]) ? 0 : 4,
    mirror = true,
    hueDegrees = 72,
    saturationLevels = 50,
    lightnessLevels = 50,
  }: AugmentOptions = {},
): View {
  const [, height, width] = shape;
  checkCrop(cropPixels, Math.min(height, width) + 2 * paddingPixels);
  const [downRoom, acrossRoom] = [height, width].map((side) => side + 2 * paddingPixels - cropPixels + 1) as [
    number,
    number,
  ];
  const shiftColors = createColorShift(cropPixels ** 2);
  return {
    shape: [3, cropPixels, cropPixels],
    write(source, target, offset, rng) {
      const top = rng.integer(downRoom) - paddingPixels;
      const left = rng.integer(acrossRoom) - paddingPixels;
      const mirrored = mirror && rng.uniform() < 0.5;
      crop(source, shape, { top, left, mirrored }, cropPixels, target, offset);
      const within = (largest: number) => largest * (2 * rng.uniform() - 1);
      shiftColors(target, offset, within(hueDegrees), within(saturationLevels), within(lightnessLevels));
    },
  };
}

/** Returns the center crop. An odd margin is one pixel smaller above and to the left. @throws RangeError for a crop larger than the image */
export function centerCrop(shape: Shape, cropPixels = 28): View {
  const [, height, width] = shape;
  checkCrop(cropPixels, Math.min(height, width));
  const [top, left] = [Math.floor((height - cropPixels) / 2), Math.floor((width - cropPixels) / 2)];
  return {
    shape: [3, cropPixels, cropPixels],
    write: (source, target, offset) => crop(source, shape, { top, left, mirrored: false }, cropPixels, target, offset),
  };
}

function crop(
  source: Uint8Array,
  [channels, height, width]: Shape,
  { top, left, mirrored }: { readonly top: number; readonly left: number; readonly mirrored: boolean },
  side: number,
  target: Pixels,
  offset: number,
): void {
  let place = offset;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = top; row < top + side; row++) {
      const start = (channel * height + row) * width;
      for (let i = 0; i < side; i++) {
        const column = left + (mirrored ? side - 1 - i : i);
        const inside = row >= 0 && row < height && column >= 0 && column < width;
        target[place++] = inside ? source[start + column]! : paddingLevel;
      }
    }
  }
}

function checkCrop(cropPixels: number, most: number): void {
  if (!(Number.isInteger(cropPixels) && cropPixels >= 1 && cropPixels <= most)) {
    throw new RangeError(`crop: expected a side of 1 to ${most} pixels, got ${cropPixels}`);
  }
}
