/** The embedded data set: images are generated, so that everything runs without a download. */
import { createRandom } from '../../../common/random.js';
import { createRenderer } from './render.js';
import { drawComposition } from './composition.js';
import { defaultFactors, type Factors } from './factors.js';
import type { ImageSet, ImageSplit } from '../image-set.js';
import { outlines } from './outlines.js';

/** Options of the embedded data set. */
export interface EmbeddedOptions {
  readonly seed: number;
  readonly trainImages?: number;
  readonly testImages?: number;
  readonly factors?: Factors;
}

const sidePixels = 32;
const classNames = Object.keys(outlines);

/**
 * Returns the embedded data set: ten classes of 3 × 32 × 32 images, 50,000 for training and 10,000 for testing as in CIFAR-10.
 * An image is generated when it is read, as a pure function of seed, split and index, with the same bytes on every machine.
 * Labels cycle through the classes.
 */
export function embeddedSet({
  seed,
  trainImages = 50_000,
  testImages = 10_000,
  factors = defaultFactors,
}: EmbeddedOptions): ImageSet {
  const root = createRandom(seed).split('embedded images');
  const render = createRenderer(sidePixels);
  const label = (index: number) => index % classNames.length;
  const split = (name: string, size: number): ImageSplit => ({
    size,
    read(index, pixels, offset = 0) {
      if (!(Number.isInteger(index) && index >= 0 && index < size)) {
        throw new RangeError(`${name} image: expected an index below ${size}, got ${index}`);
      }
      const rng = root.split(`${name} ${index}`);
      render(drawComposition(label(index), sidePixels, factors, rng), rng, pixels, offset);
    },
    label,
  });
  return {
    name: 'embedded',
    classNames,
    shape: [3, sidePixels, sidePixels],
    train: split('train', trainImages),
    test: split('test', testImages),
  };
}
