import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openFolderSet } from '../../../../src/vision/data/folder/folder-set.js';
import type { ImageSplit } from '../../../../src/vision/data/image-set.js';
import { openImageSet, testGoesBySeed } from '../../../../src/vision/data/open-image-set.js';
import { refusal } from '../../../helpers/refusal.js';
import { temporaryFolder } from '../../../helpers/temporary-folder.js';

/** A picture of one color, or a gray one. */
async function picture(path: string, color: readonly [number, number, number] | number, width = 8, height = 6) {
  mkdirSync(dirname(path), { recursive: true });
  const [r, g, b] = typeof color === 'number' ? [color, color, color] : color;
  const image = sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
  if (typeof color === 'number') image.toColorspace('b-w');
  await image.toFile(path);
}

/** Two classes of `each` pictures; of picture `i` the red level is `i`. */
async function twoClasses(root: string, each = 6) {
  for (const [blue, name] of ['apple', 'pear'].entries()) {
    for (let i = 0; i < each; i++) await picture(join(root, name, `${i}.png`), [i, 100, blue]);
  }
}

const labels = ({ size, label }: ImageSplit) => Array.from({ length: size }, (_, index) => label(index));

const levels = (split: ImageSplit) =>
  Array.from({ length: split.size }, (_, index) => {
    const pixels = new Uint8Array(3 * 6 * 8);
    split.read(index, pixels);
    return pixels[0]!;
  });

describe('a folder of pictures', () => {
  it('with train and test keeps this split', async () => {
    const root = temporaryFolder();
    await twoClasses(join(root, 'train'), 3);
    await picture(join(root, 'test/pear/0.png'), [200, 100, 50]);
    writeFileSync(join(root, 'train/pear/notes.txt'), 'not a picture');
    const set = await openFolderSet(root, { seed: 1 });
    expect([set.classNames, set.shape]).toEqual([
      ['apple', 'pear'],
      [3, 6, 8],
    ]);
    expect([set.train.size, set.test.size, set.test.label(0)]).toEqual([6, 1, 1]);
    const pixels = new Uint8Array(3 * 48);
    set.test.read(0, pixels);
    expect([pixels[0], pixels[47], pixels[48], pixels[96], pixels[143]]).toEqual([200, 200, 100, 50, 50]);
  });

  it('without test holds out a share of each class, by the seed', async () => {
    const root = temporaryFolder();
    await twoClasses(root, 12);
    const set = await openFolderSet(root, { seed: 1 });
    expect([set.train.size, set.test.size]).toEqual([20, 4]);
    expect(labels(set.test)).toEqual([0, 1, 0, 1]);
    const all = [...levels(set.train), ...levels(set.test)].sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 24 }, (_, i) => Math.floor(i / 2)));
    expect(levels((await openFolderSet(root, { seed: 1 })).test)).toEqual(levels(set.test));
    const others = await Promise.all([2, 3, 4].map((seed) => openFolderSet(root, { seed })));
    expect(others.some(({ test }) => levels(test).join() !== levels(set.test).join())).toBe(true);
  });

  it('interleaves the classes, in train and test', async () => {
    const root = temporaryFolder();
    await twoClasses(join(root, 'train'), 3);
    await twoClasses(join(root, 'test'), 2);
    for (const i of [7, 8]) await picture(join(root, `test/pear/${i}.png`), [i, 100, 1]);
    const { train, test } = await openFolderSet(root, { seed: 1 });
    expect([labels(train), levels(train)]).toEqual([
      [0, 1, 0, 1, 0, 1],
      [0, 0, 1, 1, 2, 2],
    ]);
    expect([labels(test), levels(test)]).toEqual([
      [0, 1, 0, 1, 1, 1],
      [0, 0, 1, 1, 7, 8],
    ]);
  });

  it('may mix PNG, JPEG and gray', async () => {
    const root = temporaryFolder();
    await twoClasses(root, 2);
    await picture(join(root, 'pear/gray.PNG'), 77);
    await picture(join(root, 'pear/b.jpeg'), [10, 200, 30]);
    const { train, test } = await openFolderSet(root, { seed: 1 });
    expect(train.size + test.size).toBe(6);
  });

  it('may be scaled to a square', async () => {
    const root = temporaryFolder();
    await twoClasses(root, 2);
    await picture(join(root, 'pear/large.png'), [1, 2, 3], 50, 40);
    expect((await openFolderSet(root, { seed: 1, sidePixels: 5 })).shape).toEqual([3, 5, 5]);
  });

  it.each<[string, (root: string) => void | Promise<void>, RegExp]>([
    ['nothing lies there', () => {}, /has no class folders: expected .*<class>\/\*\.png or \*\.jpg; put/],
    ['a class is empty', (root) => void mkdirSync(join(root, 'plum')), /plum has no pictures: expected/],
    [
      'there is one class',
      async (root) => {
        await picture(join(root, 'train/plum/0.png'), 1);
        await picture(join(root, 'train/plum/1.png'), 1);
      },
      /has one class, plum: expected two/,
    ],
    ['there is only test', (root) => picture(join(root, 'test/plum/0.png'), 1), /has a test folder but no train/],
    [
      'a class has one picture',
      (root) => picture(join(root, 'plum/0.png'), 1),
      /0\.png is the only picture of class plum/,
    ],
    [
      'sizes are mixed',
      (root) => picture(join(root, 'pear/9.png'), 1, 7),
      /9\.png has another size: expected 6 × 8 as .*, got 6 × 7;/,
    ],
    [
      'a file is empty',
      (root) => writeFileSync(join(root, 'pear/9.png'), ''),
      /9\.png is empty: expected a PNG or JPEG;/,
    ],
    [
      'a file is no picture',
      (root) => writeFileSync(join(root, 'pear/9.png'), 'pear'),
      /cannot read .*9\.png as PNG or JPEG: /,
    ],
    [
      'a file is cut short',
      async (root) => {
        await picture(join(root, 'pear/9.png'), 1, 300, 300);
        truncateSync(join(root, 'pear/9.png'), 200);
      },
      /cannot read .*9\.png as PNG or JPEG: .*; copy it again, or delete it/,
    ],
    [
      'test has a class of its own',
      async (root) => {
        await twoClasses(join(root, 'train'), 1);
        await picture(join(root, 'test/plum/0.png'), 1);
      },
      /0\.png is of class plum: expected a class that train has too \(apple, pear\);/,
    ],
  ])('is refused where %s', async (name, spoil, message) => {
    const root = temporaryFolder();
    if (!/nothing|only test|one class/.test(name)) await twoClasses(root, 6);
    await spoil(root);
    expect(await refusal(openFolderSet(root, { seed: 1, testShare: 0 }))).toMatch(message);
  });
});

describe('openImageSet', () => {
  it('says where the seed determines what is held out', async () => {
    const root = temporaryFolder();
    for (const path of ['bare/plum', 'train-only/train/plum', 'both/train/plum', 'both/test/plum']) {
      mkdirSync(join(root, path), { recursive: true });
    }
    const by = (name: string) => testGoesBySeed(join(root, name));
    expect([by('bare'), by('train-only'), by('both'), by('nowhere')]).toEqual([true, true, false, false]);
    expect([testGoesBySeed('embedded'), testGoesBySeed('cifar10')]).toEqual([false, false]);
  });

  it('opens the embedded set, CIFAR-10 and folders', async () => {
    const root = temporaryFolder();
    await twoClasses(join(root, 'fruit'), 2);
    expect((await openImageSet('embedded', { seed: 1 })).name).toBe('embedded');
    expect((await openImageSet(join(root, 'fruit'), { seed: 1 })).name).toBe('fruit');
    expect(await refusal(openImageSet('cifar10', { seed: 1, dataDir: root }))).toContain(`no CIFAR-10 in ${root}`);
  });

  it('refuses unknown names', async () => {
    expect(await refusal(openImageSet('mnist', { seed: 1 }))).toMatch(
      /expected embedded, cifar10 or a folder .* got mnist/,
    );
    expect(await refusal(openImageSet('embedded', { seed: 1, sidePixels: 0 }))).toMatch(/1 or more, got 0/);
    expect(await refusal(openImageSet('embedded', { seed: 1, sidePixels: 28 }))).toMatch(/expected no side .* got 28/);
  });
});
