/** Batches of images: an epoch is a seeded order that can be entered anywhere. */
import type { Random } from '../../common/random.js';
import type { View } from './augment.js';
import type { Pixels } from './color-shift.js';
import type { ImageSet, ImageSplit } from './image-set.js';

/** Images with their classes. */
export interface Batch<P extends Pixels = Float32Array> {
  /** Images × channels × height × width, levels 0…255; made for this batch alone. */
  readonly pixels: P;
  /** Place of each image's class. */
  readonly labels: Int32Array;
  /** Of each image in its split. */
  readonly indices: Int32Array;
}

/** Float32Array or Uint8Array. */
export type PixelArray<P extends Pixels> = new (length: number) => P;

export interface TrainBatchesOptions {
  readonly batchSize: number;
  readonly epoch: number;
  /** First batch to make: those before it are skipped at no cost. */
  readonly fromBatch?: number;
  /** The same for all epochs of a run; nothing is drawn from it. */
  readonly rng: Random;
}

/** Batches of one epoch; what is left over beyond whole batches waits for another epoch's order. */
export const batchesPerEpoch = (images: number, batchSize: number) => Math.floor(images / batchSize);

/** The order in which an epoch visits the images: each index once. */
export function epochOrder(images: number, epoch: number, rng: Random): Int32Array {
  const chance = rng.split(`order of epoch ${epoch}`);
  const order = Int32Array.from({ length: images }, (_, index) => index);
  for (let left = images; left > 1; left--) {
    const pick = chance.integer(left);
    const last = order[left - 1]!;
    order[left - 1] = order[pick]!;
    order[pick] = last;
  }
  return order;
}

/**
 * The epoch's whole batches in its order. Each image's view has its own chance, by epoch and index, so that a batch is the
 * same whichever was made before it.
 * @throws RangeError a batch larger than the split, or a batch to start from that the epoch has not
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
  const chanceOf = (index: number) => rng.split(`view of image ${index} in epoch ${epoch}`);
  const make = batchMaker(train, shape, view, array, chanceOf);
  for (let batch = fromBatch; batch < batches; batch++) {
    yield make(order.subarray(batch * batchSize, (batch + 1) * batchSize));
  }
}

/**
 * The first `images` of a split in their own order, the last batch as short as it comes.
 * @param view one that takes no chance, such as the center crop
 * @throws RangeError more images than the split has
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
  const make = batchMaker(split, shape, view, array, () => noChance);
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
  chanceOf: (index: number) => Random,
) {
  const source = new Uint8Array(channels * height * width);
  const imageLength = view.shape[0] * view.shape[1] * view.shape[2];
  return (indices: Int32Array): Batch<P> => {
    const pixels = new array(indices.length * imageLength);
    const labels = new Int32Array(indices.length);
    for (const [i, index] of indices.entries()) {
      split.read(index, source);
      view.write(source, pixels, i * imageLength, chanceOf(index));
      labels[i] = split.label(index);
    }
    return { pixels, labels, indices: indices.slice() };
  };
}

const refuse = (): never => {
  throw new Error('evaluation takes no chance: expected a view that draws nothing, such as centerCrop');
};
const noChance: Random = {
  uint32: refuse,
  uniform: refuse,
  integer: refuse,
  split: refuse,
  state: refuse,
  restore: refuse,
};
