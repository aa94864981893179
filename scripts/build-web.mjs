// Builds the pages of web/ into dist/web, where a source is newer. `--force` builds in any case.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = readdirSync(join(root, 'web')).filter((name) => existsSync(join(root, 'web', name, 'index.html')));
const outputs = pages.map((page) => join(root, `dist/web/${page}/index.html`));
const sources = ['web', 'src', 'dist/kernels.wasm', 'packages/ale-js/dist', 'package-lock.json'];

function newest(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Vite's own bound. Packages contain the built pages: only a build from source needs it. */
const [major, minor] = process.versions.node.split('.').map(Number);
const isOldNode = major < 20 || (major === 20 && minor < 19);

const newestSource = Math.max(...sources.map((name) => newest(join(root, name))));
const isBuilt = outputs.every((output) => existsSync(output) && statSync(output).mtimeMs > newestSource);
if (!isBuilt || process.argv.includes('--force')) {
  if (isOldNode)
    console.error('NOT BUILT: the pages of view and dashboard, which need Node 20.19 or newer to be built');
  else await (await import('vite')).build({ configFile: join(root, 'web/vite.config.ts'), logLevel: 'warn' });
}
