/** `report` of evaluations: files, and refusals. */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openCli } from '../helpers/cli.js';

const { cli, folder } = openCli();
const stored = (name: string) => fileURLToPath(new URL(`../../docs/results/${name}/episodes`, import.meta.url));
const tenpins = stored('bundled-tenpins');

it('writes pictures with their numbers into the evaluation', () => {
  cpSync(tenpins, join(folder, 'e'), { recursive: true });
  const { status, stdout } = cli(['report', 'e']);
  expect(status).toBe(0);
  const paths = stdout.trimEnd().split('\n');
  const pictures = ['returns', 'differences', 'worst-case', 'flip-rates'];
  const files = pictures.flatMap((name) => ['svg', 'png', 'csv'].map((end) => `${name}.${end}`));
  expect(paths).toEqual([...files, 'comparisons.csv', 'README.md'].map((name) => join('e', 'figures', name)));
  const text = readFileSync(join(folder, 'e/figures/README.md'), 'utf8');
  for (const [, link] of text.matchAll(/\]\(([^)]+)\)/g))
    expect(existsSync(join(folder, 'e/figures', link!))).toBe(true);
  expect([...readFileSync(join(folder, 'e/figures/returns.png')).subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
});

it('adds aggregates over the games of several evaluations', () => {
  const { status, stdout } = cli(['report', tenpins, stored('bundled'), '--out', 'both']);
  expect(status).toBe(0);
  for (const name of ['aggregates', 'profiles', 'improvement', 'returns-catch', 'returns-tenpins']) {
    expect(stdout).toContain(join('both', `${name}.png`));
  }
  expect(readFileSync(join(folder, 'both/README.md'), 'utf8')).toContain('not over training runs');
});

it.each([
  [['report', tenpins, stored('bundled')], '--out: expected a folder for the pictures of 2 folders, got none'],
  [['report', tenpins, 'bundled', '--out', 'x'], 'bundled: expected an evaluation as the other folders are, got none'],
  [['report', tenpins, '--game', 'Tenpins'], '--game cannot be combined with folders'],
  [['report', join(tenpins, '../grid')], 'expected an evaluation by episodes, got a folder of the kind "grid"'],
])('refuses %j', (args, message) => {
  const { status, stderr } = cli(args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
