import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { openLibrary } from '../../src/env/library.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const homebrew = new URL('../../roms/homebrew/', import.meta.url);
const { games } = JSON.parse(readFileSync(new URL('games.json', homebrew), 'utf8'));
const [catchGame] = games;

/** A ROM folder with these games; ALE_ROM_DIR names it. */
function romFolder(content: unknown): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'games.json'), typeof content === 'string' ? content : JSON.stringify(content));
  process.env.ALE_ROM_DIR = folder;
  return folder;
}
afterEach(() => {
  delete process.env.ALE_ROM_DIR;
});

describe('games.json in a ROM folder', () => {
  it('adds a game with its ROM, by the name that it gives', async () => {
    const folder = romFolder({ games: [{ ...catchGame, id: 'catch_misses', name: 'Catch Misses' }] });
    copyFileSync(new URL('catch.bin', homebrew), join(folder, 'catch_misses.bin'));
    const library = await openLibrary();
    const { game, bytes, file } = library.open('Catch Misses');
    expect([game, bytes.length, file]).toEqual(['catch_misses', 4096, join(folder, 'catch_misses.bin')]);
    expect(library.actionsOf('catch_misses')).toEqual(catchGame.minimalActions);
    expect(library.open('Catch').game).toBe('catch');
  });

  it.each([
    ['that is no JSON', '{', /games\.json.*JSON/],
    ['without a list', { game: [] }, /games\.json: expected an object \{"games": \[…\]\}/],
    [
      'with an entry without rules',
      { games: [{ ...catchGame, id: 'x', rules: undefined }] },
      /games\.json: .*x.*rules/,
    ],
    ['with the id of an own game', { games: [catchGame] }, /games\.json: the id "catch" belongs to another game/],
    ['with an id of ALE', { games: [{ ...catchGame, id: 'pong' }] }, /the id "pong" belongs to another game/],
    [
      'with an id twice',
      { games: ['x', 'x'].map((id) => ({ ...catchGame, id })) },
      /the id "x" belongs to another game; choose a new one/,
    ],
  ])('%s is refused in one line', async (_, content, message) => {
    romFolder(content);
    const error = await openLibrary().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });
});
