/** Opens data sets by name or folder. */
import { UsageError } from '../../common/errors.js';
import { isFolder } from '../../files/read-file.js';
import { openCifar10 } from './cifar/cifar.js';
import { embeddedSet } from './embedded/embedded-set.js';
import { holdsOutTest, openFolderSet } from './folder/folder-set.js';
import type { ImageSet } from './image-set.js';

/** Options of `openImageSet`. */
export interface OpenOptions {
  /** Seed of the embedded images, and of the pictures held out of a folder without `test`. */
  readonly seed: number;
  /** Folder of CIFAR-10; default `data`. */
  readonly dataDir?: string | undefined;
  /** Side of the square to which pictures of a folder are scaled. */
  readonly sidePixels?: number | undefined;
  /** False accepts an incomplete CIFAR-10. */
  readonly complete?: boolean;
}

const isOwn = (data: string): boolean => data === 'embedded' || data === 'cifar10';

/** Whether the seed determines which pictures are held out, instead of a `test` folder. Reads no picture. */
export const testGoesBySeed = (data: string): boolean => !isOwn(data) && isFolder(data) && holdsOutTest(data);

/**
 * Opens a data set.
 * @param data `embedded`, `cifar10`, or a folder of pictures (`./cifar10` is a folder too)
 * @throws UsageError for an unknown name, and for missing or damaged data
 */
export async function openImageSet(
  data: string,
  { seed, dataDir = 'data', sidePixels, complete = true }: OpenOptions,
): Promise<ImageSet> {
  if (sidePixels !== undefined && !(Number.isInteger(sidePixels) && sidePixels > 0)) {
    throw new UsageError(`side of the pictures: expected whole pixels, 1 or more, got ${sidePixels}`);
  }
  if (isOwn(data) && sidePixels !== undefined) {
    throw new UsageError(
      `${data} has images of 32 × 32: expected no side to scale to, got ${sidePixels}; leave it out`,
    );
  }
  if (data === 'embedded') return embeddedSet({ seed });
  if (data === 'cifar10') return openCifar10(dataDir, { complete });
  if (isFolder(data)) return openFolderSet(data, { seed, sidePixels });
  throw new UsageError(`unknown data set: expected embedded, cifar10 or a folder of <class>/*.png, got ${data}`);
}
