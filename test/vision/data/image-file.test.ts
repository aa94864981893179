import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openFolderSet } from '../../../src/vision/data/folder/folder-set.js';
import { mostPixels, readPicture, readPictures } from '../../../src/vision/data/image-file.js';
import { crc32 } from '../../helpers/crc32.js';
import { refusal } from '../../helpers/refusal.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { processorMs } from '../../helpers/processor-time.js';

/** A PNG of one color, by its specification: a palette of one entry, one bit a pixel. */
function pngOf(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Uint8Array) => {
    const bytes = Buffer.alloc(data.length + 12);
    bytes.writeUInt32BE(data.length, 0);
    bytes.write(type, 4, 'latin1');
    bytes.set(data, 8);
    bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
    return bytes;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.of(200, 100, 50)),
    chunk('IDAT', deflateSync(new Uint8Array((1 + Math.ceil(width / 8)) * height), { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

const file = (bytes: Uint8Array | string, name = 'x.png') => {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return path;
};
/** Peak of the process so far, in MB. */
const peakMB = () => process.resourceUsage().maxRSS / 1024;

describe('a picture', () => {
  it('is decoded to planes', async () => {
    const { pixels, height, width } = await readPicture(file(pngOf(3, 2)));
    expect([height, width, ...pixels]).toEqual([
      2,
      3,
      ...Array(6).fill(200),
      ...Array(6).fill(100),
      ...Array(6).fill(50),
    ]);
  });

  it('pictures of all sizes are in the order of their paths', async () => {
    const paths = [3, 4000, 5, 3500, 2, 1].map((side) => file(pngOf(side, 1 + (side % 7))));
    const sizes: number[] = [];
    for await (const { width } of readPictures(paths)) sizes.push(width);
    expect(sizes).toEqual([3, 4000, 5, 3500, 2, 1]);
  });

  it('may be a JPEG', async () => {
    const bytes = await sharp({ create: { width: 5, height: 4, channels: 3, background: '#fff' } })
      .jpeg()
      .toBuffer();
    expect((await readPicture(file(bytes, 'x.jpg'))).pixels).toEqual(new Uint8Array(60).fill(255));
  });

  it.each<[string, Uint8Array | string, RegExp]>([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', /as PNG or JPEG: it is neither;/],
    ['GIF', Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64'), /as PNG or JPEG: it is neither;/],
    ['a header alone', pngOf(9, 9).subarray(0, 40), /as PNG or JPEG: /],
    ['a picture cut short', pngOf(9000, 900).subarray(0, 500), /as PNG or JPEG: /],
    [
      'one row too many',
      pngOf(2 ** 15, 2 ** 10 + 1),
      new RegExp(`expected at most ${mostPixels} pixels, got 32768 × 1025`),
    ],
  ])('that is %s is refused in one line', async (_, bytes, says) => {
    expect(await refusal(readPicture(file(bytes)))).toMatch(says);
  });

  it('six small files of 16383 × 16383 pixels are refused by their headers, without using memory', async () => {
    const bytes = pngOf(16383, 16383);
    expect(bytes.length).toBeLessThan(60_000);
    const paths = Array.from({ length: 6 }, (_, i) => file(bytes, `${i}.png`));
    const before = peakMB();
    const start = processorMs();
    expect(await refusal(readPictures(paths).next())).toContain('expected at most 33554432 pixels, got 16383 × 16383');
    expect(processorMs() - start).toBeLessThan(2000);
    expect(peakMB() - before).toBeLessThan(50);
  });

  it('many large pictures are decoded a few at a time', async () => {
    const paths = Array.from({ length: 12 }, () => file(pngOf(5000, 5000)));
    const before = peakMB();
    let count = 0;
    for await (const { pixels } of readPictures(paths, 32)) count += pixels.length;
    expect(count).toBe(12 * 3 * 32 * 32);
    expect(peakMB() - before).toBeLessThan(400);
  });
});

it('a folder of too large pictures is refused by the name of the first', async () => {
  const root = temporaryFolder();
  for (const name of ['a', 'b']) {
    mkdirSync(join(root, name));
    for (const i of [0, 1]) writeFileSync(join(root, name, `${i}.png`), pngOf(16383, 16383));
  }
  expect(await refusal(openFolderSet(root, { seed: 1 }))).toMatch(/\.png is too large: expected at most/);
});
