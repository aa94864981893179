/** Files that the page was given: they are in memory, and nothing leaves the page. */
import { type ALEModule, createALEModule, findGame, md5 } from 'ale-js';
import { homebrew, homebrewGames } from 'ale-js/homebrew';
import { type Agent, loadAgent } from '../../../src/agent/agent-files.js';
import { loadConfig } from '../../../src/agent/config.js';
import { originOf } from '../../../src/cli/import/origin.js';
import { playOf } from '../../../src/cli/import/play.js';
import { readingOf } from '../../../src/cli/import/reading.js';
import { UsageError } from '../../../src/common/errors.js';
import { agentActions } from '../../../src/env/actions.js';
import type { Cartridge } from '../../../src/env/cartridge.js';
import { networkAgent } from '../../../src/interop/network-agent.js';
import { readNetwork } from '../../../src/interop/read-network.js';
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
 * Loads the agent among the files: that of a run folder or of an agent's folder, else a network that another tool wrote, which is read
 * as `sap-atari import` reads it.
 * @param gameOf names the game of a network that does not say its own
 * @throws UsageError in one line where there is none
 */
export async function agentOf(files: Files, gameOf: () => string): Promise<Agent> {
  clearFiles();
  for (const [path, bytes] of Object.entries(files)) addFile(`${root}${path}`, bytes);
  const folders = Object.keys(files)
    .filter((path) => path.split('/').at(-1) === descriptionName)
    .map((path) => path.slice(0, -descriptionName.length))
    .filter((folder) => `${folder}${weightsName}` in files);
  const [folder] = folders.sort((a, b) => a.length - b.length);
  if (folder !== undefined) return loadAgent(`${root}${folder}`.slice(0, -1));
  const [network] = Object.keys(files).filter((path) => !path.endsWith('.onnx.data'));
  if (network !== undefined) return importedAgent(network, gameOf);
  throw new UsageError(
    `expected the folder of a run, the files of an agent, or a network, got ${Object.keys(files)[0]}`,
  );
}

async function importedAgent(path: string, gameOf: () => string): Promise<Agent> {
  const network = await readNetwork(`${root}${path}`);
  const game = network.facts?.exported?.game ?? gameOf();
  const { framework, rules, rulesOf, outputs, choice } = playOf({ game }, network.facts);
  const { inputScale, frameOrder, isTransposed } = readingOf({}, network, framework);
  const { games } = await aleModule();
  const actions = agentActions(findGame(games, game), loadConfig({ flags: { game, ...rules } }));
  const origin = originOf(`${root}${path}`, network.facts, rulesOf);
  return networkAgent(network, {
    ...{ game, actions, rules, origin, outputs, choice, inputScale, frameOrder, isTransposed },
    source: path,
  });
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
  const sum = md5(bytes);
  const game = games.find((each) => each.md5.includes(sum));
  if (game) return { game: game.id, bytes, file: name };
  throw new UsageError(`${name}: expected the ROM of a game that ALE knows, got ${bytes.length} bytes of another file`);
}

/** The name of a game as people write it. */
export const gameName = async (id: string): Promise<string> => findGame((await aleModule()).games, id).name;
