/** Commands that leave results. Those that share their folder's code with another in the sample run in the full size only. */
import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleSize } from '../helpers/sample.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { cli, type FolderCommand, folderLaws, snapshot } from './laws.js';

const quick = ['--workers', '1', '--output-samples', '1'];
const attack = ['--attacks', 'random', '--defenses', 'none', '--lambda', '0,2', ...quick];
const games = [...attack, '--episodes', '1', '--max-steps', '2'];
const states = ['--states', '2', '--every', '2'];
/** The same command again finds nothing left to do; only the time of what was computed is not the same again. */
const law = {
  again: 'goes on',
  overwrites: true,
  mayChange: /(^|\/)timing\.jsonl$/,
  failingStart: ['--run', 'nowhere'],
} as const;

const commands: readonly FolderCommand[] = [
  { name: 'evaluate', args: (out) => ['evaluate', ...games, '--out', out], ...law },
  { name: 'state-grid', args: (out) => ['state-grid', ...states, ...attack, '--out', out], ...law },
  { name: 'record-states', args: (out) => ['record-states', ...states, '--out', out], ...law },
  {
    name: 'vision evaluate',
    args: (out) => ['vision', 'evaluate', ...attack, '--images', '1', '--out', out],
    ...law,
  },
  { name: 'table1', args: (out) => ['table1', ...games, '--games', 'Catch', '--out', out], ...law },
  {
    name: 'mc-sweep',
    args: (out) => ['mc-sweep', ...states, '--lambda', '0,2', '--gradient-samples', '1,2', ...quick, '--out', out],
    ...law,
  },
  {
    name: 'vision figures',
    args: (out) => [
      ...['vision', 'figures', '--figure', 'random-noise', '--images', '1', '--lambda', '2', '--gradient-samples', '1'],
      ...[...quick, '--out', out],
    ],
    ...law,
    failingStart: ['--runs', 'dense=nowhere'],
  },
];

folderLaws(commands.slice(0, sampleSize(3, commands.length)));

it('results refuses a folder of other files, and does not change it', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'README.md'), 'mine');
  for (const more of [[], ['--overwrite']]) {
    const { status, output } = cli(['results', '--runs', 'bundled', '--out', folder, ...more]);
    expect(output).toMatch(/^sap-atari: .* holds files \("README.md"\) but not a report of agents of sap-atari/);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  }
  expect(snapshot(folder)).toEqual({ 'README.md': expect.any(String) });
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine');
});

describe('play', () => {
  const film = (out: string, ...more: string[]) => cli(['play', '--random', '--steps', '2', '--out', out, ...more]);

  it('replaces a film of a given name only with --overwrite, through links, and nothing else ever', () => {
    const folder = temporaryFolder();
    const [file, link, inTheWay] = ['a.webp', 'b.webp', 'c.webp'].map((name) => join(folder, name));
    writeFileSync(file!, 'mine');
    expect(film(file!)).toMatchObject({ status: 2, output: expect.stringMatching(/a.webp exists: .*--overwrite\n$/) });
    expect(readFileSync(file!, 'utf8')).toBe('mine');
    symlinkSync(file!, link!);
    expect(film(link!, '--overwrite')).toMatchObject({ status: 0 });
    expect(lstatSync(link!).isSymbolicLink()).toBe(true);
    expect(readFileSync(file!, 'latin1')).toMatch(/^RIFF....WEBPVP8X/s);
    mkdirSync(inTheWay!);
    expect(film(inTheWay!, '--overwrite')).toMatchObject({
      status: 1,
      output: expect.stringMatching(
        /^sap-atari: cannot write .*c.webp: expected a regular file or none, found a folder/,
      ),
    });
  });
});
