/**
 * The ranges of all factors that determine how difficult the embedded data set is. Levels are gray levels of 0…255, pixels
 * those of 32 × 32 images.
 *
 * Two features identify a class. The outline is robust to small changes of pixels, but is often small, partly hidden,
 * stretched or faint. The texture is a fine pattern of a few gray levels, which a network detects easily and an adversary
 * with λ of that size can remove. Therefore clean accuracy is high, λ = 2 lowers it much, and adversarial training, which
 * must not rely on the texture, costs clean accuracy.
 */
export type Range = readonly [low: number, high: number];

/** A range [low, high] is that of a uniform distribution, unless stated otherwise. */
export interface Factors {
  /** Distance from the center to the farthest point of the outline, before stretching. Much smaller outlines look alike. */
  readonly radiusPixels: Range;
  /** Largest offset of the object from the center of the image, per axis: most objects stay inside a 28 × 28 crop. */
  readonly offsetPixels: number;
  /** Ratio of the longer to the shorter axis after stretching. At 1.5, squares look like bars. */
  readonly stretch: Range;
  /** Width of the soft edge of the outline. */
  readonly edgePixels: Range;
  /** Root mean square over the channels of object minus background, uniform in its logarithm, so that many are faint. */
  readonly contrastLevels: Range;
  /** Background color, each channel independently. The range leaves room for what is added. */
  readonly backgroundLevels: Range;
  /** Amplitude of the background's value noise with cells of 8 pixels, and of its brightness gradient: hides outlines. */
  readonly coarseNoiseLevels: Range;
  /** Amplitude of the background's value noise with cells of 4 pixels. */
  readonly fineNoiseLevels: Range;
  /** Amplitude of the object's value noise with cells of 4 pixels. */
  readonly objectNoiseLevels: Range;
  /** Root mean square of the texture, uniform in its logarithm: λ = 2 can remove or imitate the faint ones, larger λ more. */
  readonly textureLevels: Range;
  /** Share of images whose texture is that of a random class, so that the texture alone is not reliable. */
  readonly randomTextureShare: number;
  /** Number of discs of other colors behind the object. */
  readonly clutter: Range;
  /** Radius of these discs. */
  readonly clutterRadiusPixels: Range;
  /** Share of images with a strip across the object. */
  readonly occluderShare: number;
  /** Half of the strip's width. */
  readonly occluderHalfPixels: Range;
  /** Standard deviation of the noise of each channel of each pixel: hides faint textures on small objects. */
  readonly pixelNoiseLevels: Range;
}

/** The factors of the data set `embedded`. */
export const defaultFactors: Factors = {
  radiusPixels: [4.2, 11.5],
  offsetPixels: 4,
  stretch: [1, 1.25],
  edgePixels: [1, 2],
  contrastLevels: [7, 85],
  backgroundLevels: [70, 185],
  coarseNoiseLevels: [4, 24],
  fineNoiseLevels: [3, 12],
  objectNoiseLevels: [3, 12],
  textureLevels: [4, 18],
  randomTextureShare: 0.32,
  clutter: [0, 2],
  clutterRadiusPixels: [1.5, 4],
  occluderShare: 0.45,
  occluderHalfPixels: [1, 2.5],
  pixelNoiseLevels: [3, 7],
};
