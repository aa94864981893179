/** A plain static host of the built pages, with or without the headers that isolate them. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};
const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'";

/** Agents of the package, as the list of a site names them. */
const catalog = ['catch', 'raiders', 'tenpins'].map((id) => ({
  id,
  title: id,
  files: Object.fromEntries(['model.json', 'model.safetensors'].map((name) => [name, `../agents/${id}/${name}`])),
}));

/** @returns the address, and a function that ends the server */
export async function servePages({ isolated }: { readonly isolated: boolean }) {
  const headers = {
    'content-security-policy': policy,
    ...(isolated && { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }),
  };
  const server = createServer(({ url = '' }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname).replace(/\/$/, '/index.html');
    if (path === '/agents/catalog.json') {
      response.writeHead(200, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(catalog));
      return;
    }
    const [, first, rest = ''] = /^\/(agents|onnxruntime)\/(.*)$/.exec(path) ?? [];
    const folder = first === 'agents' ? 'assets' : 'vendor/onnxruntime-web/dist';
    const file = inRoot(first === undefined ? join('dist/web', path) : join(folder, rest));
    if (!existsSync(file)) return void response.writeHead(404, headers).end();
    const type = types[extname(file)] ?? 'application/octet-stream';
    return void response.writeHead(200, { ...headers, 'content-type': type }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, close: () => new Promise((resolve) => server.close(resolve)) };
}
