/** What chance decides about an image of the embedded data set, but for relief and noise. */
import type { Random } from '../../../common/random.js';
import type { Range, Strengths } from './strengths.js';
import { type Material, materials } from './materials.js';
import { type Silhouette, silhouettes } from './silhouettes.js';

/** Red, green, blue: gray levels, or differences of them. */
export type Color = readonly [number, number, number];

export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radiusPixels: number;
  readonly color: Color;
}

/** All points nearer than `halfPixels` to the line through (x, y) whose normal is (cos, sin). */
export interface Strip {
  readonly x: number;
  readonly y: number;
  readonly cos: number;
  readonly sin: number;
  readonly halfPixels: number;
  readonly color: Color;
}

export interface Scene {
  readonly background: Color;
  /** Change from the image's center to its edge, right and down. */
  readonly shade: readonly [right: Color, down: Color];
  readonly coarseRelief: Color;
  readonly mottle: Color;
  readonly clutter: readonly Disc[];
  readonly object: {
    readonly silhouette: Silhouette;
    readonly x: number;
    readonly y: number;
    readonly radiusPixels: number;
    /** The outline's axes in the image: x is divided by `stretch`, y multiplied. */
    readonly cos: number;
    readonly sin: number;
    readonly stretch: number;
    readonly edgePixels: number;
    readonly color: Color;
    readonly mottle: Color;
    readonly material: Material;
    /** Root mean square of the material, the same in all channels. */
    readonly materialLevels: number;
    readonly phase: readonly [across: number, down: number];
  };
  readonly occluder: Strip | undefined;
  readonly noiseLevels: number;
}

const outlines: readonly Silhouette[] = Object.values(silhouettes);

/** @param label place of the class in `silhouettes` @param side of the image, in pixels */
export function drawScene(label: number, side: number, strengths: Strengths, rng: Random): Scene {
  const within = ([low, high]: Range) => low + (high - low) * rng.uniform();
  const vector = (levels: Range) => scaled(drawDirection(rng), within(levels));
  const contrast = () => scaled(drawDirection(rng), logWithin(strengths.contrastLevels, rng));
  const background: Color = [
    within(strengths.backgroundLevels),
    within(strengths.backgroundLevels),
    within(strengths.backgroundLevels),
  ];
  const center = (side - 1) / 2;
  const off = (): number => center + strengths.offsetPixels * (2 * rng.uniform() - 1);
  const shade = [vector(strengths.coarseReliefLevels), vector(strengths.coarseReliefLevels)] as const;
  const [fewest, most] = strengths.clutter;
  const clutter = Array.from({ length: fewest + rng.integer(most - fewest + 1) }, () => ({
    x: side * rng.uniform(),
    y: side * rng.uniform(),
    radiusPixels: within(strengths.clutterRadiusPixels),
    color: sum(background, contrast()),
  }));
  const [cos, sin] = drawTurn(rng);
  const object = {
    silhouette: outlines[label]!,
    x: off(),
    y: off(),
    radiusPixels: within(strengths.radiusPixels),
    cos,
    sin,
    stretch: Math.sqrt(within(strengths.stretch)),
    edgePixels: within(strengths.edgePixels),
    color: sum(background, contrast()),
    mottle: vector(strengths.objectMottleLevels),
    material: materials[rng.uniform() < strengths.strayMaterialShare ? rng.integer(materials.length) : label]!,
    materialLevels: logWithin(strengths.materialLevels, rng),
    phase: [rng.integer(12), rng.integer(12)] as const,
  };
  const occluded = rng.uniform() < strengths.occluderShare;
  return {
    background,
    shade,
    coarseRelief: vector(strengths.coarseReliefLevels),
    mottle: vector(strengths.mottleLevels),
    clutter,
    object,
    occluder: occluded ? drawStrip(object, sum(background, contrast()), strengths, rng) : undefined,
    noiseLevels: within(strengths.noiseLevels),
  };
}

/** A strip through a point near the object's middle, at any angle. */
function drawStrip(
  object: Scene['object'],
  color: Color,
  { occluderHalfPixels: [low, high] }: Strengths,
  rng: Random,
): Strip {
  const [cos, sin] = drawTurn(rng);
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

/** Cosine and sine of an even angle: a point of the unit disc, moved to its rim. */
function drawTurn(rng: Random): readonly [cos: number, sin: number] {
  for (;;) {
    const x = 2 * rng.uniform() - 1;
    const y = 2 * rng.uniform() - 1;
    const square = x * x + y * y;
    if (square > 1e-3 && square <= 1) return [x / Math.sqrt(square), y / Math.sqrt(square)];
  }
}

/** A direction in color space, evenly drawn, whose mean square over the channels is 1. */
function drawDirection(rng: Random): Color {
  for (;;) {
    const [r, g, b] = [2 * rng.uniform() - 1, 2 * rng.uniform() - 1, 2 * rng.uniform() - 1];
    const square = r * r + g * g + b * b;
    if (square > 1e-3 && square <= 1) return scaled([r, g, b], Math.sqrt(3 / square));
  }
}

/**
 * Between the ends, about evenly in the logarithm: halfway up the exponent by repeated geometric means, since these need
 * square roots alone. Sixteen halvings are finer than a gray level.
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
