/** The data set that comes along: a generator of ours, so that everything runs without a download. */
import { createRandom } from '../../../common/random.js';
import { createPainter } from './paint.js';
import { drawScene } from './scene.js';
import { defaultStrengths, type Strengths } from './strengths.js';
import type { ImageSet, ImageSplit } from '../image-set.js';
import { silhouettes } from './silhouettes.js';

export interface EmbeddedOptions {
  readonly seed: number;
  readonly trainImages?: number;
  readonly testImages?: number;
  readonly strengths?: Strengths;
}

const sidePixels = 32;
const classNames = Object.keys(silhouettes);

/**
 * Ten classes of 3 × 32 × 32 images, 50,000 and 10,000 of them as in CIFAR-10, made when they are read: an image is a pure
 * function of seed, split and index, the same bytes on every machine. Labels run through the classes, so that any ten
 * images in a row have one of each.
 */
export function embeddedSet({
  seed,
  trainImages = 50_000,
  testImages = 10_000,
  strengths = defaultStrengths,
}: EmbeddedOptions): ImageSet {
  const root = createRandom(seed).split('embedded images');
  const paint = createPainter(sidePixels);
  const label = (index: number) => index % classNames.length;
  const split = (name: string, size: number): ImageSplit => ({
    size,
    read(index, pixels, offset = 0) {
      if (!(Number.isInteger(index) && index >= 0 && index < size)) {
        throw new RangeError(`${name} image: expected an index below ${size}, got ${index}`);
      }
      const rng = root.split(`${name} ${index}`);
      paint(drawScene(label(index), sidePixels, strengths, rng), rng, pixels, offset);
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
