import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openCifar10 } from '../../../../src/vision/data/cifar/cifar.js';
import { cifarClassNames } from '../../../../src/vision/data/cifar/facts.js';
import { cifarFiles, cifarRecords, writeCifar } from '../../../helpers/cifar-files.js';
import { refusal } from '../../../helpers/refusal.js';
import { temporaryFolder } from '../../../helpers/temporary-folder.js';

const some = { complete: false };

describe('CIFAR-10 in its binary version', () => {
  it.each(['', 'cifar-10-batches-bin'])('is read from the data folder, subfolder "%s"', async (subfolder) => {
    const root = temporaryFolder();
    writeCifar(join(root, subfolder));
    const set = await openCifar10(root, some);
    expect([set.train.size, set.test.size, set.shape]).toEqual([200, 40, [3, 32, 32]]);
    expect(set.classNames[set.train.label(3)]).toBe('cat');
    const pixels = new Uint8Array(3073);
    // the fourth record of the third file
    set.train.read(83, pixels, 1);
    expect(pixels.subarray(1)).toEqual(cifarRecords(40, 2).subarray(3 * 3073 + 1, 4 * 3073));
    set.test.read(0, pixels, 1);
    expect(pixels.subarray(1)).toEqual(cifarRecords(40, 5).subarray(1, 3073));
    expect(() => set.test.read(40, pixels)).toThrow(/expected an index below 40, got 40/);
  });

  it('must be complete by default', async () => {
    const root = temporaryFolder();
    writeCifar(root);
    expect(await refusal(openCifar10(root))).toMatch(
      /data_batch_1.bin has the wrong size: expected 30730000 bytes, got 122920/,
    );
  });

  it('must have equally many images of each class when complete', async () => {
    const root = temporaryFolder();
    const blank = new Uint8Array(10_000 * 3073);
    for (let i = 0; i < 10_000; i++) blank[i * 3073] = i % 10;
    // one file of 30 MB under six names
    writeFileSync(join(root, 'blank'), blank);
    for (const name of cifarFiles) symlinkSync('blank', join(root, name));
    expect((await openCifar10(root)).train.size).toBe(50_000);
    blank[0] = 4;
    rmSync(join(root, 'test_batch.bin'));
    writeFileSync(join(root, 'test_batch.bin'), blank);
    expect(await refusal(openCifar10(root))).toMatch(
      /test_batch.bin is mislabeled: expected 1000 images of each class, got 999 of airplane/,
    );
  });

  const sum = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
  const first = (root: string) => join(root, 'data_batch_1.bin');

  it.each<[string, (root: string) => void, RegExp]>([
    ['a file is missing', (root) => rmSync(join(root, 'data_batch_4.bin')), /got no data_batch_4\.bin; unpack/],
    ['a file is short', (root) => truncateSync(first(root), 3073 * 40 - 1), /whole records of 3073 bytes, got 122919;/],
    ['a file is empty', (root) => truncateSync(first(root), 0), /data_batch_1\.bin has the wrong size: .* got 0;/],
    [
      'a label is none',
      (root) => writeFileSync(first(root), cifarRecords(40).fill(10, 2 * 3073, 2 * 3073 + 1)),
      /data_batch_1\.bin is damaged: expected labels 0 to 9, got 10 in record 2;/,
    ],
    [
      'the classes are others',
      (root) => writeFileSync(join(root, 'batches.meta.txt'), 'apple\nbear\n\n'),
      /batches\.meta\.txt names other classes: expected airplane, .* got apple, bear;/,
    ],
    [
      'a checksum differs',
      (root) => writeFileSync(join(root, 'MD5SUMS'), `${sum(cifarRecords(40, 1))}  data_batch_1.bin\n`),
      /data_batch_1\.bin is damaged: expected md5 [0-9a-f]{32}, got [0-9a-f]{32};/,
    ],
  ])('is refused where %s', async (_, spoil, message) => {
    const root = temporaryFolder();
    writeCifar(root);
    spoil(root);
    expect(await refusal(openCifar10(root, some))).toMatch(message);
  });

  it('is read where names and checksums agree', async () => {
    const root = temporaryFolder();
    writeCifar(root);
    writeFileSync(join(root, 'batches.meta.txt'), `${cifarClassNames.join('\n')}\n\n`);
    writeFileSync(
      join(root, 'MD5SUMS'),
      cifarFiles.map((name, i) => `${sum(cifarRecords(40, i)).toUpperCase()} *./${name}\n`).join(''),
    );
    expect((await openCifar10(root, some)).train.size).toBe(200);
  });
});

describe('CIFAR-10 as pictures', () => {
  /** The green level is the picture's number in its class. */
  async function writePictures(root: string, side = 32, classNames: readonly string[] = cifarClassNames, each = 1) {
    for (const split of ['train', 'test']) {
      for (const [label, name] of classNames.entries()) {
        mkdirSync(join(root, split, name), { recursive: true });
        for (let i = 1; i <= each; i++) {
          await sharp({ create: { width: side, height: side, channels: 3, background: { r: label, g: i, b: 30 } } })
            .png()
            .toFile(join(root, split, name, `000${i}.png`));
        }
      }
    }
  }

  it('is read from train and test', async () => {
    const root = temporaryFolder();
    await writePictures(join(root, 'CIFAR-10-images'));
    const set = await openCifar10(root, some);
    expect([set.name, set.train.size, set.test.size]).toEqual(['cifar10', 10, 10]);
    const pixels = new Uint8Array(3072);
    set.test.read(7, pixels);
    expect([set.test.label(7), pixels[0], pixels[1024], pixels[3071]]).toEqual([7, 7, 1, 30]);
  });

  it('has all classes among the first images of train and test', async () => {
    const root = temporaryFolder();
    await writePictures(root, 32, cifarClassNames, 2);
    const set = await openCifar10(root, some);
    const pixels = new Uint8Array(3072);
    for (const split of [set.train, set.test]) {
      expect(split.size).toBe(20);
      for (let index = 0; index < 20; index++) {
        split.read(index, pixels);
        expect([split.label(index), pixels[0], pixels[1024]]).toEqual([
          index % 10,
          index % 10,
          1 + Math.floor(index / 10),
        ]);
      }
    }
  });

  it.each<[string, (root: string) => Promise<void>, { complete: boolean }, RegExp]>([
    ['there are few', writePictures, { complete: true }, /airplane is not complete: expected 5000 pictures, got 1;/],
    ['sizes differ', (root) => writePictures(root, 28), some, /expected 32 × 32, got 28 × 28;/],
    [
      'classes differ',
      (root) => writePictures(root, 32, ['cat', 'dog']),
      some,
      /train has other classes: .*, got cat, dog;/,
    ],
  ])('is refused where %s', async (_, write, options, message) => {
    const root = temporaryFolder();
    await write(root);
    expect(await refusal(openCifar10(root, options))).toMatch(message);
  });
});

describe('without CIFAR-10', () => {
  it.each<[string, (root: string) => void, RegExp]>([
    [
      'nothing lies there',
      () => {},
      /expected data_batch_1\.bin … .* got neither; fetch .*c32a1d4ab5d03f1284b67883e8d87530/,
    ],
    [
      'the folder is missing',
      (root) => rmSync(root, { recursive: true }),
      /got no such folder; fetch the binary version/,
    ],
    ['it is the Python version', (root) => mkdirSync(join(root, 'cifar-10-batches-py')), /got the Python version;/],
    [
      'the archive is damaged',
      (root) => writeFileSync(join(root, 'cifar-10-binary.tar.gz'), 'x'),
      /is damaged: expected md5 c32a1d4ab5d03f1284b67883e8d87530, got 9dd4e461268c8034f5c8564e155c67a6;/,
    ],
  ])('the error says what to put where: %s', async (_, prepare, message) => {
    const root = temporaryFolder();
    prepare(root);
    expect(await refusal(openCifar10(root))).toMatch(message);
  });
});
