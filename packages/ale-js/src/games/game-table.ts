/** Finding games: by the cartridge's MD5, by file name, or by the name a person types. */

import { badOption } from '../console/option-checks.js';
import { games as aleGames } from '../data/games.js';
import { AleError } from '../errors.js';
import { checkGame } from './check-game.js';
import { type Cart, defaultCart, type Game } from './game.js';

export { aleGames };

/**
 * ALE's games followed by one's own.
 * @param extraGames entries with the keys of `Game`, see `checkGame`
 * @throws AleError `bad-game` when an entry is wrong or its id is taken
 */
export function gameTable(extraGames: readonly unknown[] = []): readonly Game[] {
  if (!Array.isArray(extraGames)) throw badOption('games', 'a list of game table entries', extraGames);
  const table = [...aleGames];
  for (const entry of extraGames) {
    const game = checkGame(entry);
    if (table.some(({ id }) => id === game.id)) {
      throw new AleError('bad-game', `game ${game.id}: this id is in the table already`, { got: game.id });
    }
    table.push(game);
  }
  return table;
}

/**
 * ALE's choice: the first game in table order whose MD5 this is, or whose id is the file's name.
 * @param path file name, with or without folders and extension
 */
export function gameOfRom(table: readonly Game[], md5: string, path: string): Game | undefined {
  const id = stem(path);
  return table.find((game) => game.md5.includes(md5) || game.id === id);
}

/** Two images of no game here whose banks lie in the other order; ALE knows them by MD5. */
const swappedBanks = ['bc24440b59092559a1ec26055fd1270e', '75ee371ccfc4f43e7d9b8f24e1266b55'];

/** The properties ALE would find for this MD5. */
export function cartOfMd5(table: readonly Game[], md5: string): Cart {
  const cart = table.find((game) => game.md5.includes(md5))?.cart ?? defaultCart;
  return swappedBanks.includes(md5) ? { ...cart, type: 'F8 swapped' } : cart;
}

/**
 * A game by the name a person types: `ms_pacman`, `MsPacman`, `ALE/MsPacman-v5`.
 * @throws AleError `unknown-game`, with the closest names
 */
export function findGame(table: readonly Game[], name: string): Game {
  if (typeof name !== 'string') throw badOption('game', 'the name of a game', name);
  const wanted = plain(name.replace(/^ALE\//, '').replace(/-v\d+$/, ''));
  const game = table.find(({ id }) => plain(id) === wanted);
  if (game) return game;
  const isClose = ({ id }: Game) => wanted !== '' && plain(id).startsWith(wanted.slice(0, 3));
  const close = table.filter(isClose).map((candidate) => candidate.name);
  const hint = close.length > 0 ? `did you mean ${close.join(', ')}?` : `there are ${table.length} games`;
  throw new AleError('unknown-game', `unknown game "${name}"; ${hint}`, {
    expected: table.map(({ id }) => id),
    got: name,
  });
}

/** File name without folders and extension, in lower case. */
export function stem(path: string): string {
  return path
    .replace(/^.*[/\\]/, '')
    .replace(/\.[^.]*$/, '')
    .toLowerCase();
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
