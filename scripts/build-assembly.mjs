// Compiles the AssemblyScript of assembly/ and packages/ale-js/assembly to dist/, where a source is newer than its output.
// `--force` compiles all of it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = [
  { folder: 'packages/ale-js', output: 'dist/ale.wasm', target: 'release' },
  { folder: '.', output: 'dist/kernels.wasm', target: 'own' },
  { folder: '.', output: 'dist/kernels-shared.wasm', target: 'shared' },
];

const time = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** The newest of the sources and of the lock file, which names the compiler's version. */
function newest(folder) {
  const assembly = join(root, folder, 'assembly');
  const sources = readdirSync(assembly, { recursive: true, encoding: 'utf8' }).map((name) => join(assembly, name));
  return Math.max(...[...sources, join(root, 'package-lock.json')].map(time));
}

for (const { folder, output, target } of modules) {
  const path = join(root, folder, output);
  if (time(path) > newest(folder) && !process.argv.includes('--force')) continue;
  const args = ['asc', 'assembly/index.ts', '--config', 'assembly/asconfig.json', '--target', target];
  const options = { cwd: join(root, folder), stdio: 'inherit', shell: process.platform === 'win32' };
  if (spawnSync('npx', args, options).status !== 0) {
    console.error(`the AssemblyScript compiler failed on ${folder}/assembly: see the lines above`);
    process.exit(1);
  }
}
