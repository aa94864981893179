/**
 * How hard the embedded data set is: every strength in one place. Gray levels are of 255, pixels of 32 × 32.
 *
 * A class shows in two ways. Its outline is large and survives small changes of pixels, but is often small, half hidden,
 * stretched or of nearly the background's color. Its surface is a fine pattern a few gray levels high, plain to a network
 * and open to an adversary who may move every pixel by as much. That is why clean accuracy is high, why λ = 2 hurts, and
 * why adversarial training, which must do without the surface, costs clean accuracy.
 */
export type Range = readonly [low: number, high: number];

export interface Strengths {
  /** From the center to the farthest point of the outline, before stretching. Much smaller, and disc and pentagon are one. */
  readonly radiusPixels: Range;
  /** Of the object's center from the image's, each way: it stays inside a 28 × 28 crop at most places. */
  readonly offsetPixels: number;
  /** Longer over shorter axis after stretching: towards 1.5, squares become bars. */
  readonly stretch: Range;
  /** Width of the outline's soft edge. */
  readonly edgePixels: Range;
  /** Root mean square over the channels of object minus background, drawn evenly in its logarithm: many are faint. */
  readonly contrastLevels: Range;
  /** Of the background's color, each channel alone: room on both sides for the rest. */
  readonly backgroundLevels: Range;
  /** Height of the background's coarse (8 pixels) and middling (4 pixels) mottle: outlines drown in it. */
  readonly coarseReliefLevels: Range;
  readonly mottleLevels: Range;
  /** Height of the object's own mottle. */
  readonly objectMottleLevels: Range;
  /**
   * Root mean square of the surface, drawn evenly in its logarithm: λ = 2 can wipe out or fake the faint ones, and each
   * larger λ some more.
   */
  readonly materialLevels: Range;
  /** Share of images whose surface is drawn from all ten: sets how far the surface alone can be trusted. */
  readonly strayMaterialShare: number;
  /** How many discs of other colors lie behind the object. */
  readonly clutter: Range;
  readonly clutterRadiusPixels: Range;
  /** Share of images with a strip across the object, and half the strip's width. */
  readonly occluderShare: number;
  readonly occluderHalfPixels: Range;
  /** Standard deviation of each pixel's own noise; it hides faint surfaces on small objects. */
  readonly noiseLevels: Range;
}

export const defaultStrengths: Strengths = {
  radiusPixels: [4.2, 11.5],
  offsetPixels: 4,
  stretch: [1, 1.25],
  edgePixels: [1, 2],
  contrastLevels: [7, 85],
  backgroundLevels: [70, 185],
  coarseReliefLevels: [4, 24],
  mottleLevels: [3, 12],
  objectMottleLevels: [3, 12],
  materialLevels: [4, 18],
  strayMaterialShare: 0.32,
  clutter: [0, 2],
  clutterRadiusPixels: [1.5, 4],
  occluderShare: 0.45,
  occluderHalfPixels: [1, 2.5],
  noiseLevels: [3, 7],
};
