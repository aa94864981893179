/** Shifts of hue, saturation and lightness (HSL), by arithmetic alone so that every machine agrees on the bytes. */
/** Whole numbers 0…255 in either. */
export type Pixels = Uint8Array | Float32Array;

/** @param area pixels of an image; returns a function that shifts three planes of `area` levels in place, and rounds them */
export function createColorShift(area: number) {
  return function shiftColors(
    pixels: Pixels,
    offset: number,
    hueDegrees: number,
    saturationLevels: number,
    lightnessLevels: number,
  ): void {
    if (hueDegrees === 0 && saturationLevels === 0 && lightnessLevels === 0) return;
    // In sixths of a turn, between 0 and 6.
    const turn = (((hueDegrees / 60) % 6) + 6) % 6;
    for (let red = offset; red < offset + area; red++) {
      const [green, blue] = [red + area, red + 2 * area];
      const [r, g, b] = [pixels[red]!, pixels[green]!, pixels[blue]!];
      const high = Math.max(r, g, b);
      const low = Math.min(r, g, b);
      const chroma = high - low;
      // What is gray has no hue; shifting the saturation of what has none would paint it red.
      const hue = chroma === 0 ? 0 : hueOf(r, g, b, high, chroma) + turn;
      const lightness = limited((high + low) / 2 + lightnessLevels);
      const saturation = chroma === 0 ? 0 : limited((255 * chroma) / room((high + low) / 2) + saturationLevels);
      const half = (saturation * room(lightness)) / 510;
      pixels[red] = level(hue, lightness, half);
      pixels[green] = level(hue + 4, lightness, half);
      pixels[blue] = level(hue + 2, lightness, half);
    }
  };
}

/** Sixths of a turn from red, in [−1, 5). */
function hueOf(r: number, g: number, b: number, high: number, chroma: number): number {
  if (high === r) return (g - b) / chroma;
  return high === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
}

/** Largest chroma that a lightness leaves room for. */
const room = (lightness: number) => 255 - Math.abs(2 * lightness - 255);

/** The channel that is brightest where `hue` is 0: up by `half` within a sixth of a turn, down by it beyond two. */
function level(hue: number, lightness: number, half: number): number {
  const turned = ((hue % 6) + 6) % 6;
  const away = turned > 3 ? 6 - turned : turned;
  return Math.floor(lightness + half * Math.max(-1, Math.min(1, 3 - 2 * away)) + 0.5);
}

const limited = (value: number) => Math.max(0, Math.min(255, value));
