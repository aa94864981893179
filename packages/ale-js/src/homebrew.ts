/** `ale-js/homebrew`: three games that are part of this package, ROMs included (MIT). They need no other file. */
import { entries, images } from './data/homebrew.js';
import type { Game } from './games/game.js';

export type { Game } from './games/game.js';

/** The id of a homebrew game. */
export type HomebrewName = 'catch' | 'raiders' | 'tenpins';

/** Options of `createALE` and `createVectorEnvironment` that select one game. */
export interface HomebrewGame {
  /** The game's id. */
  readonly game: string;
  /** Table entries of all three games. */
  readonly games: readonly Game[];
  /** The cartridge image, 4096 bytes. */
  readonly rom: Uint8Array;
}

/** Table entries of the three games, for the option `games`. */
export const homebrewGames: readonly Game[] = entries;

/**
 * The three games by id.
 * - `catch`: move a basket under falling fruit. 20 fruits, +1 or −1 each.
 * - `tenpins`: ten-pin bowling. 0 to 300 points.
 * - `raiders`: shoot a fleet before it lands. Three ships, no limit of points.
 * @example
 * const ale = await createALE({ ...homebrew.catch, settings: { random_seed: 1 } });
 */
export const homebrew: Readonly<Record<HomebrewName, HomebrewGame>> = {
  catch: select('catch'),
  raiders: select('raiders'),
  tenpins: select('tenpins'),
};

function select(game: HomebrewName): HomebrewGame {
  const rom = Uint8Array.from(atob(images[game]), (character) => character.charCodeAt(0));
  return { game, games: entries, rom };
}
