/** A small CIFAR-10 in its binary form, as a test wants it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../src/common/random.js';

export const cifarFiles = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`).concat('test_batch.bin');

/** Records of a label byte and 3072 random bytes, the labels in turn. */
export function cifarRecords(count: number, seed = 1): Uint8Array {
  const rng = createRandom(seed);
  const records = Uint8Array.from({ length: count * 3073 }, () => rng.uint32() >>> 24);
  for (let i = 0; i < count; i++) records[i * 3073] = i % 10;
  return records;
}

/** Writes all six files with `perFile` records each. */
export function writeCifar(folder: string, perFile = 40): void {
  mkdirSync(folder, { recursive: true });
  for (const [i, name] of cifarFiles.entries()) writeFileSync(join(folder, name), cifarRecords(perFile, i));
}
