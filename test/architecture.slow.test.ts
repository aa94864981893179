import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { layers } from '../tools/layers.mjs';
import { temporaryFolder } from './helpers/temporary-folder.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** Runs the layer check on a planted tree and returns what it reports: "rule: file → imported file". */
function violations(tree: Record<string, string>): string[] {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const roots = [...new Set(Object.keys(tree).map((path) => path.split('/')[0]!))];
  const args = ['depcruise', '--config', join(root, 'tools/layers.mjs'), '--output-type', 'err', ...roots];
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'scripts/tool.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  const lines = [...stdout.matchAll(/error (.*?): (\S+) →\s+(\S+)/g)].map(([, ...parts]) => parts.join(' '));
  expect(status).toBe(lines.length);
  return lines.sort();
}

describe('npm run layers', () => {
  it('accepts imports from the same layer and from lower ones', () => {
    const tree = {
      'src/common/a.ts': 'export const a = 1;',
      'src/common/b.ts': "export { a } from './a.js';",
      'src/cli/c.ts': "export { a } from '../common/b.js';",
    };
    expect(violations(tree)).toEqual([]);
  });

  it('reports imports from higher layers, those of types alone as well', () => {
    const tree = {
      'src/cli/top.ts': 'export const top = 1; export type Top = number;',
      'src/common/low.ts': "export { top } from '../cli/top.js';",
      'src/env/low.ts': "import type { Top } from '../cli/top.js'; export type Low = Top;",
      'src/attack/search/low.ts': "export { fgsm } from '../fgsm.js';",
      'src/attack/fgsm.ts': 'export const fgsm = 1;',
      'src/training/clock.ts': "export const later = () => import('./agent/train.js');",
      'src/training/agent/train.ts': 'export const train = 1;',
    };
    expect(violations(tree)).toEqual([
      'attack: no import from a higher level src/attack/search/low.ts src/attack/fgsm.ts',
      'layers: no import from a higher level src/common/low.ts src/cli/top.ts',
      'layers: no import from a higher level src/env/low.ts src/cli/top.ts',
      'training: no import from a higher level src/training/clock.ts src/training/agent/train.ts',
    ]);
  });

  it('reports a circle of imports, in TypeScript and in AssemblyScript', () => {
    const tree = {
      'src/env/a.ts': "import { b } from './b.js'; export const a = () => b;",
      'src/env/b.ts': "import { a } from './a.js'; export const b = () => a;",
      'assembly/a.ts':
        'import { b } from "./b"; @unmanaged export class A { field: u8 } export function a(): u32 { return b(); }',
      'assembly/b.ts': 'import { a } from "./a"; export function b(): u32 { return a(); }',
    };
    expect(violations(tree)).toEqual(['no circle assembly/a.ts assembly/b.ts', 'no circle src/env/a.ts src/env/b.ts']);
  });

  it('reports an import of nothing', () => {
    expect(violations({ 'src/env/a.ts': "export { b } from './b.js';" })).toEqual([
      'every import exists src/env/a.ts ./b.js',
    ]);
  });
});

describe('architecture', () => {
  it('every folder of src is a layer', () => {
    const folders = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual([...layers].sort());
  });

  it('takes chance as an argument', () => {
    const chance = /Math\.random|crypto\.getRandomValues|randomBytes|randomUUID/;
    expect(files.filter((file) => chance.test(readFileSync(join(source, file), 'utf8')))).toEqual([
      'server/token.ts', // a secret must not be reproducible
      'sweep/queue/submission.ts', // names that must differ between machines, and that no result depends on
      'sweep/store/mirror.ts',
    ]);
  });

  it.each<[string, string[]]>([
    ['onnxruntime-common', ['compute/onnx/runtime.ts']],
    ['sharp', ['common/sharp.ts']],
    ['vega', ['report/svg.ts']],
    ['vega-lite', ['report/svg.ts']],
    ['@tensorflow/tfjs-layers', ['compute/tensorflow.ts']],
    ['@tensorflow/tfjs', []],
  ])('%s is loaded by %j alone', (name, loaders) => {
    expect(files.filter((file) => loads(file).includes(name)).sort()).toEqual(loaders);
  });

  it('the packages that are loaded are the dependencies', () => {
    const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    const packages = files.flatMap(loads).map((path) => path.split('/', path.startsWith('@') ? 2 : 1).join('/'));
    // The zoo has agents and no code: agent/zoo/zoo.ts looks for its folder.
    expect([...new Set(packages), 'sap-atari-zoo'].sort()).toEqual(Object.keys(dependencies).sort());
  });
});

/** Packages that a file of src loads when it runs, not for its types alone. */
function loads(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8').replaceAll(/^(import|export) type [^;]*;/gm, '');
  return [...text.matchAll(/(?:\bfrom |\bimport |(?<!typeof )\bimport\(|\brequire\()'([@a-z][\w@/.-]*)'/g)].map(
    ([, path]) => path!,
  );
}
