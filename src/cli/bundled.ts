/** The agents that come along. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunName } from '../experiments/cast.js';
import { descriptionName } from '../files/model-files.js';

const assets = fileURLToPath(new URL('../../assets', import.meta.url));

/** Catch, trained by `sap-atari train`. */
export const bundledAgent = join(assets, 'catch');

/** Folders of all of them; a folder has the name of its game. */
export const bundledAgents = (): string[] =>
  readdirSync(assets)
    .map((name) => join(assets, name))
    .filter((folder) => existsSync(join(folder, descriptionName)));

export const isBundled = (folder: string): boolean => dirname(folder) === assets;

/** How results name a run: by its folder as it was given; `bundled`, and `bundled-tenpins`, where it comes along. */
export function runName(folder: string): RunName {
  if (folder === bundledAgent) return { run: 'bundled', folder };
  return { run: isBundled(folder) ? `bundled-${basename(folder)}` : normalize(folder), folder };
}
