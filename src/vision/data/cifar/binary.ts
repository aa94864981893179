/** The binary version of CIFAR-10: six files of records, each a label byte and 3 × 32 × 32 bytes, red plane first. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { UsageError } from '../../../common/errors.js';
import { isFile, readRegularFile, sizeLimits } from '../../../files/read-file.js';
import { cifarClassNames, cifarShape } from './facts.js';
import type { ImageSet } from '../image-set.js';
import { storedSplit } from '../stored-split.js';

export const trainFiles = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`);
export const testFile = 'test_batch.bin';
const namesFile = 'batches.meta.txt';
/** Usual names of a list of checksums beside the files. */
const sumFiles = ['MD5SUMS', 'md5sums.txt', 'md5sum.txt', 'md5.txt'];

const imageBytes = 3 * 32 * 32;
const recordBytes = 1 + imageBytes;
const recordsPerFile = 10_000;

const again = 'unpack cifar-10-binary.tar.gz again';

/**
 * Reads all six files, 184 MB, and checks sizes, labels, class names, and checksums where there is a list of them.
 * @param complete whether to require all of CIFAR-10: 10,000 records a file, equally many of each class
 * @throws UsageError that names file and record
 */
export function readCifarBinary(folder: string, complete: boolean): ImageSet {
  const missing = [...trainFiles, testFile].filter((name) => !isFile(join(folder, name)));
  if (missing.length > 0) {
    throw new UsageError(
      `${folder} is not complete: expected ${trainFiles[0]} … ${trainFiles.at(-1)} and ${testFile}, got no ${missing.join(', ')}; ${again}`,
    );
  }
  checkNames(folder);
  const sums = listedSums(folder);
  const read = (name: string) => readRecords(join(folder, name), sums.get(name), complete);
  const train = Buffer.concat(trainFiles.map(read));
  const test = read(testFile);
  if (complete) {
    checkBalance(join(folder, 'data_batch_*.bin'), train);
    checkBalance(join(folder, testFile), test);
  }
  return {
    name: 'cifar10',
    classNames: cifarClassNames,
    shape: cifarShape,
    train: recordSplit(train),
    test: recordSplit(test),
  };
}

const recordSplit = (records: Uint8Array) =>
  storedSplit(records, { imageBytes, headerBytes: 1 }, (index) => records[index * recordBytes]!);

function readRecords(path: string, sum: string | undefined, complete: boolean): Uint8Array {
  const bytes = readRegularFile(path, sizeLimits.data);
  const expected = complete ? `${recordsPerFile * recordBytes} bytes` : `whole records of ${recordBytes} bytes`;
  const fits = complete ? bytes.length === recordsPerFile * recordBytes : bytes.length % recordBytes === 0;
  if (bytes.length === 0 || !fits) {
    throw new UsageError(`${path} has the wrong size: expected ${expected}, got ${bytes.length}; ${again}`);
  }
  for (let record = 0; record < bytes.length / recordBytes; record++) {
    const label = bytes[record * recordBytes]!;
    if (label >= cifarClassNames.length) {
      throw new UsageError(
        `${path} is damaged: expected labels 0 to 9, got ${label} in record ${record}; ${again} (the binary version of CIFAR-10, not of CIFAR-100)`,
      );
    }
  }
  if (sum === undefined) return bytes;
  const got = createHash('md5').update(bytes).digest('hex');
  if (got !== sum) throw new UsageError(`${path} is damaged: expected md5 ${sum}, got ${got}; ${again}`);
  return bytes;
}

function checkBalance(where: string, records: Uint8Array): void {
  const counts = new Array<number>(cifarClassNames.length).fill(0);
  for (let start = 0; start < records.length; start += recordBytes) counts[records[start]!]!++;
  const each = records.length / recordBytes / cifarClassNames.length;
  const odd = counts.findIndex((count) => count !== each);
  if (odd < 0) return;
  throw new UsageError(
    `${where} is mislabeled: expected ${each} images of each class, got ${counts[odd]} of ${cifarClassNames[odd]}; ${again}`,
  );
}

function checkNames(folder: string): void {
  const path = join(folder, namesFile);
  if (!isFile(path)) return;
  const names = lines(path).filter(Boolean);
  if (names.join() === cifarClassNames.join()) return;
  throw new UsageError(
    `${path} names other classes: expected ${cifarClassNames.join(', ')}, got ${names.join(', ') || 'none'}; ${again}`,
  );
}

/** File name → MD5, from the first list that lies in the folder; empty without one. */
function listedSums(folder: string): ReadonlyMap<string, string> {
  const list = sumFiles.map((name) => join(folder, name)).find(isFile);
  if (list === undefined) return new Map();
  return new Map(
    lines(list).flatMap((line) => {
      const [, sum, name] = /^([0-9a-f]{32})\s+\*?(?:.*\/)?([^/]+)$/i.exec(line) ?? [];
      return sum && name ? [[name, sum.toLowerCase()] as const] : [];
    }),
  );
}

const lines = (path: string) =>
  Buffer.from(readRegularFile(path, sizeLimits.data))
    .toString('utf8')
    .split(/\r?\n/)
    .map((line) => line.trim());
