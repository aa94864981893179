/**
 * Makes docs/images/attacked.png, the first picture of the README: one frame of the bundled Catch agent under attack, with captions.
 *
 *     npm run build && node scripts/attacked-picture.mjs
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

const [lambda, step] = [4, 100];
const folder = mkdtempSync(join(tmpdir(), 'picture-'));
const film = join(folder, 'film.webp');
const { stdout, status } = spawnSync(
  process.execPath,
  ['dist/cli/index.js', 'play', '--lambda', String(lambda), '--steps', String(step), '--out', film],
  { encoding: 'utf8' },
);
if (status !== 0) throw new Error('play failed');
const score = /score (\S+)/.exec(stdout)[1].replace('-', '−');

const frame = await sharp(film, { page: step - 1 })
  .png()
  .toBuffer();
const { width, height } = await sharp(frame).metadata();
const strip = 26;
const text = (x, words, anchor = 'start') => `<text x="${x}" y="18" text-anchor="${anchor}">${words}</text>`;
const caption = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${strip}">
  <rect width="100%" height="100%" fill="#111"/>
  <g font-family="DejaVu Sans, sans-serif" font-size="13" fill="#eee">
    ${text(8, `Catch, FGSM at λ ${lambda}: score ${score} after ${step} steps (mean score without an attack: 19.6 of 20)`)}
    ${text(width - 8, 'input, δ', 'end')}
  </g></svg>`;
await sharp({ create: { width, height: height + strip, channels: 3, background: '#111' } })
  .composite([
    { input: frame, top: 0, left: 0 },
    { input: Buffer.from(caption), top: height, left: 0 },
  ])
  .png({ palette: true })
  .toFile('docs/images/attacked.png');
rmSync(folder, { recursive: true });
