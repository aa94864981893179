import { describe, expect, it } from 'vitest';
import { shownServer } from '../../../src/sweep/queue/server.js';

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
