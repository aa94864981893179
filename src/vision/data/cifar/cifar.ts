/** CIFAR-10 (Krizhevsky 2009), which a user has to bring. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { UsageError } from '../../../common/errors.js';
import { isFile, isFolder, readRegularFile, sizeLimits } from '../../../files/read-file.js';
import { readCifarBinary, testFile, trainFiles } from './binary.js';
import { archive, home } from './facts.js';
import { readCifarPictures } from './pictures.js';
import type { ImageSet } from '../image-set.js';

export interface CifarOptions {
  /** False accepts fewer images than the 60,000 of CIFAR-10, in any mix of classes. */
  readonly complete?: boolean;
}

/** Folders of the archives and of mirrors. */
const subfolders = ['', 'cifar-10-batches-bin', 'cifar10', 'cifar-10', 'CIFAR-10-images'];

/**
 * Finds CIFAR-10 in a folder or its usual subfolders, in its binary version or as pictures, and reads it into memory.
 * @throws UsageError where it is missing, with the folders searched and the source; and for damaged files
 */
export async function openCifar10(dataDir: string, { complete = true }: CifarOptions = {}): Promise<ImageSet> {
  const folders = subfolders.map((name) => join(dataDir, name)).filter(isFolder);
  const binary = folders.find((folder) => [...trainFiles, testFile].some((name) => isFile(join(folder, name))));
  if (binary !== undefined) return readCifarBinary(binary, complete);
  const pictures = folders.find((folder) => isFolder(join(folder, 'train')) && isFolder(join(folder, 'test')));
  if (pictures !== undefined) return readCifarPictures(pictures, complete);
  throw new UsageError(describeMissing(dataDir));
}

function describeMissing(dataDir: string): string {
  const packed = join(dataDir, archive.name);
  if (isFile(packed)) {
    const got = createHash('md5').update(readRegularFile(packed, sizeLimits.data)).digest('hex');
    return got === archive.md5
      ? `${packed} is still packed: expected the files in it; unpack it there with tar -xzf ${archive.name}`
      : `${packed} is damaged: expected md5 ${archive.md5}, got ${got}; fetch it again from ${home}`;
  }
  const python = isFolder(join(dataDir, 'cifar-10-batches-py')) || isFile(join(dataDir, 'data_batch_1'));
  const got = python ? 'the Python version' : isFolder(dataDir) ? 'neither' : 'no such folder';
  return `no CIFAR-10 in ${dataDir}: expected ${trainFiles[0]} … ${trainFiles.at(-1)} and ${testFile}, there or in cifar-10-batches-bin, or train/<class>/*.png and test/<class>/*.png, got ${got}; fetch the binary version, ${archive.name} (md5 ${archive.md5}), from ${home} and unpack it there; the embedded data set works at once`;
}
