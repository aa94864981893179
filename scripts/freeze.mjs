/**
 * A fingerprint of what the commands compute and print: a short training, an evaluation, a state grid, a vision training and a
 * vision evaluation, and the help of every command. A change that only moves code leaves it equal.
 *
 *     node scripts/freeze.mjs > before.txt        (then the change, npm run build, and once more)
 *
 * One line a file: SHA-256 and name. What depends on the clock is left out: timing.jsonl, and checkpoints before the last.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';

const cli = resolve(import.meta.dirname, '../dist/cli/index.js');
const folder = mkdtempSync(join(tmpdir(), 'freeze-'));
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const run = (...args) =>
  execFileSync(process.execPath, [cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

/** The names below `Commands:` in a help text. */
const commandsIn = (help) =>
  [...(help.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z][\w-]*)/gm)]
    .map(([, name]) => name)
    .filter((n) => n !== 'help');

function printHelp(...command) {
  const help = run(...command, '--help');
  console.log(hash(help), 'help', ...command);
  for (const name of commandsIn(help)) printHelp(...command, name);
}

/** A small data set (two classes of 24 gray pictures each, drawn by a formula) and a config for it. */
async function writePictures() {
  const config = { data: 'pictures', epochs: 2, batchImages: 16, batchSlices: 2, evaluationImages: 48 };
  writeFileSync(join(folder, 'small.json'), JSON.stringify(config));
  for (const part of ['train', 'test'])
    for (const [k, name] of ['waves', 'rings'].entries()) {
      mkdirSync(join(folder, 'pictures', part, name), { recursive: true });
      for (let n = 0; n < 24; n++) {
        const pixel = (x, y) => 127 + 120 * Math.sin(k === 0 ? (x + n) / 3 : Math.hypot(x - 16, y - 16) / 2 + n);
        const bytes = Buffer.from(Array.from({ length: 3072 }, (_, i) => pixel(((i / 3) % 32) | 0, (i / 96) | 0)));
        const png = sharp(bytes, { raw: { width: 32, height: 32, channels: 3 } }).png();
        await png.toFile(join(folder, 'pictures', part, name, `${n}.png`));
      }
    }
}

const depends = (name) => /timing|events\.out|run\.json|lease|checkpoints|resources/.test(name);

function printFiles(at) {
  for (const name of readdirSync(join(folder, at), { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, at, name);
    if (statSync(path).isFile() && !depends(name)) console.log(hash(readFileSync(path)), `${at}/${name}`);
  }
}

const runs = {
  train: ['train', '--game', 'Catch', '--steps', '3000', '--seed', '3', '--threads', '1'],
  evaluate:
    'evaluate --run bundled --lambda 1,2 --attack fgsm,random --episodes 2 --gradient-samples 5 --output-samples 5 --workers 1'.split(
      ' ',
    ),
  grid: 'state-grid --run bundled --states 6 --lambda 1,4 --attack fgsm,pgd:steps=3,apgd:steps=4,transfer --gradient-samples 4 --output-samples 4'.split(
    ' ',
  ),
  vision: 'vision train --config small.json --seed 2 --threads 1'.split(' '),
  images:
    'vision evaluate --run bundled-dense --images 8 --lambda 1,4 --attack fgsm,pgd:steps=3 --gradient-samples 3 --output-samples 3 --workers 1'.split(
      ' ',
    ),
};
try {
  await writePictures();
  printHelp();
  for (const [name, args] of Object.entries(runs)) {
    run(...args, '--out', name);
    printFiles(name);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
