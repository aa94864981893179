/** The sizes of files and folders that CONTRIBUTING.md promises. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const mostLines = 300;
const mostFiles = 15;

/** Files and folders that may be larger, each with its reason. */
const exceptions: Readonly<Record<string, string>> = {
  'packages/ale-js/src/data/games.ts': 'a table of games',
  'packages/ale-js/assembly/cpu/decode.ts': 'a table of instructions',
  'test/compute/kernel-rows.ts': 'a table of kernels and their inputs',
  'test/fuzz/readers.slow.test.ts': 'a table of file formats',
  'test/training/train-damage.slow.test.ts': 'a table of damaged files',
  'src/cli/commands': 'a catalog: a file for each command',
  'src/compute/lower': 'a catalog: a file for each family of kernels',
};

function sources(folder: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  const code = names.filter((name) => /\.(ts|mts|mjs)$/.test(name) && !/node_modules|^build\//.test(name));
  return code.map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

const own = ['src', 'packages/ale-js/src', 'packages/ale-js/assembly', 'assembly'].flatMap(sources);
const all = [
  ...own,
  ...['test', 'packages/ale-js/test', 'scripts', 'bench', 'examples', 'crosscheck'].flatMap(sources),
];
const linesOf = (file: string): number => readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length;
const filesIn = (folder: string): number => own.filter((file) => dirname(file) === folder).length;

const largeFiles = all.filter((file) => linesOf(file) > mostLines);
const largeFolders = [...new Set(own.map(dirname))].filter((folder) => filesIn(folder) > mostFiles);

describe('layout', () => {
  it('no file is longer than 300 lines, and no folder of sources has more than 15 files, without a reason', () => {
    expect(all.length).toBeGreaterThan(500);
    expect([...largeFiles, ...largeFolders].sort()).toEqual(Object.keys(exceptions).sort());
  });

  it('README.md has at most 120 lines', () => {
    expect(linesOf('README.md')).toBeLessThanOrEqual(120);
  });
});
