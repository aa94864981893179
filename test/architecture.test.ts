import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../src', import.meta.url).pathname;

/** Which folders of src a folder may import from; files directly in src (model.ts, random.ts, errors.ts, …) are open to all. */
const mayImport: Record<string, readonly string[]> = {
  '': ['compute'],
  compute: [],
  env: ['files'],
  attack: ['compute'],
  defense: ['compute'],
  files: [],
  agent: ['compute', 'env', 'files'],
  vision: ['compute', 'files'],
  foreign: ['compute', 'env', 'files', 'agent'],
  report: ['env'],
  experiments: ['compute', 'env', 'attack', 'defense', 'files', 'agent', 'vision', 'report'],
  cli: ['compute', 'env', 'attack', 'defense', 'files', 'agent', 'vision', 'foreign', 'report', 'experiments'],
};

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const folderOf = (path: string) => (path.includes('/') ? path.split('/')[0]! : '');

/** The library's door opens on everything; nothing imports it. */
const door = 'index.ts';

describe('architecture', () => {
  it.each(files.filter((file) => file !== door))('%s imports only what lies below it', (file) => {
    const folder = folderOf(file);
    const text = readFileSync(join(root, file), 'utf8');
    const imported = [...text.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map(([, path]) =>
      relative(root, join(root, file, '..', path!)),
    );
    expect(imported).not.toContain('index.js');
    const below = ['', folder, ...(mayImport[folder] ?? [])];
    expect(imported.filter((path) => !below.includes(folderOf(path)))).toEqual([]);
  });

  it('every folder of src has its rule', () => {
    const folders = new Set(files.map(folderOf).filter((folder) => folder !== ''));
    expect(Object.keys(mayImport).sort()).toEqual(['', ...folders].sort());
  });

  it.each(files)('%s takes chance as an argument', (file) => {
    expect(readFileSync(join(root, file), 'utf8')).not.toMatch(/Math\.random|crypto\.getRandomValues|randomBytes/);
  });

  it.each<[string, string[]]>([
    ['onnxruntime-common', ['compute/runtime.ts']],
    ['sharp', ['sharp.ts']],
    ['vega', ['report/svg.ts']],
    ['vega-lite', ['report/svg.ts']],
    ['@tensorflow/tfjs-layers', ['compute/engine.ts']],
    ['@tensorflow/tfjs', []],
  ])('%s is loaded by %j alone', (name, loaders) => {
    expect(files.filter((file) => loads(file).includes(name)).sort()).toEqual(loaders);
  });

  it('the packages that are loaded are the dependencies', () => {
    const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    const packages = files.flatMap(loads).map((path) => path.split('/', path.startsWith('@') ? 2 : 1).join('/'));
    expect([...new Set(packages)].sort()).toEqual(Object.keys(dependencies).sort());
  });
});

/** Packages that a file of src loads when it runs, not for its types alone. */
function loads(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/^(import|export) type [^;]*;/gm, '');
  return [...text.matchAll(/(?:\bfrom |\bimport |\bimport\(|\brequire\()'([@a-z][\w@/.-]*)'/g)].map(
    ([, path]) => path!,
  );
}
