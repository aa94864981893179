/** The agents and classifiers that come along. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import type { RunName } from '../../evaluation/players/players.js';
import { descriptionName } from '../../model/model-files.js';
import { type Role, roles } from '../../studies/figure/figure.js';

const assets = fileURLToPath(new URL('../../../assets', import.meta.url));
const classifiers = join(assets, 'vision');

/** Catch, trained by `sap-atari train`. */
export const bundledAgent = join(assets, 'catch');

/** Folders of all of them; a folder has the name of its game. */
export const bundledAgents = (): string[] =>
  readdirSync(assets)
    .sort()
    .map((name) => join(assets, name))
    .filter((folder) => existsSync(join(folder, descriptionName)));

/** The dense one. */
export const bundledClassifier = join(classifiers, 'dense');

/** Folders of the classifiers, by what they were trained for; `sap-atari vision train` trained them on embedded images. */
export const bundledClassifiers = (): Partial<Record<Role, string>> =>
  Object.fromEntries(
    roles
      .map((role) => [role, join(classifiers, role)] as const)
      .filter(([, folder]) => existsSync(join(folder, descriptionName))),
  );

export const isBundled = (folder: string): boolean => [assets, classifiers].includes(dirname(folder));

/**
 * What `--run` takes: a folder, or the name that results give to an agent that comes along, where `bundled-catch` is as
 * good as `bundled`. → its folder
 */
export const runFolder = (text: string): string => named(bundledAgents(), text);

/** The same of classifiers. */
export const classifierFolder = (text: string): string => named(Object.values(bundledClassifiers()), text);

function named(folders: readonly string[], text: string): string {
  const found = folders.find((folder) => [runName(folder).run, `bundled-${basename(folder)}`].includes(text));
  if (found !== undefined) return found;
  const names = folders.map((folder) => runName(folder).run).join(', ');
  if (text === '' || (/^bundled(-|$)/.test(text) && !existsSync(text))) {
    throw new InvalidArgumentError(`expected a run folder or one of ${names}, got "${text}"`);
  }
  return text;
}

/** For help texts, which every start of the program makes: they look at no folder. */
export const bundledForms = 'or an agent that comes along: bundled, bundled-<game>';

/**
 * How results name a run: by its folder as it was given; where it comes along, `bundled` (Catch), `bundled-tenpins`, or
 * `bundled-dense`. Results can be passed on: no folder in them depends on where this project lies.
 */
export function runName(folder: string): RunName {
  if (!isBundled(folder)) return { run: normalize(folder), folder };
  const run = folder === bundledAgent ? 'bundled' : `bundled-${basename(folder)}`;
  return { run, folder: relative(process.cwd(), folder) };
}
