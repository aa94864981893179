import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Canvas, createCanvas, fill } from '../../../src/report/film/canvas.js';
import { createWebp } from '../../../src/report/film/webp.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const size = { width: 8, height: 6 };
const options = { ...size, frames: 4 };

/** A gray picture with a pixel of its own color. */
function picture(index: number): Canvas {
  const canvas = createCanvas(size.width, size.height, [60, 60, 60]);
  fill(canvas, { left: index % size.width, top: 2, width: 1, height: 1 }, [index, 255 - index, 7]);
  return canvas;
}

/** Noise: no encoder makes it small. */
const noise = (width: number, height: number): Canvas => {
  const canvas = createCanvas(width, height, [0, 0, 0]);
  let state = 1;
  canvas.data.forEach((_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    if (i % 4 < 3) canvas.data[i] = state >>> 24;
  });
  return canvas;
};

let folder: string;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, 'film.webp');
});

const decode = async (page: number) => new Uint8Array(await sharp(path, { page }).removeAlpha().raw().toBuffer());
const colors = ({ data }: Canvas) => data.filter((_, i) => i % 4 < 3);

describe('createWebp', () => {
  it('writes pictures without loss: moving, still and noisy ones', async () => {
    const pictures = [picture(0), picture(1), picture(1), noise(size.width, size.height), picture(5)];
    const film = await createWebp(path, options);
    for (const each of pictures) await film.add(each);
    await film.finish();
    for (const [page, each] of pictures.entries()) expect(await decode(page)).toEqual(colors(each));
    expect(await sharp(path, { pages: -1 }).metadata()).toMatchObject({ ...size, height: 30, pages: 5, loop: 0 });
    expect(statSync(path).size % 2).toBe(0);
    expect(readFileSync(path).readUInt32LE(4)).toBe(statSync(path).size - 8);
  });

  it.each([
    [4, [67, 66, 67, 67, 66, 667]],
    [3, [50, 50, 50, 50, 50, 500]],
    [1, [17, 16, 17, 17, 16, 167]],
  ])('shows a picture for %d/60 s on average, the last one ten times as long', async (frames, delay) => {
    const film = await createWebp(path, { ...size, frames });
    for (let i = 0; i < 5; i++) await film.add(picture(i));
    await film.add(picture(5), 10);
    await film.finish();
    expect((await sharp(path, { pages: -1 }).metadata()).delay).toEqual(delay);
  });

  it('writes while pictures come, under another name, and keeps the old film until then', async () => {
    writeFileSync(path, 'old');
    const film = await createWebp(path, options);
    const written = () => statSync(join(folder, readdirSync(folder).find((name) => name !== 'film.webp')!)).size;
    for (let i = 0; i < 50; i++) await film.add(picture(i));
    const half = written();
    expect(half).toBeGreaterThan(49 * 30);
    for (let i = 0; i < 50; i++) await film.add(picture(i));
    expect(written()).toBeGreaterThan(1.8 * half);
    expect(readFileSync(path, 'utf8')).toBe('old');
    await film.finish();
    expect(readdirSync(folder)).toEqual(['film.webp']);
  });

  it('leaves nothing when it is discarded', async () => {
    const film = await createWebp(path, options);
    await film.add(picture(0));
    await film.add(picture(1));
    await film.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is full before the file is longer than its format allows', async () => {
    const noisy = { width: 64, height: 64, frames: 1 };
    const most = 100_000;
    const film = await createWebp(path, noisy, most);
    let pictures = 0;
    for (; !film.full; pictures++) await film.add(noise(64, 64));
    await film.add(noise(64, 64)); // the last picture
    await film.finish();
    expect(pictures).toBeGreaterThan(1);
    expect(statSync(path).size).toBeLessThanOrEqual(most);
  });

  it('says in one line what cannot be written, and what to do', async () => {
    mkdirSync(path);
    await expect(createWebp(path, options)).rejects.toThrow(/^cannot write .*film\.webp: expected a regular file/);
  });
});
