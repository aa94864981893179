// Builds the pages of web/ into dist/web, where a source is newer. `--force` builds in any case.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'dist/web/live/index.html');
const sources = ['web', 'src', 'dist/kernels.wasm', 'packages/ale-js/dist', 'package-lock.json'];

function newest(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const isBuilt =
  existsSync(output) && statSync(output).mtimeMs > Math.max(...sources.map((name) => newest(join(root, name))));
if (!isBuilt || process.argv.includes('--force')) {
  await build({ configFile: join(root, 'web/vite.config.ts'), logLevel: 'warn' });
}
