/** The games that can be played here: ALE's, whose ROMs are the user's, and ours, which come along. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type ALEModule,
  createALEModule,
  describeMissing,
  findGame,
  findRom,
  type Game,
  romFolders,
} from 'ale-js/node';
import { UsageError } from '../common/errors.js';
import { nearest } from '../common/nearest.js';
import type { Cartridge } from './atari.js';

const homebrew = new URL('../../roms/homebrew/', import.meta.url);

export interface Library {
  readonly ale: ALEModule;
  readonly games: readonly Game[];
  /**
   * The game by the name a person types, with its ROM found, read and checked by MD5.
   * @throws UsageError unknown game; ROM missing, damaged, or another than the one expected
   */
  open(name: string): Cartridge;
  /** Names of the actions of a game, by id: its minimal set. */
  actionsOf(id: string): readonly string[];
  /** Whether `open` would find a file. */
  has(game: Game): boolean;
}

export async function openLibrary(): Promise<Library> {
  const { games: ours } = JSON.parse(readFileSync(new URL('games.json', homebrew), 'utf8'));
  const ale = await createALEModule({ games: ours });
  const isOurs = (game: Game) => ours.some(({ id }: { id: string }) => id === game.id);
  const foldersOf = (game: Game) => (isOurs(game) ? [fileURLToPath(homebrew)] : romFolders());
  const find = (game: Game) => {
    const { path, bytes } = findRom(game, { folders: foldersOf(game) });
    return { game: game.id, bytes, file: path };
  };
  return {
    ale,
    games: ale.games,
    open(name) {
      const game = named(ale.games, name);
      try {
        return find(game);
      } catch (error) {
        const missing = (error as { code?: string }).code === 'rom-missing';
        throw new UsageError(
          missing
            ? `${describeMissing(game, { folders: foldersOf(game) })}; --game Catch works at once`
            : (error as Error).message,
        );
      }
    },
    actionsOf: (id) => findGame(ale.games, id).minimalActions,
    has(game) {
      try {
        return find(game) !== undefined;
      } catch {
        return false;
      }
    },
  };
}

/** @throws UsageError with the name that comes closest */
function named(games: readonly Game[], name: string): Game {
  try {
    return findGame(games, name);
  } catch {
    const list = `sap-atari games lists all ${games.length}`;
    if (name.trim() === '') throw new UsageError(`expected the name of a game, got "${name}"; ${list}`);
    const names = games.map((game) => game.name);
    throw new UsageError(`unknown game "${name}"; did you mean ${nearest(name, names)}? ${list}`);
  }
}
