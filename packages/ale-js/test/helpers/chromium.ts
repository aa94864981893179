/** A headless Chromium that loads one page of a static server and waits for what the page posts to `/result`. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Path of the browser; undefined if there is none. The environment variable `CHROMIUM` can set it. */
export const chromium = candidates.find((path) => path && existsSync(path));

const flags =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage';
/** Time limit of a page. */
const deadlineMs = 90_000;
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.bin': 'application/octet-stream',
};
/** Headers that SharedArrayBuffer requires. */
const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

export interface Site {
  /** Folders by the first part of a URL's path. */
  readonly folders: Readonly<Record<string, URL>>;
  readonly page: string;
  readonly isolated: boolean;
}

/** @returns the parsed result that the page posted, and the requested paths that do not exist */
export async function visit({ folders, page, isolated }: Site): Promise<{ result: unknown; missing: string[] }> {
  const missing: string[] = [];
  let post: (body: string) => void = () => {};
  const posted = new Promise<string>((resolve) => {
    post = resolve;
  });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'POST') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        response.end();
        post(Buffer.concat(chunks).toString());
      });
      return;
    }
    const [, first, ...rest] = pathname.split('/');
    const folder = folders[first!];
    const file = folder && new URL(rest.join('/'), folder);
    if (!file?.href.startsWith(folder!.href) || !existsSync(file)) {
      missing.push(pathname);
      response.writeHead(404).end();
      return;
    }
    const type = types[extname(pathname)] ?? 'text/plain';
    response.writeHead(200, { 'content-type': type, ...(isolated && isolation) }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const profile = mkdtempSync(join(tmpdir(), 'ale-js-chromium-'));
  const options = [...flags.split(' '), `--user-data-dir=${profile}`, `http://127.0.0.1:${port}${page}`];
  const browser = spawn(chromium!, options, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  browser.stderr.on('data', (text) => {
    complaints += text;
  });
  const gone = new Promise<never>((_, reject) => {
    browser.on('error', reject);
    browser.on('exit', (code) => reject(new Error(`the browser ended with code ${code}: ${complaints.slice(-2000)}`)));
  });
  const late = new Promise<never>((_, reject) => {
    AbortSignal.timeout(deadlineMs).addEventListener('abort', () => reject(new Error(`no result from ${page}`)));
  });
  for (const failure of [gone, late]) failure.catch(() => {});
  try {
    return { result: JSON.parse(await Promise.race([posted, gone, late])), missing };
  } finally {
    const ended = new Promise((resolve) => browser.on('exit', resolve));
    if (browser.pid !== undefined && browser.exitCode === null) {
      process.kill(-browser.pid, 'SIGKILL'); // the browser and its helpers are one group
      await ended;
    }
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
