/** Files that the page was given: they are in memory, and nothing leaves the page. */
import { type ALEModule, createALEModule, findGame, gameOfRom, md5 } from 'ale-js';
import { homebrew, homebrewGames } from 'ale-js/homebrew';
import { type Agent, loadAgent } from '../../../src/agent/agent-files.js';
import { UsageError } from '../../../src/common/errors.js';
import type { Cartridge } from '../../../src/env/cartridge.js';
import { descriptionName, weightsName } from '../../../src/model/model-files.js';
import { addFile, clearFiles } from '../../platform/node-fs.js';

/** Contents by path, with `/` between folders. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** The folder of all files in memory. */
const root = 'files/';

let module: Promise<ALEModule> | undefined;

/** The console's module, compiled once. */
export function aleModule(): Promise<ALEModule> {
  module ??= createALEModule({ games: [...homebrewGames] });
  return module;
}

/**
 * Loads the agent among the files: those of a run folder, or of an agent's folder.
 * @throws UsageError in one line where there is none, or several
 */
export function agentOf(files: Files): Agent {
  clearFiles();
  for (const [path, bytes] of Object.entries(files)) addFile(`${root}${path}`, bytes);
  const folders = Object.keys(files)
    .filter((path) => path.split('/').at(-1) === descriptionName)
    .map((path) => path.slice(0, -descriptionName.length))
    .filter((folder) => `${folder}${weightsName}` in files);
  const [folder] = folders.sort((a, b) => a.length - b.length);
  if (folder !== undefined) return loadAgent(`${root}${folder}`.slice(0, -1));
  const names = Object.keys(files).slice(0, 3).join(', ');
  throw new UsageError(
    `expected the folder of a run or of an agent, with ${descriptionName} and ${weightsName}, got ${names || 'nothing'}`,
  );
}

/** The image of one of the project's own games; undefined for others, which need a file. */
export function ownCartridge(game: string): Cartridge | undefined {
  if (!Object.hasOwn(homebrew, game)) return undefined;
  return { game, bytes: homebrew[game as keyof typeof homebrew].rom, file: `${game}.bin` };
}

/**
 * Recognizes the image of a cartridge by its MD5 sum.
 * @throws UsageError for an image that the game table does not know
 */
export async function cartridgeOf(name: string, bytes: Uint8Array): Promise<Cartridge> {
  const { games } = await aleModule();
  const game = gameOfRom(games, md5(bytes), name);
  if (game) return { game: game.id, bytes, file: name };
  throw new UsageError(`${name}: expected the ROM of a game that ALE knows, got ${bytes.length} bytes of another file`);
}

/** The name of a game as people write it. */
export const gameName = async (id: string): Promise<string> => findGame((await aleModule()).games, id).name;
