/** The random parameters of an image of the embedded data set: everything except the noise fields and the pixel noise. */
import type { Random } from '../../../common/random.js';
import type { Range, Factors } from './factors.js';
import { type Texture, textures } from './textures.js';
import { type Outline, outlines } from './outlines.js';

/** Red, green, blue: levels of 0…255, or differences of levels. */
export type Color = readonly [number, number, number];

/** A disc around (x, y), in pixels. */
export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radiusPixels: number;
  readonly color: Color;
}

/** The points at most `halfPixels` from the line through (x, y) with the normal (cos, sin). */
export interface Strip {
  readonly x: number;
  readonly y: number;
  readonly cos: number;
  readonly sin: number;
  readonly halfPixels: number;
  readonly color: Color;
}

/** An image's contents, from back to front; positions in pixels from the top left, levels of 0…255. */
export interface Composition {
  readonly background: Color;
  /** Brightness gradient: change from the image's center to its right and lower edge. */
  readonly shade: readonly [right: Color, down: Color];
  /** Amplitude of the background's value noise with cells of 8 pixels. */
  readonly coarseNoise: Color;
  /** Amplitude of the background's value noise with cells of 4 pixels. */
  readonly fineNoise: Color;
  /** Discs behind the object. */
  readonly clutter: readonly Disc[];
  readonly object: {
    readonly outline: Outline;
    readonly x: number;
    readonly y: number;
    readonly radiusPixels: number;
    /** Rotation of the outline; along its axes, x is multiplied by `stretch` and y divided. */
    readonly cos: number;
    readonly sin: number;
    readonly stretch: number;
    /** Width of the soft edge. */
    readonly edgePixels: number;
    readonly color: Color;
    /** Amplitude of the object's value noise. */
    readonly fineNoise: Color;
    readonly texture: Texture;
    /** Root mean square of the texture, equal in all channels. */
    readonly textureLevels: number;
    readonly phase: readonly [across: number, down: number];
  };
  /** A strip in front of the object. */
  readonly occluder: Strip | undefined;
  /** Standard deviation of the pixel noise. */
  readonly pixelNoiseLevels: number;
}

const shapes: readonly Outline[] = Object.values(outlines);

/** Draws the parameters of an image. @param label index of the class in `outlines` @param side of the image in pixels */
export function drawComposition(label: number, side: number, factors: Factors, rng: Random): Composition {
  const within = ([low, high]: Range) => low + (high - low) * rng.uniform();
  const vector = (levels: Range) => scaled(drawDirection(rng), within(levels));
  const contrast = () => scaled(drawDirection(rng), logWithin(factors.contrastLevels, rng));
  const background: Color = [
    within(factors.backgroundLevels),
    within(factors.backgroundLevels),
    within(factors.backgroundLevels),
  ];
  const center = (side - 1) / 2;
  const off = (): number => center + factors.offsetPixels * (2 * rng.uniform() - 1);
  const shade = [vector(factors.coarseNoiseLevels), vector(factors.coarseNoiseLevels)] as const;
  const [fewest, most] = factors.clutter;
  const clutter = Array.from({ length: fewest + rng.integer(most - fewest + 1) }, () => ({
    x: side * rng.uniform(),
    y: side * rng.uniform(),
    radiusPixels: within(factors.clutterRadiusPixels),
    color: sum(background, contrast()),
  }));
  const [cos, sin] = drawAngle(rng);
  const object = {
    outline: shapes[label]!,
    x: off(),
    y: off(),
    radiusPixels: within(factors.radiusPixels),
    cos,
    sin,
    stretch: Math.sqrt(within(factors.stretch)),
    edgePixels: within(factors.edgePixels),
    color: sum(background, contrast()),
    fineNoise: vector(factors.objectNoiseLevels),
    texture: textures[rng.uniform() < factors.randomTextureShare ? rng.integer(textures.length) : label]!,
    textureLevels: logWithin(factors.textureLevels, rng),
    phase: [rng.integer(12), rng.integer(12)] as const,
  };
  const occluded = rng.uniform() < factors.occluderShare;
  return {
    background,
    shade,
    coarseNoise: vector(factors.coarseNoiseLevels),
    fineNoise: vector(factors.fineNoiseLevels),
    clutter,
    object,
    occluder: occluded ? drawStrip(object, sum(background, contrast()), factors, rng) : undefined,
    pixelNoiseLevels: within(factors.pixelNoiseLevels),
  };
}

/** Draws a strip at a random angle through a point near the object's center. */
function drawStrip(
  object: Composition['object'],
  color: Color,
  { occluderHalfPixels: [low, high] }: Factors,
  rng: Random,
): Strip {
  const [cos, sin] = drawAngle(rng);
  const reach = object.radiusPixels / 2;
  return {
    x: object.x + reach * (2 * rng.uniform() - 1),
    y: object.y + reach * (2 * rng.uniform() - 1),
    cos,
    sin,
    halfPixels: low + (high - low) * rng.uniform(),
    color,
  };
}

/** Draws a uniform angle as cosine and sine: a uniform point of the unit disc, divided by its distance from the center. */
function drawAngle(rng: Random): readonly [cos: number, sin: number] {
  for (;;) {
    const x = 2 * rng.uniform() - 1;
    const y = 2 * rng.uniform() - 1;
    const square = x * x + y * y;
    if (square > 1e-3 && square <= 1) return [x / Math.sqrt(square), y / Math.sqrt(square)];
  }
}

/** Draws a uniform direction in color space, with mean square 1 over the channels. */
function drawDirection(rng: Random): Color {
  for (;;) {
    const [r, g, b] = [2 * rng.uniform() - 1, 2 * rng.uniform() - 1, 2 * rng.uniform() - 1];
    const square = r * r + g * g + b * b;
    if (square > 1e-3 && square <= 1) return scaled([r, g, b], Math.sqrt(3 / square));
  }
}

/**
 * Draws a number that is approximately uniform in its logarithm, by bisection with geometric means: square roots are exact on
 * every machine, exponential functions are not. Sixteen bisections are finer than a gray level.
 */
function logWithin([low, high]: Range, rng: Random): number {
  let bits = rng.uint32();
  let [below, above] = [low, high];
  for (let halving = 0; halving < 16; halving++) {
    const middle = Math.sqrt(below * above);
    if (bits & 1) below = middle;
    else above = middle;
    bits >>>= 1;
  }
  return below;
}

const scaled = ([r, g, b]: Color, by: number): Color => [r * by, g * by, b * by];
const sum = (a: Color, b: Color): Color => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
