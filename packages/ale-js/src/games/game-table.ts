/** Finds games by the MD5 of a cartridge, by file name, or by name. */

import { badOption } from '../console/option-checks.js';
import { games as aleGames } from '../data/games.js';
import { AleError } from '../errors.js';
import { didYouMean } from '../names.js';
import { checkGame } from './check-game.js';
import { type Cart, defaultCart, type Game } from './game.js';

export { aleGames };

/**
 * Returns the game table: ALE's 104 games, then further ones.
 * @param extraGames entries with the keys of `Game`, see `checkGame`
 * @throws AleError `bad-game` when an entry is not valid or its id is in the table already
 */
export function gameTable(extraGames: readonly unknown[] = []): readonly Game[] {
  if (!Array.isArray(extraGames)) throw badOption('games', 'a list of game table entries', extraGames);
  const table = [...aleGames];
  for (const entry of extraGames) {
    const game = checkGame(entry);
    if (table.some(({ id }) => id === game.id)) {
      throw new AleError('bad-game', `game "${game.id}": this id is in the table already; choose another`, {
        got: game.id,
      });
    }
    table.push(game);
  }
  return table;
}

/**
 * Returns the game that ALE would choose: the first in table order that lists this MD5, or whose id is the file's name.
 * @param md5 32 lower-case hex digits
 * @param path file name, with or without folders and extension
 */
export function gameOfRom(table: readonly Game[], md5: string, path: string): Game | undefined {
  const id = stem(path);
  return table.find((game) => game.md5.includes(md5) || game.id === id);
}

/** Images whose banks are in the other order. ALE knows them by MD5; they belong to no game of the table. */
const swappedBanks = ['bc24440b59092559a1ec26055fd1270e', '75ee371ccfc4f43e7d9b8f24e1266b55'];

/** Returns the cartridge properties that ALE has for this MD5. */
export function cartOfMd5(table: readonly Game[], md5: string): Cart {
  const cart = table.find((game) => game.md5.includes(md5))?.cart ?? defaultCart;
  return swappedBanks.includes(md5) ? { ...cart, type: 'F8 swapped' } : cart;
}

/**
 * Returns the game with this name: its id (`ms_pacman`), its name (`MsPacman`, `Ms. Pac-Man`), its title (`Montezuma's Revenge`, `3D
 * Tic-Tac-Toe`, `Pitfall II`), the name of its ROM (`roms/ms_pacman.bin`), or a Gymnasium id (`ALE/MsPacman-v5`).
 * @throws AleError `unknown-game`, with the closest name
 */
export function findGame(table: readonly Game[], name: string): Game {
  if (typeof name !== 'string') throw badOption('game', 'the name of a game', name);
  const game = spellingsOf(name).flatMap((wanted) => table.find(({ id }) => spellingsOf(id).includes(wanted)) ?? [])[0];
  if (game) return game;
  const names = table.map((candidate) => candidate.name);
  const hint =
    didYouMean(name, names) ||
    ' pass its rules in the option `games` (those of Catch, TenPins and Raiders are in ale-js/homebrew)';
  const message = `"${name}" is not one of the ${table.length} known games;${hint}`;
  throw new AleError('unknown-game', message, { expected: table.map(({ id }) => id), got: name });
}

/** Returns a file's name without folders and extension, in lower case. */
export function stem(path: string): string {
  return path
    .replace(/^.*[/\\]/, '')
    .replace(/\.[^.]*$/, '')
    .toLowerCase();
}

/**
 * Returns the ways to compare a name, the strictest first: its letters and digits, the same without a possessive `'s` and with `II`
 * as 2, and its words in alphabetical order.
 */
function spellingsOf(name: string): string[] {
  const bare = name
    .replace(/^.*[/\\]/, '')
    .replace(/\.(bin|a26|rom)$/i, '')
    .replace(/(NoFrameskip|Deterministic)?-v\d+$/, '');
  const title = bare.replace(/['’]s\b/gi, '').replace(/\bII\b/g, '2');
  const words =
    title
      .toLowerCase()
      .replaceAll('3-d', '3d')
      .match(/[a-z0-9]+/g) ?? [];
  return [plain(bare), plain(title), words.sort().join(' ')];
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
