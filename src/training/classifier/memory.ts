/** Estimates the memory that the training of a classifier needs. */
import { totalSize } from '../../common/flat-parameters.js';
import { type MemoryNeed, programBytes } from '../../jobs/memory.js';
import { activationBytes } from '../../model/activation-memory.js';
import type { VisionConfig } from '../../vision/config.js';
import type { ImageSet } from '../../vision/data/image-set.js';
import { resnet20, resnetSpecs } from '../../vision/resnet.js';

/** Measured, as multiples of an image's activations: the gradient of an image, with batch norm, and an attack on an image. */
const [rowCopies, attackCopies] = [9, 2];
/** Measured: a thread's sessions without any images. */
const threadBytes = 80e6;

export async function visionTrainingMemory(
  config: VisionConfig,
  { classNames }: Pick<ImageSet, 'classNames'>,
): Promise<MemoryNeed> {
  const { batchImages, batchSlices, threads, cropPixels: side, adversarialShare } = config;
  const specs = resnetSpecs(classNames.length);
  const workers = Math.min(threads, batchSlices);
  const row = await activationBytes(resnet20, specs, [3, side, side]);
  const attacked = Math.round(adversarialShare * batchImages);
  return {
    program: { bytes: programBytes, lower: 'what else runs' },
    networks: { bytes: (8 + batchSlices) * 4 * totalSize(specs), lower: 'batchSlices' },
    batches: { bytes: 2 * batchImages * 3 * side * side, lower: 'batchImages' },
    steps: {
      bytes: workers * (threadBytes + (batchImages / batchSlices) * rowCopies * row),
      lower: 'batchImages or threads, or raise batchSlices',
    },
    attack: { bytes: attacked * attackCopies * row, lower: 'adversarialShare' },
  };
}
