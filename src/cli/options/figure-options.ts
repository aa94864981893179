/** Which figures of the paper are made, and of which classifiers. */
import { InvalidArgumentError } from 'commander';
import { UsageError } from '../../common/errors.js';
import { type Figure, type Role, roles } from '../../studies/figure/figure.js';
import { missingRoles } from '../../studies/figure/make-figures.js';
import { figureNamed, figures } from '../../studies/figures/index.js';
import { bundledClassifiers, classifierFolder, runName } from './bundled.js';
import { names } from './parse/lists.js';

export type RoleRuns = Readonly<Partial<Record<Role, string>>>;

/** Parses `dense=runs/a,adv=runs/b`. */
export function parseRoles(text: string): RoleRuns {
  const runs: Partial<Record<Role, string>> = {};
  for (const part of names(text)) {
    const [, kind, folder] = /^([^=]*)=(.+)$/.exec(part) ?? [];
    const role = roles.find((each) => each === kind);
    if (!role || runs[role] !== undefined) {
      throw new InvalidArgumentError(`expected ${roles.join(', ')}, each once, as <kind>=<run folder>, got "${part}"`);
    }
    runs[role] = classifierFolder(folder!);
  }
  return runs;
}

/** Returns the bundled classifiers, by folders that do not depend on where this package is installed. */
export const bundledRoles = (): RoleRuns =>
  Object.fromEntries(Object.entries(bundledClassifiers()).map(([role, folder]) => [role, runName(folder).folder]));

/**
 * Returns the figures in --figures, or all for which there are classifiers; those left out are named on standard error.
 * @throws UsageError when there is none
 */
export function chosenFigures(wanted: readonly string[] | undefined, runs: RoleRuns): Figure[] {
  if (wanted) return [...new Set(wanted)].map(figureNamed);
  const possible = figures.filter((figure) => missingRoles(figure, runs).length === 0);
  if (possible.length === 0) {
    throw new UsageError(
      `expected --runs with dense=<run folder> at least, got ${Object.keys(runs).join(', ') || 'none'}; train one with sap-atari vision train`,
    );
  }
  for (const figure of figures) {
    const missing = missingRoles(figure, runs);
    if (missing.length > 0) console.error(`left out: ${figure.name}, which requires --runs ${missing[0]}=<run folder>`);
  }
  return possible;
}
