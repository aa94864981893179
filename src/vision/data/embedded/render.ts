/** Renders images of the embedded data set. */
import type { Random } from '../../../common/random.js';
import type { Color, Disc, Composition, Strip } from './composition.js';
import { fillValueNoise } from './value-noise.js';

/** Root mean square of the difference of two uniform integers in 0…31. */
const rootMeanSquareOf31 = Math.sqrt((2 * (32 * 32 - 1)) / 12);
const coarseCellPixels = 8;
const fineCellPixels = 4;

/** Returns a function that renders a composition to 3 × side × side bytes, channel by channel. Its buffers are reused. */
export function createRenderer(side: number) {
  const area = side * side;
  const canvas = new Float32Array(3 * area);
  const coarse = new Float32Array(area);
  const fineNoise = new Float32Array(area);

  function render(composition: Composition, rng: Random, pixels: Uint8Array, offset: number): void {
    fillValueNoise(coarse, side, coarseCellPixels, rng);
    fillValueNoise(fineNoise, side, fineCellPixels, rng);
    drawBackground(composition);
    for (const disc of composition.clutter) drawDisc(disc);
    fillValueNoise(fineNoise, side, fineCellPixels, rng);
    drawObject(composition.object);
    if (composition.occluder) drawStripOver(composition.occluder);
    addPixelNoise(composition.pixelNoiseLevels, rng, pixels, offset);
  }

  function drawBackground({ background, shade: [right, down], coarseNoise, fineNoise: height }: Composition): void {
    const half = side / 2;
    for (let channel = 0; channel < 3; channel++) {
      const plane = canvas.subarray(channel * area, (channel + 1) * area);
      const [acrossStep, downStep] = [right[channel]! / half, down[channel]! / half];
      const [coarseHeight, fineHeight] = [coarseNoise[channel]!, height[channel]!];
      const start = background[channel]! - (acrossStep + downStep) * half;
      for (let place = 0, y = 0; y < side; y++) {
        const row = start + downStep * y;
        for (let x = 0; x < side; x++, place++) {
          plane[place] = row + acrossStep * x + coarseHeight * coarse[place]! + fineHeight * fineNoise[place]!;
        }
      }
    }
  }

  function drawDisc({ x, y, radiusPixels, color }: Disc): void {
    eachNear(x, y, radiusPixels + 1, (place, dx, dy) => {
      blend(place, radiusPixels - Math.sqrt(dx * dx + dy * dy) + 0.5, color);
    });
  }

  function drawStripOver({ x, y, cos, sin, halfPixels, color }: Strip): void {
    eachNear(x, y, 2 * side, (place, dx, dy) => {
      blend(place, halfPixels - Math.abs(dx * cos + dy * sin) + 0.5, color);
    });
  }

  function drawObject(object: Composition['object']): void {
    const { outline, radiusPixels, cos, sin, stretch, edgePixels, color, fineNoise: height, texture } = object;
    const [phaseAcross, phaseDown] = object.phase;
    const wave = object.textureLevels * texture.scale;
    const { across, down } = texture;
    eachNear(object.x, object.y, radiusPixels * stretch + edgePixels, (place, dx, dy) => {
      const u = (dx * cos + dy * sin) / (radiusPixels * stretch);
      const v = ((dy * cos - dx * sin) * stretch) / radiusPixels;
      const cover = 0.5 - (outline(u, v) * radiusPixels) / edgePixels;
      if (cover <= 0) return;
      const x = place % side;
      const y = (place - x) / side;
      const surface = wave * across[(x + phaseAcross) % across.length]! * down[(y + phaseDown) % down.length]!;
      const bump = fineNoise[place]!;
      blend(place, cover, [
        color[0] + height[0] * bump + surface,
        color[1] + height[1] * bump + surface,
        color[2] + height[2] * bump + surface,
      ]);
    });
  }

  /** Blends a color over a pixel. @param cover opacity, clipped to [0, 1] */
  function blend(place: number, cover: number, color: Color): void {
    if (cover <= 0) return;
    const share = cover < 1 ? cover : 1;
    for (let channel = 0, at = place; channel < 3; channel++, at += area) {
      canvas[at] = canvas[at]! + share * (color[channel]! - canvas[at]!);
    }
  }

  /** Calls `visit` for each pixel at most `reach` from (x, y) per axis, with its offset from there. */
  function eachNear(x: number, y: number, reach: number, visit: (place: number, dx: number, dy: number) => void): void {
    const [left, right] = [Math.max(0, Math.ceil(x - reach)), Math.min(side - 1, Math.floor(x + reach))];
    const [top, bottom] = [Math.max(0, Math.ceil(y - reach)), Math.min(side - 1, Math.floor(y + reach))];
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) visit(row * side + column, column - x, row - y);
    }
  }

  /** Adds noise to each channel, the difference of two uniform integers (six for a pixel from one random word), and rounds. */
  function addPixelNoise(pixelNoiseLevels: number, rng: Random, pixels: Uint8Array, offset: number): void {
    const scale = pixelNoiseLevels / rootMeanSquareOf31;
    for (let place = 0; place < area; place++) {
      let bits = rng.uint32();
      for (let channel = 0, at = place; channel < 3; channel++, at += area) {
        const level = canvas[at]! + scale * ((bits & 31) - ((bits >>> 5) & 31)) + 0.5;
        pixels[offset + at] = level < 0 ? 0 : level > 255 ? 255 : level;
        bits >>>= 10;
      }
    }
  }

  return render;
}
