import { mkdirSync, realpathSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { NotFound, type Routes } from '../../src/server/routes.js';
import { byteRange } from '../../src/server/send-file.js';
import { type ServerOptions, startServer } from '../../src/server/server.js';
import { refusal } from '../helpers/refusal.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const token = 'correct-horse-battery';

async function serve(options: Partial<ServerOptions> = {}) {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'web/page/.hidden'), { recursive: true });
  writeFileSync(join(folder, 'web/page/index.html'), '<p>page</p>');
  writeFileSync(join(folder, 'web/page/.hidden/key'), 'secret');
  writeFileSync(join(folder, 'secret'), 'secret');
  writeFileSync(join(folder, 'film.gif'), '0123456789');
  symlinkSync(join(folder, 'secret'), join(folder, 'link.gif'));
  const errors: string[] = [];
  const routes: Routes = {
    '/api/echo': (query) => ({ json: { given: query.get('value') } }),
    '/api/film': () => ({ file: join(folder, 'film.gif'), type: 'image/gif' }),
    '/api/link': () => ({ file: join(folder, 'link.gif'), type: 'image/gif' }),
    '/api/folder': () => ({ file: folder, type: 'image/gif' }),
    '/api/none': () => Promise.reject(new NotFound('not there')),
    '/api/wrong': () => Promise.reject(new UsageError('expected another')),
    '/api/bug': () => Promise.reject(new TypeError('a bug')),
  };
  const server = await startServer({
    ...{ folder: join(folder, 'web'), home: '/page/', routes, onError: (line: string) => errors.push(line) },
    ...options,
  });
  onTestFinished(() => server.close());
  const { origin } = new URL(server.url);
  const get = (path: string, init: RequestInit = {}) => fetch(`${origin}${path}`, { redirect: 'manual', ...init });
  return { get, errors, url: server.url, port: Number(new URL(server.url).port) };
}

/** Sends bytes as they are, which `fetch` would correct, and returns the status. */
const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer.split('\r\n')[0]!.split(' ')[1] ?? 'none'));
    socket.on('error', reject);
  });

it('serves its pages, and leads to the home page', async () => {
  const { get, url } = await serve();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/page\/$/);
  const page = await get('/page/');
  expect([page.status, await page.text()]).toEqual([200, '<p>page</p>']);
  for (const path of ['/', '/page']) expect((await get(path)).headers.get('location')).toBe('/page/');
  expect((await get('/nothing')).status).toBe(404);
});

it('sends the headers that isolate a page with every response', async () => {
  const { get } = await serve();
  for (const path of ['/page/', '/api/echo', '/nothing', '/api/bug', '/api/film']) {
    const { headers } = await get(path);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe-inline|'unsafe-eval'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
});

it('answers routes by JSON, an unchanged one without a body, and errors by their kind', async () => {
  const { get, errors } = await serve();
  const first = await get('/api/echo?value=a%20b');
  expect([first.status, await first.json()]).toEqual([200, { given: 'a b' }]);
  const again = await get('/api/echo?value=a%20b', { headers: { 'if-none-match': first.headers.get('etag')! } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  expect(await (await get('/api/echo', { method: 'HEAD' })).text()).toBe('');
  const statuses = await Promise.all(
    ['/api/none', '/api/wrong', '/api/bug'].map(async (path) => (await get(path)).status),
  );
  expect(statuses).toEqual([404, 400, 500]);
  expect(errors).toEqual(['/api/bug: a bug']);
});

it.each([
  '/../secret',
  '/page/../../secret',
  '/page/%2e%2e/%2e%2e/secret',
  '/page/..%2f..%2fsecret',
  '/page/%252e%252e%252f%252e%252e%252fsecret',
  '/page/..%5c..%5csecret',
  '/page/.hidden/key',
  '/page/%00',
  '/page/%',
  '/page/%c0%ae%c0%ae/secret',
  '/__proto__',
  '/constructor',
])('finds nothing at %s', async (path) => {
  const { port } = await serve();
  expect(await raw(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toBe('404');
});

it.each([
  ['another method', 'POST /page/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0', '405'],
  ['the name of another site', 'GET /page/ HTTP/1.1\r\nHost: evil.example', '403'],
  ['no host', 'GET /page/ HTTP/1.0', '403'],
  ['the origin of another site', 'GET /api/echo HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example', '403'],
  ['a body', 'GET /page/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4', '400'],
  ['a long path', `GET /${'a'.repeat(13_000)} HTTP/1.1\r\nHost: localhost`, '414'],
  ['huge headers', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(40_000)}`, '431'],
  ['no HTTP', 'hello', '400'],
])('refuses %s', async (_, head, status) => {
  const { port } = await serve();
  expect(await raw(port, `${head}\r\nConnection: close\r\n\r\n`)).toBe(status);
});

it('ends a request that does not arrive', async () => {
  const { port } = await serve({ requestMs: 100 });
  expect(await raw(port, 'GET / HTTP/1.1\r\nHost: localhost\r\n')).toBe('408');
});

it('sends the part of a file that a player asks for', async () => {
  const { get } = await serve();
  const part = await get('/api/film', { headers: { range: 'bytes=2-4' } });
  expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
  const whole = await get('/api/film', { headers: { range: 'bytes=0-1', 'if-range': '"another"' } });
  expect([whole.status, await whole.text()]).toEqual([200, '0123456789']);
  expect((await get('/api/film', { headers: { range: 'bytes=10-' } })).status).toBe(416);
  expect((await get('/api/film', { headers: { 'if-none-match': whole.headers.get('etag')! } })).status).toBe(304);
  expect((await get('/api/link')).status).toBe(404);
  expect((await get('/api/folder')).status).toBe(404);
});

it.each([
  [undefined, undefined],
  ['bytes=0-', [0, 9]],
  ['bytes=3-5', [3, 5]],
  ['bytes=3-99', [3, 9]],
  ['bytes=-4', [6, 9]],
  ['bytes=-99', [0, 9]],
  ['bytes=-0', 'none'],
  ['bytes=10-', 'none'],
  ['bytes=5-2', undefined],
  ['bytes=-', undefined],
  ['bytes=0-1,3-4', undefined],
  ['bytes=a-b', undefined],
  ['items=0-1', undefined],
])('reads the range %s of ten bytes', (header, expected) => {
  expect(byteRange(header, 10)).toEqual(expected);
});

it('asks for the token, and takes it once as a parameter, then as a cookie', async () => {
  const { get } = await serve({ token });
  expect((await get('/page/')).status).toBe(401);
  expect((await get(`/page/?token=${token}x`)).status).toBe(401);
  expect((await get('/api/echo', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  expect((await get('/api/echo', { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  const entered = await get(`/page/?a=1&token=${token}`);
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/page/?a=1']);
  const cookie = entered.headers.get('set-cookie')!;
  expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
  expect(cookie).not.toContain(token);
  const session = cookie.split(';')[0]!;
  expect((await get('/page/', { headers: { cookie: `other=1; ${session}` } })).status).toBe(200);
  expect((await get('/page/', { headers: { cookie: `${session}0` } })).status).toBe(401);
});

it('closes connections that ask for nothing, or do not read what they asked for', async () => {
  const path = join(temporaryFolder(), 'large.gif');
  const size = 64 * 1024 ** 2;
  writeFileSync(path, '');
  truncateSync(path, size);
  const routes: Routes = { '/api/large': () => ({ file: realpathSync(path), type: 'image/gif' }) };
  const { port } = await serve({ requestMs: 50, routes });
  expect(await raw(port, '')).toBe('408');
  const socket = connect(port, '127.0.0.1', () => socket.write('GET /api/large HTTP/1.1\r\nHost: localhost\r\n\r\n'));
  socket.on('error', () => {});
  socket.pause();
  await wait(1000);
  let received = 0;
  socket.on('data', (chunk) => {
    received += chunk.length;
  });
  socket.resume();
  await new Promise((resolve) => socket.on('close', resolve));
  expect(received).toBeGreaterThan(0);
  expect(received).toBeLessThan(size);
}, 20_000);

it('gives a cookie that servers at other ports of the host do not replace', async () => {
  const names = [];
  for (let i = 0; i < 2; i++) {
    const { get, port } = await serve({ token });
    const cookie = (await get(`/page/?token=${token}`)).headers.get('set-cookie')!;
    names.push(cookie.split('=')[0]);
    expect(cookie).toContain(String(port));
  }
  expect(new Set(names).size).toBe(2);
});

it.each([
  [{ host: '0.0.0.0' }, /--host 0\.0\.0\.0 requires --token/],
  [{ host: '0.0.0.0', token: 'short' }, /--token: expected at least 12/],
  [{ token: 'with blanks in it' }, /--token: expected at least 12/],
  [{ host: '192.0.2.1', token }, /--host 192\.0\.2\.1: expected an address of this machine/],
])('refuses to start with %j', async (options, message) => {
  expect(await refusal(serve(options))).toMatch(message);
});

it('says that a port is in use', async () => {
  const { port } = await serve();
  expect(await refusal(serve({ port }))).toMatch(/--port \d+ is in use/);
});
