/** The games that can be played: those of ALE, whose ROMs the user has; the games of this project; and games that the user adds. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type ALEModule,
  aleGames,
  createALEModule,
  describeMissing,
  findGame,
  findRom,
  type Game,
  romFolders,
} from 'ale-js/node';
import { UsageError } from '../common/errors.js';
import { nearest } from '../common/nearest.js';
import { agentActions } from './actions.js';
import type { Cartridge } from './cartridge.js';
import { rulesOfId } from './gymnasium-id.js';
import { findOwnGames } from './own-games.js';
import type { Rules } from './rules.js';

/** What to do first about a missing ROM of ALE's games. */
const toImport =
  'install them with `pip install ale-py`, then run `sap-atari roms import`; or download them with `pip download --no-deps ale-py`, then run `sap-atari roms import ale_py-*.whl`. For a file of your own: ';

const homebrew = new URL('../../roms/homebrew/', import.meta.url);

/** The games of ALE and of this package, with their ROMs. */
export interface Library {
  /** The console's module (package `ale-js`). */
  readonly ale: ALEModule;
  /** All games, sorted by id. */
  readonly games: readonly Game[];
  /** The game by its id, or by the name a person types, whether or not its ROM is there. @throws UsageError unknown game */
  named(name: string): Game;
  /**
   * The game by the name a person types, with its ROM found, read and checked by MD5.
   * @throws UsageError unknown game; ROM missing, damaged, or another than the one expected
   */
  open(name: string): Cartridge;
  /** Names of the actions of a game, by id: its minimal set, or those of the rules. @throws UsageError as `agentActions` */
  actionsOf(id: string, rules?: Pick<Rules, 'fullActionSet' | 'actions'>): readonly string[];
  /** Whether `open` would find a file. */
  has(game: Game): boolean;
  /** What is wrong with the file of a game that `open` refuses; undefined where there is none, or a good one. */
  damage(game: Game): string | undefined;
}

/** Opens the library: ALE's games, this package's, and one's own in the ROM folders. */
export async function openLibrary(): Promise<Library> {
  const { games: ours } = JSON.parse(readFileSync(new URL('games.json', homebrew), 'utf8')) as { games: Game[] };
  const own = findOwnGames(
    romFolders(),
    [...aleGames, ...ours].map(({ id }) => id),
  );
  const ale = await createALEModule({ games: [...ours, ...own.map(({ game }) => game)] });
  const folders = new Map([
    ...ours.map(({ id }) => [id, fileURLToPath(homebrew)] as const),
    ...own.map(({ game, folder }) => [game.id, folder] as const),
  ]);
  const foldersOf = ({ id }: Game) => (folders.has(id) ? [folders.get(id)!] : romFolders());
  const find = (game: Game) => {
    const { path, bytes } = findRom(game, { folders: foldersOf(game) });
    return { game: game.id, bytes, file: path };
  };
  return {
    ale,
    games: ale.games,
    named: (name) => named(ale.games, name),
    open(name) {
      const game = named(ale.games, name);
      try {
        return find(game);
      } catch (error) {
        if ((error as { code?: string }).code !== 'rom-missing') throw new UsageError((error as Error).message);
        const advice = aleGames.some(({ id }) => id === game.id) ? toImport : '';
        const problem = describeMissing(game, { folders: foldersOf(game) }, advice);
        throw new UsageError(`${problem}; --game Catch works at once`);
      }
    },
    actionsOf: (id, rules = { fullActionSet: false, actions: 'all' }) => agentActions(findGame(ale.games, id), rules),
    has(game) {
      try {
        return find(game) !== undefined;
      } catch {
        return false;
      }
    },
    damage(game) {
      try {
        find(game);
      } catch (error) {
        if ((error as { code?: string }).code !== 'rom-missing') return (error as Error).message;
      }
      return undefined;
    },
  };
}

/** @throws UsageError with the name that comes closest, and as `rulesOfId` */
function named(games: readonly Game[], name: string): Game {
  rulesOfId(name); // refuses ids that no game of pictures has
  try {
    return findGame(games, name);
  } catch {
    const list = `sap-atari games lists all ${games.length}`;
    if (name.trim() === '') throw new UsageError(`expected the name of a game, got "${name}"; ${list}`);
    const names = games.map((game) => game.name);
    throw new UsageError(`unknown game "${name}"; did you mean ${nearest(name, names)}? ${list}`);
  }
}
