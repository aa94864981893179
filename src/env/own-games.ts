/** Games that users add: a `games.json` in a ROM folder describes them in the same language as the games of this project. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkGame, type Game } from 'ale-js';
import { UsageError } from '../common/errors.js';
import { readJson } from '../files/read-file.js';

/** The file that describes the games of its folder, in the form of roms/homebrew/games.json. */
const gamesFile = 'games.json';

/** A game that a user has added. */
export interface OwnGame {
  readonly game: Game;
  /** Folder of its description and its ROM. */
  readonly folder: string;
}

/**
 * Returns the games described in the folders, in order.
 * @param taken ids of games that exist already
 * @throws UsageError for a file that is not a valid list of games, and for an id that is taken
 */
export function findOwnGames(folders: readonly string[], taken: readonly string[]): OwnGame[] {
  const found = folders.flatMap((folder) => readGames(join(folder, gamesFile)).map((game) => ({ game, folder })));
  const ids = new Set(taken);
  for (const { game, folder } of found) {
    if (ids.has(game.id)) {
      throw new UsageError(`${join(folder, gamesFile)}: the id "${game.id}" belongs to another game; choose a new one`);
    }
    ids.add(game.id);
  }
  return found;
}

function readGames(path: string): Game[] {
  if (!existsSync(path)) return [];
  const { games } = readJson(path) as { games?: unknown };
  if (!Array.isArray(games)) {
    throw new UsageError(`${path}: expected an object {"games": […]}, as in roms/homebrew/games.json`);
  }
  try {
    return games.map(checkGame);
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
}
