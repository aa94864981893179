import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../src', import.meta.url).pathname;

/** The layers of src from the lowest to the highest: a folder imports from itself and from those before it. */
const layers = [
  ...['common', 'files', 'compute', 'model', 'env', 'agent', 'attack', 'defense', 'vision', 'interop'],
  ...['report', 'storage', 'jobs', 'training', 'evaluation', 'studies', 'cli'],
];

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const folderOf = (path: string) => (path.includes('/') ? path.split('/')[0]! : '');

/** The library's entry; nothing imports it. */
const entry = 'index.ts';

describe('architecture', () => {
  it.each(files.filter((file) => file !== entry))('%s imports only what lies below it', (file) => {
    const folder = folderOf(file);
    const text = readFileSync(join(root, file), 'utf8');
    const imported = [...text.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map(([, path]) =>
      relative(root, join(root, file, '..', path!)),
    );
    const below = layers.slice(0, layers.indexOf(folder) + 1);
    expect(imported.filter((path) => !below.includes(folderOf(path)))).toEqual([]);
  });

  it('every file but the entry lies in a layer', () => {
    const folders = new Set(files.filter((file) => file !== entry).map(folderOf));
    expect([...folders].sort()).toEqual([...layers].sort());
  });

  it.each(files)('%s takes chance as an argument', (file) => {
    expect(readFileSync(join(root, file), 'utf8')).not.toMatch(/Math\.random|crypto\.getRandomValues|randomBytes/);
  });

  it.each<[string, string[]]>([
    ['onnxruntime-common', ['compute/onnx/runtime.ts']],
    ['sharp', ['common/sharp.ts']],
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
