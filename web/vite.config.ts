/** Builds the pages into dist/web. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '..');
const inPage = (name: string) => resolve(here, 'platform', `${name}.ts`);

/** Files of src that run in Node alone, and what takes their place in a page. */
const replaced = new Map([
  [resolve(root, 'src/compute/tensorflow.ts'), inPage('tensorflow')],
  [resolve(root, 'src/compute/kernel-module.ts'), inPage('kernel-module')],
  [resolve(root, 'src/compute/onnx/runtime.ts'), inPage('runtime')],
]);

/** Folders of web that are pages. */
const pages = readdirSync(here).filter((name) => existsSync(resolve(here, name, 'index.html')));

const platform: Plugin = {
  name: 'platform',
  enforce: 'pre',
  async resolveId(source, importer, options) {
    const found = await this.resolve(source, importer, { ...options, skipSelf: true });
    const other = found && replaced.get(found.id);
    return other ?? found;
  },
};

export default defineConfig({
  root: here,
  plugins: [platform],
  resolve: {
    // ONNX Runtime without its WebAssembly, which is served apart.
    conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions],
    alias: {
      'node:crypto': inPage('node-crypto'),
      'node:fs': inPage('node-fs'),
      'node:module': inPage('node-module'),
      'node:path': 'pathe',
      'node:timers/promises': inPage('node-timers'),
      'node:util': inPage('node-util'),
      'node:zlib': inPage('node-zlib'),
      'protobufjs/light.js': inPage('protobuf'),
    },
  },
  worker: { format: 'es', plugins: () => [platform] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  base: './',
  build: {
    outDir: resolve(root, 'dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    rolldownOptions: { input: Object.fromEntries(pages.map((page) => [page, resolve(here, page, 'index.html')])) },
  },
});
