/** The agents that come along. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunName } from '../experiments/cast.js';
import { descriptionName } from '../files/model-files.js';

const assets = fileURLToPath(new URL('../../assets', import.meta.url));

/** Catch, trained by `sap-atari train`. */
export const bundledAgent = join(assets, 'catch');

/** Folders of all of them; a folder has the name of its game. */
export const bundledAgents = (): string[] =>
  readdirSync(assets)
    .sort()
    .map((name) => join(assets, name))
    .filter((folder) => existsSync(join(folder, descriptionName)));

export const isBundled = (folder: string): boolean => dirname(folder) === assets;

/** What `--run` takes: a folder, or the name that results give to an agent that comes along. → its folder */
export const runFolder = (text: string): string =>
  bundledAgents().find((folder) => runName(folder).run === text) ?? text;

/** For help texts, which every start of the program makes: they look at no folder. */
export const bundledForms = 'or an agent that comes along: bundled, bundled-<game>';

/**
 * How results name a run: by its folder as it was given; `bundled`, and `bundled-tenpins`, where it comes along. Results
 * can be passed on: no folder in them depends on where this project lies.
 */
export function runName(folder: string): RunName {
  if (!isBundled(folder)) return { run: normalize(folder), folder };
  const run = folder === bundledAgent ? 'bundled' : `bundled-${basename(folder)}`;
  return { run, folder: relative(process.cwd(), folder) };
}
