import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { seldom } from '../../../src/sweep/queue/serve.js';
import { connectQueue, shownServer } from '../../../src/sweep/queue/server.js';

describe('shownServer', () => {
  it.each([
    ['redis://127.0.0.1:6379', 'redis://127.0.0.1:6379'],
    ['rediss://user:secret@queue.example:6380/2?token=secret', 'rediss://queue.example:6380/2'],
    ['redis://:secret@h', 'redis://h'],
    ['postgres://user:secret@h:5432/queue?password=secret', 'postgres://h:5432/queue'],
  ])('shows %s without its secrets', (url, shown) => expect(shownServer(url)).toBe(shown));

  it.each(['', 'secret', 'redis://', 'http://user:secret@h', 'user:secret@h:6379'])(
    'refuses %j, and does not repeat it',
    (url) => {
      const refused = () => shownServer(url);
      expect(refused).toThrow(/^--queue: expected redis:\/\/HOST:PORT/);
      expect(refused).not.toThrow(/secret/);
    },
  );
});

it('gives up a server that accepts connections and answers nothing', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await expect(connectQueue(url, () => {}, 200)).rejects.toThrow(
      /expected a Redis server that answers, got no answer in 0\.2 s/,
    );
  } finally {
    server.close();
  }
});

it('says the same line once a minute', () => {
  const said: string[] = [];
  let time = 0;
  const say = seldom(
    (line) => said.push(`${time} ${line}`),
    () => time,
  );
  for (; time <= 120_000; time += 500) {
    say('READONLY');
    if (time === 1000) say('other');
  }
  expect(said).toEqual(['0 READONLY', '1000 other', '60000 READONLY', '120000 READONLY']);
});
