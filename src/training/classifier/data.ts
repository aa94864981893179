/** The images that a classifier is trained on. */
import { UsageError } from '../../common/errors.js';
import type { VisionConfig } from '../../vision/config.js';
import { type AugmentOptions, augmented, centerCrop, type View } from '../../vision/data/augment.js';
import type { ImageSet } from '../../vision/data/image-set.js';
import { openImageSet, testGoesBySeed } from '../../vision/data/open-image-set.js';

/** Opens the config's data set. @throws UsageError for a set that is unknown, damaged, or smaller than the crop */
export async function openVisionData({ data, dataFolder, seed, cropPixels }: VisionConfig): Promise<ImageSet> {
  const set = await openImageSet(data, { seed, ...(dataFolder !== null && { dataDir: dataFolder }) });
  expectViewOf(set, cropPixels);
  return set;
}

/**
 * Refuses to evaluate a classifier on pictures that it was trained on.
 * @param images the pictures of the evaluation, with the seed by which pictures are held out
 * @throws UsageError when pictures are held out by the seed, and the classifier was trained with another one
 */
export function expectHeldOut(
  run: string,
  { seed }: Pick<VisionConfig, 'seed'>,
  { data, dataSeed }: { readonly data: string; readonly dataSeed: number },
): void {
  if (seed === dataSeed || !testGoesBySeed(data)) return;
  throw new UsageError(
    `${run}: expected a classifier trained with seed ${dataSeed}, by which the test images of ${data} are held out, got one with seed ${seed}, which may have trained on them; train it with --seed ${dataSeed}, or evaluate each seed by itself`,
  );
}

/** @throws UsageError when the crop is larger than the images */
export function expectViewOf({ name, shape: [, height, width] }: ImageSet, cropPixels: number): void {
  if (cropPixels <= Math.min(height, width)) return;
  throw new UsageError(
    `cropPixels: expected at most the side of the images of ${name} (${height} × ${width}), got ${cropPixels}`,
  );
}

const crops: Readonly<Record<'paper' | 'crop', AugmentOptions>> = {
  paper: {},
  crop: { hueDegrees: 0, saturationLevels: 0, lightnessLevels: 0 },
};

/** How an image is cropped and augmented in training. */
export function trainingView({ augmentation, cropPixels }: VisionConfig, { shape }: ImageSet): View {
  if (augmentation === 'none') return centerCrop(shape, cropPixels);
  return augmented(shape, { ...crops[augmentation], cropPixels });
}

/** The set with the first `trainImages` of its training split; 0 = all. @throws UsageError when it has fewer */
export function firstImages(set: ImageSet, { trainImages, batchImages }: VisionConfig): ImageSet {
  const size = trainImages === 0 ? set.train.size : trainImages;
  if (size > set.train.size) {
    throw new UsageError(`trainImages: expected at most the ${set.train.size} of ${set.name}, got ${size}`);
  }
  if (size < batchImages) {
    throw new UsageError(
      `batchImages: expected at most the ${size} training images of ${set.name}, got ${batchImages}`,
    );
  }
  const { read, label } = set.train;
  return { ...set, train: { size, read: read.bind(set.train), label: label.bind(set.train) } };
}
