/** Shifts of hue, saturation and lightness (HSL), by arithmetic alone, whose results are the same on every machine. */

/** Pixels as whole numbers of 0…255. */
export type Pixels = Uint8Array | Float32Array;

/** Returns a function that shifts the colors of three planes of `area` pixels in place and rounds them. */
export function createColorShift(area: number) {
  return function shiftColors(
    pixels: Pixels,
    offset: number,
    hueDegrees: number,
    saturationLevels: number,
    lightnessLevels: number,
  ): void {
    if (hueDegrees === 0 && saturationLevels === 0 && lightnessLevels === 0) return;
    // In units of 60°, in [0, 6).
    const rotation = (((hueDegrees / 60) % 6) + 6) % 6;
    for (let red = offset; red < offset + area; red++) {
      const [green, blue] = [red + area, red + 2 * area];
      const [r, g, b] = [pixels[red]!, pixels[green]!, pixels[blue]!];
      const high = Math.max(r, g, b);
      const low = Math.min(r, g, b);
      const chroma = high - low;
      // Gray pixels have no hue: a shift of their saturation would make them red.
      const hue = chroma === 0 ? 0 : hueOf(r, g, b, high, chroma) + rotation;
      const lightness = limited((high + low) / 2 + lightnessLevels);
      const saturation = chroma === 0 ? 0 : limited((255 * chroma) / largestChroma((high + low) / 2) + saturationLevels);
      const half = (saturation * largestChroma(lightness)) / 510;
      pixels[red] = level(hue, lightness, half);
      pixels[green] = level(hue + 4, lightness, half);
      pixels[blue] = level(hue + 2, lightness, half);
    }
  };
}

/** Returns the hue in units of 60° from red, in [−1, 5). */
function hueOf(r: number, g: number, b: number, high: number, chroma: number): number {
  if (high === r) return (g - b) / chroma;
  return high === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
}

/** Returns the largest chroma at a lightness. */
const largestChroma = (lightness: number) => 255 - Math.abs(2 * lightness - 255);

/** Returns the level of the channel that is brightest at `hue` 0: + `half` within 60° of it, − `half` beyond 120°. */
function level(hue: number, lightness: number, half: number): number {
  const wrapped = ((hue % 6) + 6) % 6;
  const distance = wrapped > 3 ? 6 - wrapped : wrapped;
  return Math.floor(lightness + half * Math.max(-1, Math.min(1, 3 - 2 * distance)) + 0.5);
}

const limited = (value: number) => Math.max(0, Math.min(255, value));
