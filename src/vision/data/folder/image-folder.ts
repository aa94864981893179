/** Folders of labeled pictures, `class/*.png|jpg`: lists the files and loads them into a split. */
import { join } from 'node:path';
import { UsageError } from '../../../common/errors.js';
import { isFile, isFolder, namesIn } from '../../../files/read-file.js';
import { readPicture, readPictures } from '../image-file.js';
import type { ImageSet, ImageSplit } from '../image-set.js';
import { storedSplit } from '../stored-split.js';

export interface LabeledFile {
  readonly path: string;
  /** Name of the folder that holds it. */
  readonly className: string;
}

type Shape = ImageSet['shape'];

const pictureName = /\.(png|jpe?g)$/i;
/** Most bytes of decoded pictures, which are kept in memory. */
const mostBytes = 4 * 1024 ** 3;

/** Lists the pictures class by class, sorted by name. @throws UsageError without class folders, or for one without pictures */
export function labeledFiles(root: string): LabeledFile[] {
  const classNames = namesIn(root).filter((name) => isFolder(join(root, name)));
  if (classNames.length === 0) {
    throw new UsageError(`${root} has no class folders: expected ${root}/<class>/*.png or *.jpg; put each class there`);
  }
  return classNames.flatMap((className) => {
    const folder = join(root, className);
    const paths = namesIn(folder)
      .filter((name) => pictureName.test(name))
      .map((name) => join(folder, name))
      .filter(isFile);
    if (paths.length === 0) {
      throw new UsageError(`${folder} has no pictures: expected *.png or *.jpg; add some, or delete the folder`);
    }
    return paths.map((path) => ({ path, className }));
  });
}

/**
 * Interleaves the classes: the first picture of each class, the second of each, and so on. Then every prefix is balanced over
 * the classes as far as possible. Pictures of a class keep their order.
 */
export function interleaved(files: readonly LabeledFile[]): LabeledFile[] {
  const taken = new Map<string, number>();
  const ranked = files.map((file) => {
    const rank = taken.get(file.className) ?? 0;
    taken.set(file.className, rank + 1);
    return { file, rank };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ file }) => file);
}

export interface LoadOptions {
  readonly classNames: readonly string[];
  /** Shape of every picture; default that of the first one. */
  readonly shape?: Shape;
  /** Side of the square to which pictures are scaled. */
  readonly sidePixels?: number | undefined;
}

/**
 * Loads pictures into a split, interleaved by class, since experiments use the first images of a split.
 * @throws UsageError for a damaged picture, or one of another size
 */
export async function loadSplit(
  unordered: readonly LabeledFile[],
  { classNames, shape, sidePixels }: LoadOptions,
): Promise<{ split: ImageSplit; shape: Shape }> {
  const files = interleaved(unordered);
  const labels = Uint32Array.from(files, ({ className }) => classNames.indexOf(className));
  const first = await readPicture(files[0]!.path, sidePixels);
  const [channels, height, width] = shape ?? ([3, first.height, first.width] as const);
  const source = shape ? '' : ` as ${files[0]!.path}`;
  const imageBytes = channels * height * width;
  if (files.length * imageBytes > mostBytes) {
    throw new UsageError(
      `${files.length} pictures of ${height} × ${width} do not fit: expected at most ${mostBytes / 1024 ** 3} GiB of pixels; scale them to a smaller square`,
    );
  }
  const records = new Uint8Array(files.length * imageBytes);
  const paths = files.map(({ path }) => path);
  let index = 0;
  for await (const picture of readPictures(paths, sidePixels)) {
    if (picture.height !== height || picture.width !== width) {
      throw new UsageError(
        `${paths[index]} has another size: expected ${height} × ${width}${source}, got ${picture.height} × ${picture.width}; resize them so that all have one size`,
      );
    }
    records.set(picture.pixels, index++ * imageBytes);
  }
  return {
    split: storedSplit(records, { imageBytes }, (index) => labels[index]!),
    shape: [channels, height, width],
  };
}
