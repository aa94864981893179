import { createRandom } from '../../src/common/random.js';
import type { ImageSet, ImageSplit } from '../../src/vision/data/image-set.js';

/** Noise that is reddish, greenish or bluish by its class: learned in a few steps. */
export function toyImages({ train = 16, test = 6, side = 32 } = {}): ImageSet {
  const split = (size: number, name: string): ImageSplit => ({
    size,
    label: (index) => index % 3,
    read(index, pixels, offset = 0) {
      const rng = createRandom(index).split(name);
      for (let i = 0; i < 3 * side * side; i++) {
        const bright = Math.floor(i / side ** 2) === index % 3;
        pixels[offset + i] = rng.integer(156) + (bright ? 100 : 0);
      }
    },
  });
  return {
    name: 'toy',
    classNames: ['red', 'green', 'blue'],
    shape: [3, side, side],
    train: split(train, 'train'),
    test: split(test, 'test'),
  };
}
