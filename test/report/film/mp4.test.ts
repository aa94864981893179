import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCanvas } from '../../../src/report/film/canvas.js';
import { createMp4, expectFfmpeg } from '../../../src/report/film/mp4.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const size = { width: 16, height: 16 };
const options = { ...size, frames: 4 };
const red = createCanvas(size.width, size.height, [200, 30, 30]);

let folder: string;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, 'films', 'film.mp4');
});

afterEach(() => vi.unstubAllEnvs());

/** Makes the PATH a folder with one program, `ffmpeg`. */
function fakeFfmpeg(script: string): void {
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  const file = join(programs, 'ffmpeg');
  writeFileSync(file, `#!${process.execPath}\n${script}`);
  chmodSync(file, 0o755);
  vi.stubEnv('PATH', programs);
}

const lists = "if (process.argv.includes('-encoders')) { console.log(' V....D libx264   H.264'); process.exit(0); }";
const copies = `${lists}
const { createWriteStream } = require('node:fs');
process.stdin.pipe(createWriteStream(process.argv.at(-1)));`;

describe('expectFfmpeg', () => {
  it('says what is missing, and what to do', () => {
    vi.stubEnv('PATH', folder);
    expect(expectFfmpeg).toThrow(
      'mp4 needs the program ffmpeg, which is not on the PATH: install it, or choose a .webp',
    );
    fakeFfmpeg("console.log(' V....D mpeg4   MPEG-4')");
    expect(expectFfmpeg).toThrow(
      'mp4 needs an ffmpeg with the encoder libx264, which the one on the PATH lacks: choose a .webp',
    );
  });
});

describe('createMp4', () => {
  it('gives ffmpeg the pixels of every picture, and the result its name', async () => {
    fakeFfmpeg(copies);
    const film = createMp4(path, options);
    await film.add(red);
    await film.add(red, 3);
    expect(existsSync(path)).toBe(false);
    await film.finish();
    expect(readFileSync(path).equals(Buffer.concat(Array(4).fill(red.data)))).toBe(true);
    expect(readdirSync(join(folder, 'films'))).toEqual(['film.mp4']);
  });

  it('leaves nothing when it is discarded', async () => {
    fakeFfmpeg(copies);
    const film = createMp4(path, options);
    await film.add(red);
    await film.discard();
    expect(readdirSync(join(folder, 'films'))).toEqual([]);
  });

  it('reports why ffmpeg ended, in one line', async () => {
    fakeFfmpeg(`${lists}\nconsole.error('first\\nno space left'); process.exit(3);`);
    const film = createMp4(path, options);
    const adding = async () => {
      for (let i = 0; i < 1000; i++) await film.add(red);
      await film.finish();
    };
    await expect(adding()).rejects.toThrow(`cannot write ${path}: ffmpeg ended with exit code 3: no space left`);
    await film.discard();
    expect(readdirSync(join(folder, 'films'))).toEqual([]);
  });
});

/** Whether this machine has an ffmpeg that can encode. */
const hasFfmpeg = (process.env.PATH ?? '').split(delimiter).some((place) => existsSync(join(place, 'ffmpeg')));
if (!hasFfmpeg) console.warn('SKIPPED films as mp4: no ffmpeg on the PATH');

describe.skipIf(!hasFfmpeg)('with ffmpeg', () => {
  it('writes a film of the right size, length and colors', async () => {
    const film = createMp4(path, options);
    for (let i = 0; i < 14; i++) await film.add(red);
    await film.add(red, 16);
    await film.finish();
    const { stderr } = spawnSync('ffmpeg', ['-hide_banner', '-i', path], { encoding: 'utf8' });
    expect(stderr).toMatch(/Duration: 00:00:02\.00/);
    expect(stderr).toMatch(/Video: h264 .*yuv420p\(tv, bt709.*\), 16x16.* 15 fps/);
    const raw = spawnSync('ffmpeg', ['-loglevel', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
    expect(raw.stdout).toHaveLength(30 * 16 * 16 * 3);
    for (const [channel, value] of [200, 30, 30].entries()) {
      expect(Math.abs(raw.stdout[channel]! - value)).toBeLessThanOrEqual(4);
    }
  });
});
