import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createALEModule, createVectorEnvironment } from '../src/node.js';
import { md5 } from '../src/roms/md5.js';
import { playCatch } from './browser/play-catch.js';
import { chromium, visit } from './helpers/chromium.js';

const root = new URL('../', import.meta.url);
const homebrew = new URL('../../roms/homebrew/', root);
const folders = {
  dist: new URL('dist/', root),
  test: new URL('test/', root),
  roms: new URL('../../roms/', root),
  packages: new URL('../', root),
};
const where = chromium ?? 'Chromium: none found; apt-get install chromium, or name one in CHROMIUM';

describe.skipIf(!chromium)(`a plain page in ${where}`, () => {
  const { games } = JSON.parse(readFileSync(new URL('games.json', homebrew), 'utf8'));
  const game = games.find(({ id }: { id: string }) => id === 'catch');
  const rom = new Uint8Array(readFileSync(new URL('catch.bin', homebrew)));

  test.each([
    ['on its own thread', false, /SharedArrayBuffer.*Cross-Origin-Opener-Policy/],
    ['with workers, when it is isolated', true, /^unsupported$/],
  ])(
    'plays as Node does, %s',
    async (_how, isolated, refused) => {
      const library = { createALEModule, createVectorEnvironment, md5 };
      const inNode = await playCatch(library, { rom, game, threads: 2 });
      const { result, missing } = await visit({ folders, page: '/test/browser/page.html', isolated });
      expect(result).toEqual({
        sums: inNode,
        path: '/roms/catch.bin',
        canvas: [160, 210],
        refused: expect.stringMatching(refused),
        isolated,
      });
      expect(new Set(inNode).size).toBeGreaterThan(40);
      expect(missing.filter((path) => path !== '/favicon.ico')).toEqual([]);
    },
    120_000,
  );

  test('shows the example', async () => {
    const { result, missing } = await visit({ folders, page: '/test/browser/example.html', isolated: false });
    expect(result).toEqual({ game: 'Catch', message: '', colors: expect.any(Number) });
    expect((result as { colors: number }).colors).toBeGreaterThan(4);
    expect(missing.filter((path) => path !== '/favicon.ico')).toEqual([]);
  }, 120_000);
});
