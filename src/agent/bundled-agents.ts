/** The trained agents of the package. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../common/errors.js';
import { expectedName } from '../common/nearest.js';
import { descriptionName } from '../model/model-files.js';
import { type Agent, loadAgent } from './agent-files.js';

/** Folder of the trained models. */
export const assets = fileURLToPath(new URL('../../assets', import.meta.url));

/** Games with a bundled agent. */
export type BundledGame = 'catch' | 'raiders' | 'tenpins';

/** Returns the folders of all bundled agents. The name of a folder is the id of its game. */
export const bundledAgentFolders = (): string[] =>
  readdirSync(assets)
    .sort()
    .map((name) => join(assets, name))
    .filter((folder) => existsSync(join(folder, descriptionName)));

/** The agent for Catch, which `sap-atari train` trained. */
export const catchFolder = join(assets, 'catch');

/**
 * Loads the bundled agent for a game.
 * @throws UsageError when there is none
 * @example const { network, views } = bundledAgent('catch');
 */
export function bundledAgent(game: BundledGame): Agent {
  const folder = join(assets, game);
  const folders = bundledAgentFolders();
  if (folders.includes(folder)) return loadAgent(folder);
  const names = folders.map((each) => basename(each));
  throw new UsageError(`bundledAgent: ${expectedName(game, names)}`);
}
