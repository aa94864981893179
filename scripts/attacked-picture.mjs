/**
 * Makes docs/images/attacked.png, the picture of docs/films.md: one picture of a film of the bundled Catch agent under attack.
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
const { status, stderr } = spawnSync(
  process.execPath,
  ['dist/cli/index.js', 'play', '--lambda', String(lambda), '--steps', String(step), '--out', film],
  { encoding: 'utf8' },
);
if (status !== 0) throw new Error(`play failed: ${stderr}`);
await sharp(film, { page: step - 1 })
  .flatten()
  .png({ palette: true })
  .toFile('docs/images/attacked.png');
rmSync(folder, { recursive: true });
