/** Folders of labeled pictures: `class/*.png|jpg`. What lies there, and all of it read into one split. */
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
/** Decoded pictures are kept in memory. */
const mostBytes = 4 * 1024 ** 3;

/** Class by class, sorted by name. @throws UsageError no class folders, or one without pictures */
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
 * The first picture of each class, the second of each, and so on: however many are taken from the front, they are spread as
 * evenly over the classes as there are pictures. The pictures of a class keep their order.
 */
export function byTurns(files: readonly LabeledFile[]): LabeledFile[] {
  const taken = new Map<string, number>();
  const turns = files.map((file) => {
    const turn = taken.get(file.className) ?? 0;
    taken.set(file.className, turn + 1);
    return { file, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ file }) => file);
}

export interface LoadOptions {
  readonly classNames: readonly string[];
  /** What every picture must measure; left out, what the first one does. */
  readonly shape?: Shape;
  /** Scale every picture to this square instead. */
  readonly sidePixels?: number | undefined;
}

/**
 * The pictures of all classes by turns: experiments take the first so many.
 * @throws UsageError a damaged picture, or one of another size, by its path
 */
export async function loadSplit(
  unordered: readonly LabeledFile[],
  { classNames, shape, sidePixels }: LoadOptions,
): Promise<{ split: ImageSplit; shape: Shape }> {
  const files = byTurns(unordered);
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
