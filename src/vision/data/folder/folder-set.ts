/** Data sets from folders of labeled pictures. */
import { basename, join, resolve } from 'node:path';
import { UsageError } from '../../../common/errors.js';
import { isFolder } from '../../../files/read-file.js';
import { createRandom } from '../../../common/random.js';
import { type LabeledFile, labeledFiles, loadSplit } from './image-folder.js';
import type { ImageSet } from '../image-set.js';

export interface FolderOptions {
  /** Determines which pictures are held out where there is no `test`. */
  readonly seed: number;
  /** Share of each class that is held out where there is no `test`; default 1/6, as in CIFAR-10. */
  readonly testShare?: number;
  /** Side of the square to which pictures are scaled; without it, all must have the same size. */
  readonly sidePixels?: number | undefined;
}

/**
 * Opens `train/<class>/*.png|jpg` and `test/<class>/…`; or only `<class>/…` or `train`, of which a share of each class is held
 * out. Pictures are decoded into memory. Classes are sorted by name.
 * @throws UsageError for paths that are missing, empty, damaged, of another size or of an unknown class
 */
export async function openFolderSet(
  root: string,
  { seed, testShare = 1 / 6, sidePixels }: FolderOptions,
): Promise<ImageSet> {
  if (!isFolder(root)) {
    throw new UsageError(`no folder ${root}: expected one of train/<class>/*.png or <class>/*.png; check the path`);
  }
  const { train, test } = splitFiles(root, seed, testShare);
  const classNames = classesOf(train);
  if (classNames.length < 2) {
    throw new UsageError(`${root} has one class, ${classNames[0]}: expected two or more, each a folder of pictures`);
  }
  const stray = test.find(({ className }) => !classNames.includes(className));
  if (stray) {
    throw new UsageError(
      `${stray.path} is of class ${stray.className}: expected a class that train has too (${classNames.join(', ')}); rename its folder, or delete it`,
    );
  }
  const trained = await loadSplit(train, { classNames, sidePixels });
  const tested = await loadSplit(test, { classNames, sidePixels, shape: trained.shape });
  return {
    name: basename(resolve(root)),
    classNames,
    shape: trained.shape,
    train: trained.split,
    test: tested.split,
  };
}

/** Whether the seed determines the test set. With another seed, some of its pictures would be training images. */
export const holdsOutTest = (root: string): boolean => !isFolder(join(root, 'test'));

/** Returns the class names of files, each once. */
export const classesOf = (files: readonly LabeledFile[]) => [...new Set(files.map(({ className }) => className))];

interface Splits {
  readonly train: readonly LabeledFile[];
  readonly test: readonly LabeledFile[];
}

function splitFiles(root: string, seed: number, testShare: number): Splits {
  const [trainFolder, testFolder] = [join(root, 'train'), join(root, 'test')];
  if (holdsOutTest(root)) return holdOut(labeledFiles(isFolder(trainFolder) ? trainFolder : root), seed, testShare);
  if (!isFolder(trainFolder)) {
    throw new UsageError(`${root} has a test folder but no train: expected both, or class folders alone; add train`);
  }
  return { train: labeledFiles(trainFolder), test: labeledFiles(testFolder) };
}

/** Holds out a share of each class, at least one picture and at most all except one. It depends only on seed, class and file names. */
function holdOut(files: readonly LabeledFile[], seed: number, testShare: number): Splits {
  const held = new Set<LabeledFile>();
  for (const className of classesOf(files)) {
    const members = files.filter((file) => file.className === className);
    if (members.length < 2) {
      throw new UsageError(
        `${members[0]!.path} is the only picture of class ${className}: expected two or more, one to train on and one to test; add some, or a test folder`,
      );
    }
    const rng = createRandom(seed).split(`hold out ${className}`);
    const count = Math.min(members.length - 1, Math.max(1, Math.round(members.length * testShare)));
    for (let i = 0; i < count; i++) {
      const pick = i + rng.integer(members.length - i);
      held.add(members[pick]!);
      members[pick] = members[i]!;
    }
  }
  return { train: files.filter((file) => !held.has(file)), test: files.filter((file) => held.has(file)) };
}
