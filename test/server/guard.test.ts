import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { hostNames, isLoopback, refusalOf } from '../../src/server/guard.js';

const names = hostNames('127.0.0.1');
const asked = (changes: object = {}, headers: object = {}) => ({
  ...{ method: 'GET', url: '/api/runs?x=1', headers: { host: '127.0.0.1:4567', ...headers } },
  ...changes,
});

describe('refusalOf', () => {
  it.each([
    ['a read', asked()],
    ['HEAD', asked({ method: 'HEAD' })],
    ['localhost', asked({}, { host: 'localhost:80' })],
    ['another port, as through a tunnel', asked({}, { host: 'LOCALHOST:8080' })],
    ['IPv6', asked({}, { host: '[::1]:80' })],
    ['its own origin', asked({}, { origin: 'http://127.0.0.1:4567' })],
    ['a link of another site', asked({}, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })],
    ['an empty body', asked({}, { 'content-length': '0' })],
  ])('admits %s', (_, request) => {
    expect(refusalOf(request, names)).toBeUndefined();
  });

  it.each([
    ...['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'get', ''].map((method) => [
      method,
      asked({ method }),
      405,
    ]),
    ['a long URL', asked({ url: `/${'a'.repeat(13_000)}` }), 414],
    ['two slashes', asked({ url: '//evil.example/?token=1' }), 400],
    ['a whole URL', asked({ url: 'http://evil.example/' }), 400],
    ['*', asked({ url: '*' }), 400],
    ['backslashes', asked({ url: '/\\evil.example' }), 400],
    ['a NUL', asked({ url: '/a\0' }), 400],
    ['a body', asked({}, { 'content-length': '5' }), 400],
    ['a body of unknown length', asked({}, { 'transfer-encoding': 'chunked' }), 400],
    ['no host', asked({}, { host: undefined }), 403],
    ['an empty host', asked({}, { host: '' }), 403],
    ['a name that leads here (DNS rebinding)', asked({}, { host: 'evil.example:4567' }), 403],
    ['a name that begins like ours', asked({}, { host: '127.0.0.1.evil.example' }), 403],
    ['a name with a user', asked({}, { host: 'evil.example@127.0.0.1' }), 403],
    ['another address', asked({}, { host: '10.0.0.1' }), 403],
    ['the origin of another site', asked({}, { origin: 'http://evil.example' }), 403],
    ['an origin of another port', asked({}, { origin: 'http://127.0.0.1:1' }), 403],
    ['the origin of a file', asked({}, { origin: 'null' }), 403],
    ['a script of another site', asked({}, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }), 403],
  ])('refuses %s', (_, request, status) => {
    expect(refusalOf(request as ReturnType<typeof asked>, names)?.status).toBe(status);
  });
});

it('answers under the names of the host that it listens on', () => {
  expect([...hostNames('192.168.0.7')]).toContain('192.168.0.7');
  expect([...hostNames('0.0.0.0')]).toContain(hostname().toLowerCase());
});

it.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.0.7', false],
  ['127.evil.example', false],
])('knows whether %s is a loopback address', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
