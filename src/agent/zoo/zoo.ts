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
 * there is none (`whyNoZoo`).
 */
export function zooFolder(): string | undefined {
  const given = process.env.SAP_ATARI_ZOO;
  if (given) return isFolder(given) ? resolve(given) : undefined;
  try {
    return fileURLToPath(new URL('agents', import.meta.resolve('sap-atari-zoo/package.json')));
  } catch {
    return undefined;
  }
}

/** Why there is no zoo, and what to do, as a clause. */
export function whyNoZoo(): string {
  const given = process.env.SAP_ATARI_ZOO;
  return given
    ? `SAP_ATARI_ZOO: expected a folder of agents, got "${given}"; correct it, or unset it to use the package sap-atari-zoo`
    : 'expected the package sap-atari-zoo, got none; install it with npm install sap-atari-zoo';
}

/** The folder of the zoo where nothing else will do. @throws UsageError when there is none */
export function requiredZooFolder(): string {
  const folder = zooFolder();
  if (folder === undefined) throw new UsageError(whyNoZoo());
  return folder;
}

/** Returns the folders of the zoo's agents; none where there is no zoo. The name of a folder is the id of its game. */
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
  const zoo = requiredZooFolder();
  throw new UsageError(
    `zooAgent: ${names.length > 0 ? expectedName(game, names) : `expected a folder with agents, got none in ${zoo}`}`,
  );
}
