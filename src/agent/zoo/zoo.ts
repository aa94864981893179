/** The zoo: trained agents of commercial games, in the package `sap-atari-zoo` (docs/zoo.md). */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../common/errors.js';
import { expectedName } from '../../common/nearest.js';
import { isFolder } from '../../files/read-file.js';
import { descriptionName } from '../../model/model-files.js';
import { type Agent, loadAgent } from '../agent-files.js';

/**
 * The folder with a folder for each agent: the package's, or that of the environment variable SAP_ATARI_ZOO. Undefined where
 * the package was left out of an installation to save its space.
 * @throws UsageError when the variable does not name a folder
 */
export function zooFolder(): string | undefined {
  const given = process.env.SAP_ATARI_ZOO;
  if (given) {
    if (isFolder(given)) return resolve(given);
    throw new UsageError(`SAP_ATARI_ZOO: expected a folder of agents, got "${given}"`);
  }
  try {
    return fileURLToPath(new URL('agents', import.meta.resolve('sap-atari-zoo/package.json')));
  } catch {
    return undefined;
  }
}

/** Returns the folders of the zoo's agents. The name of a folder is the id of its game. @throws UsageError as `zooFolder` */
export function zooAgentFolders(): string[] {
  const zoo = zooFolder();
  if (zoo === undefined || !isFolder(zoo)) return [];
  return readdirSync(zoo)
    .sort()
    .map((name) => join(zoo, name))
    .filter((folder) => existsSync(join(folder, descriptionName)));
}

export const isOfZoo = (folder: string): boolean => dirname(resolve(folder)) === zooFolder();

/**
 * Loads the zoo's agent for a game.
 * @param game its id in the game table, such as `bank_heist`
 * @throws UsageError when there is none
 * @example const { network, views } = zooAgent('assault');
 */
export function zooAgent(game: string): Agent {
  const folders = zooAgentFolders();
  const found = folders.find((folder) => basename(folder) === game);
  if (found !== undefined) return loadAgent(found);
  const names = folders.map((folder) => basename(folder));
  throw new UsageError(
    names.length > 0
      ? `zooAgent: ${expectedName(game, names)}`
      : `zooAgent: expected the package sap-atari-zoo with agents, got none`,
  );
}
