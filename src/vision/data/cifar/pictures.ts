/** CIFAR-10 as pictures: `train/<class>/*.png` and `test/<class>/*.png`. */
import { join } from 'node:path';
import { UsageError } from '../../../common/errors.js';
import { cifarClassNames, cifarShape, testImagesPerClass, trainImagesPerClass } from './facts.js';
import { classesOf } from '../folder/folder-set.js';
import { labeledFiles, loadSplit } from '../folder/image-folder.js';
import type { ImageSet } from '../image-set.js';

/**
 * Reads CIFAR-10 from pictures.
 * @param complete whether to require all of CIFAR-10: 5,000 and 1,000 pictures of each class
 * @throws UsageError for other classes, another number or size of pictures, or a damaged picture
 */
export async function readCifarPictures(folder: string, complete: boolean): Promise<ImageSet> {
  const read = async (name: 'train' | 'test', perClass: number) => {
    const files = labeledFiles(join(folder, name));
    const names = classesOf(files);
    if (names.join() !== cifarClassNames.join()) {
      throw new UsageError(
        `${join(folder, name)} has other classes: expected the folders ${cifarClassNames.join(', ')}, got ${names.join(', ')}; rename them, or copy the data again`,
      );
    }
    for (const className of complete ? names : []) {
      const count = files.filter((file) => file.className === className).length;
      if (count !== perClass) {
        throw new UsageError(
          `${join(folder, name, className)} is not complete: expected ${perClass} pictures, got ${count}; copy the data again`,
        );
      }
    }
    const { split } = await loadSplit(files, { classNames: cifarClassNames, shape: cifarShape });
    return split;
  };
  return {
    name: 'cifar10',
    classNames: cifarClassNames,
    shape: cifarShape,
    train: await read('train', trainImagesPerClass),
    test: await read('test', testImagesPerClass),
  };
}
