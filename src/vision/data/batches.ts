/** Batches of images. An epoch visits the images in a seeded order, and can start at any batch. */
import type { Random } from '../../common/random.js';
import type { View } from './augment.js';
import type { Pixels } from './color-shift.js';
import type { ImageSet, ImageSplit } from './image-set.js';

/** Images with their classes. */
export interface Batch<P extends Pixels = Float32Array> {
  /** [images, channels, height, width], levels of 0…255; a new array for each batch. */
  readonly pixels: P;
  /** Label of each image: the index of its class. */
  readonly labels: Int32Array;
  /** Index of each image in its split. */
  readonly indices: Int32Array;
}

/** Constructor of the pixel array: Float32Array or Uint8Array. */
export type PixelArray<P extends Pixels> = new (length: number) => P;

export interface TrainBatchesOptions {
  readonly batchSize: number;
  readonly epoch: number;
  /** First batch; default 0. Skipped batches are not computed. */
  readonly fromBatch?: number;
  /** The same generator for all epochs of a run; it is only split. */
  readonly rng: Random;
}

/** Returns the number of whole batches in an epoch. Remaining images are left out of it. */
export const batchesPerEpoch = (images: number, batchSize: number) => Math.floor(images / batchSize);

/** Returns the order in which an epoch visits the images: a random permutation of the indices. */
export function epochOrder(images: number, epoch: number, rng: Random): Int32Array {
  const random = rng.split(`order of epoch ${epoch}`);
  const order = Int32Array.from({ length: images }, (_, index) => index);
  for (let left = images; left > 1; left--) {
    const pick = random.integer(left);
    const last = order[left - 1]!;
    order[left - 1] = order[pick]!;
    order[pick] = last;
  }
  return order;
}

/**
 * Yields the whole batches of an epoch in order. Random numbers of a view depend only on epoch and index of the image, so that
 * a batch does not depend on those before it.
 * @throws RangeError for a batch larger than the split, or a first batch beyond the epoch
 */
export function* trainBatches<P extends Pixels = Float32Array>(
  { train, shape }: Pick<ImageSet, 'train' | 'shape'>,
  view: View,
  { batchSize, epoch, fromBatch = 0, rng }: TrainBatchesOptions,
  array: PixelArray<P> = Float32Array as unknown as PixelArray<P>,
): Generator<Batch<P>> {
  const batches = batchesPerEpoch(train.size, batchSize);
  if (!(Number.isInteger(batchSize) && batchSize >= 1 && batches >= 1)) {
    throw new RangeError(`batch: expected 1 to ${train.size} images, got ${batchSize}`);
  }
  if (!(Number.isInteger(fromBatch) && fromBatch >= 0 && fromBatch <= batches)) {
    throw new RangeError(`first batch: expected 0 to ${batches}, got ${fromBatch}`);
  }
  const order = epochOrder(train.size, epoch, rng);
  const randomOf = (index: number) => rng.split(`view of image ${index} in epoch ${epoch}`);
  const make = batchMaker(train, shape, view, array, randomOf);
  for (let batch = fromBatch; batch < batches; batch++) {
    yield make(order.subarray(batch * batchSize, (batch + 1) * batchSize));
  }
}

/**
 * Yields the first `images` of a split in order. The last batch may be shorter.
 * @param view without random numbers, such as the center crop
 * @throws RangeError for more images than the split has; Error for a view that uses random numbers
 */
export function* evaluationBatches<P extends Pixels = Float32Array>(
  split: ImageSplit,
  shape: ImageSet['shape'],
  view: View,
  { batchSize, images = split.size }: { readonly batchSize: number; readonly images?: number },
  array: PixelArray<P> = Float32Array as unknown as PixelArray<P>,
): Generator<Batch<P>> {
  if (!(Number.isInteger(batchSize) && batchSize >= 1))
    throw new RangeError(`batch: expected 1 image or more, got ${batchSize}`);
  if (!(Number.isInteger(images) && images >= 1 && images <= split.size)) {
    throw new RangeError(`images: expected 1 to ${split.size}, got ${images}`);
  }
  const make = batchMaker(split, shape, view, array, () => noRandom);
  for (let start = 0; start < images; start += batchSize) {
    const size = Math.min(batchSize, images - start);
    yield make(Int32Array.from({ length: size }, (_, i) => start + i));
  }
}

function batchMaker<P extends Pixels>(
  split: ImageSplit,
  [channels, height, width]: ImageSet['shape'],
  view: View,
  array: PixelArray<P>,
  randomOf: (index: number) => Random,
) {
  const source = new Uint8Array(channels * height * width);
  const imageLength = view.shape[0] * view.shape[1] * view.shape[2];
  return (indices: Int32Array): Batch<P> => {
    const pixels = new array(indices.length * imageLength);
    const labels = new Int32Array(indices.length);
    for (const [i, index] of indices.entries()) {
      split.read(index, source);
      view.write(source, pixels, i * imageLength, randomOf(index));
      labels[i] = split.label(index);
    }
    return { pixels, labels, indices: indices.slice() };
  };
}

const refuse = (): never => {
  throw new Error('evaluation: expected a view without random numbers, such as centerCrop');
};
const noRandom: Random = {
  uint32: refuse,
  uniform: refuse,
  integer: refuse,
  split: refuse,
  state: refuse,
  restore: refuse,
};
