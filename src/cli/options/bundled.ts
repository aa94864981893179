/** The agents and classifiers that come in packages: the bundled ones, and the zoo. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, normalize, relative, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { assets, bundledAgentFolders, catchFolder } from '../../agent/bundled-agents.js';
import { isOfZoo, whyNoZoo, zooAgentFolders, zooFolder } from '../../agent/zoo/zoo.js';
import { suggestion } from '../../common/nearest.js';
import type { RunName } from '../../evaluation/players/players.js';
import { descriptionName } from '../../model/model-files.js';
import { type Role, roles } from '../../studies/figure/figure.js';

const classifiers = join(assets, 'vision');

/** The classifier that was trained without a defense. */
export const bundledClassifier = join(classifiers, 'dense');

/** Returns the folders of the bundled classifiers by role; `sap-atari vision train` trained them on the embedded images. */
export const bundledClassifiers = (): Partial<Record<Role, string>> =>
  Object.fromEntries(
    roles
      .map((role) => [role, join(classifiers, role)] as const)
      .filter(([, folder]) => existsSync(join(folder, descriptionName))),
  );

/** Whether the folder lies in a package. */
export const isPackaged = (folder: string): boolean => isBundled(folder) || isOfZoo(folder);

/** Returns the folder of an agent of a package; undefined for other names. */
export const packagedFolder = (name: string): string | undefined => {
  const folder = runFolder(name);
  return isPackaged(folder) ? folder : undefined;
};

const isBundled = (folder: string): boolean => [assets, classifiers].includes(dirname(resolve(folder)));

/**
 * Parses the value of `--run`: a folder, or the name of a bundled agent or of one of the zoo as results name it; `bundled-catch`
 * means the same as `bundled`.
 * @returns the folder
 */
export const runFolder = (text: string): string => named([...bundledAgentFolders(), ...zooAgentFolders()], text);

/** The same for classifiers. */
export const classifierFolder = (text: string): string => named(Object.values(bundledClassifiers()), text);

function named(folders: readonly string[], text: string): string {
  const namesOf = (folder: string) => [
    ...new Set([runName(folder).run, ...(isBundled(folder) ? [`bundled-${basename(folder)}`] : [])]),
  ];
  const found = folders.find((folder) => namesOf(folder).includes(text));
  if (found !== undefined) return found;
  if (/^zoo-/.test(text) && !existsSync(text) && zooFolder() === undefined) throw new InvalidArgumentError(whyNoZoo());
  const names = folders.flatMap(namesOf);
  if (text === '' || (/^(bundled(-|$)|zoo-)/.test(text) && !existsSync(text))) {
    throw new InvalidArgumentError(
      `${suggestion(text, names)}expected a run folder or one of ${names.join(', ')}, got "${text}"`,
    );
  }
  return text;
}

/** For help texts, which are made at each start of the program and so read no folder. */
export const bundledForms = 'or an agent of a package: bundled, bundled-<game>, zoo-<game>';

/**
 * Returns the name of a run in results: its folder as it was given; for a bundled one `bundled` (Catch), `bundled-tenpins`, or
 * `bundled-dense`; for one of the zoo `zoo-bowling`. No path in results depends on where this package is installed.
 */
export function runName(folder: string): RunName {
  if (!isPackaged(folder)) return { run: normalize(folder), folder };
  const run =
    resolve(folder) === catchFolder ? 'bundled' : `${isOfZoo(folder) ? 'zoo' : 'bundled'}-${basename(folder)}`;
  return { run, folder: relative(process.cwd(), folder) };
}
