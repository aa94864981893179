/** Converts TIA color bytes to RGB, RGBA and gray, and averages the colors of two frames as ALE does. */
import { colors, type ScreenFormat } from './machine.js';

/** Tables of a format, 256 entries each, indexed by color byte. */
export interface ScreenColors {
  readonly red: Uint8Array;
  readonly green: Uint8Array;
  readonly blue: Uint8Array;
  readonly gray: Uint8Array;
}

/** Returns the tables of a format. */
export function screenColors(format: ScreenFormat): ScreenColors {
  const { rgb, gray } = colors(format);
  // An odd byte has no color of its own: ALE shows the gray of the even one.
  const channel = (shift: number) =>
    Uint8Array.from({ length: 256 }, (_, pixel) => (pixel & 1 ? gray[pixel - 1]! : (rgb[pixel >> 1]! >> shift) & 0xff));
  return { red: channel(16), green: channel(8), blue: channel(0), gray };
}

/** Returns three bytes for each pixel: R, G, B. */
export function toRgb(screen: Uint8Array, { red, green, blue }: ScreenColors): Uint8Array {
  const out = new Uint8Array(3 * screen.length);
  for (let i = 0, o = 0; i < screen.length; i++) {
    const pixel = screen[i]!;
    out[o++] = red[pixel]!;
    out[o++] = green[pixel]!;
    out[o++] = blue[pixel]!;
  }
  return out;
}

/** Returns four bytes for each pixel: R, G, B, and alpha 255. */
export function toRgba(screen: Uint8Array, { red, green, blue }: ScreenColors): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(4 * screen.length).fill(255);
  for (let i = 0, o = 0; i < screen.length; i++, o += 4) {
    const pixel = screen[i]!;
    out[o] = red[pixel]!;
    out[o + 1] = green[pixel]!;
    out[o + 2] = blue[pixel]!;
  }
  return out;
}

/** Returns the gray value of each pixel. */
export function toGray(screen: Uint8Array, { gray }: ScreenColors): Uint8Array {
  return screen.map((pixel) => gray[pixel]!);
}

/** Returns, for each pixel, the color byte of two frames with the larger gray value; no color is mixed. */
export const brighter = (screen: Uint8Array, previous: Uint8Array, { gray }: ScreenColors): Uint8Array =>
  screen.map((pixel, i) => (gray[previous[i]!]! > gray[pixel]! ? previous[i]! : pixel));

/** Weight of the larger channel value in a blend, in percent. */
const blendPercent = 77;

/**
 * ALE's color averaging: returns a function that maps two color bytes to the color byte nearest to their blend; to 0 if one of them is
 * odd. It caches each pair, since a game shows few of the 16,384 pairs.
 */
export function colorAverage(format: ScreenFormat): (a: number, b: number) => number {
  const { red, green, blue } = screenColors(format);
  const known = new Int16Array(1 << 16).fill(-1);

  const blend = (x: number, y: number) => {
    const low = Math.min(x, y);
    return (low + Math.floor(((Math.max(x, y) - low) * blendPercent) / 100)) & ~3;
  };
  const nearest = (r: number, g: number, b: number) => {
    let best = 0;
    let bestDistance = Number.POSITIVE_INFINITY;
    for (let pixel = 0; pixel < 256; pixel += 2) {
      const distance = Math.abs(red[pixel]! - r) + Math.abs(green[pixel]! - g) + Math.abs(blue[pixel]! - b);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = pixel;
      }
    }
    return best;
  };

  return (a, b) => {
    if ((a | b) & 1) return 0; // ALE's table has no odd bytes
    const key = (a << 8) | b;
    if (known[key]! < 0) {
      known[key] = nearest(blend(red[a]!, red[b]!), blend(green[a]!, green[b]!), blend(blue[a]!, blue[b]!));
    }
    return known[key]!;
  };
}
