/** A plain static host of the built pages: it sends files, and no headers that isolate a page. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/** Folders of the project by the first part of a path; the pages are at all others. */
const folders: Readonly<Record<string, string>> = { agents: 'assets', onnxruntime: 'vendor/onnxruntime-web/dist' };

/** @param list what `/agents/catalog.json` contains */
export async function servePlainly(list: unknown) {
  const server = createServer(({ url = '' }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname).replace(/\/$/, '/index.html');
    if (path === '/agents/catalog.json') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(list));
      return;
    }
    const [first, ...rest] = path.slice(1).split('/');
    const folder = folders[first!];
    const file = folder ? join(folder, ...rest) : join('dist/web', path);
    const found = fileURLToPath(new URL(`../../${file}`, import.meta.url));
    if (!existsSync(found)) return void response.writeHead(404).end();
    const type = types[extname(found)] ?? 'application/octet-stream';
    return void response.writeHead(200, { 'content-type': type }).end(readFileSync(found));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, close: () => new Promise((resolve) => server.close(resolve)) };
}
