/**
 * The folder of results where --out is not given. Its name is a function of the agents and of all choices: two agents, or
 * two settings, never share a folder, and the same command finds its own folder again.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { loadAgent } from '../../agent/agent-files.js';
import { fingerprintOf } from '../../evaluation/players/identity.js';
import type { RunName } from '../../evaluation/players/players.js';
import { sha256 } from '../../files/sha256.js';
import { metricsName } from '../../storage/runs/names.js';
import { loadClassifier } from '../../vision/classifier-files.js';
import { isPackaged } from '../options/bundled.js';
import type { ComputingFlags } from '../options/computing-options.js';

export interface FolderOf {
  /** `evaluation` */
  readonly kind: string;
  /** For people, to tell this folder from others at a glance. */
  readonly words: readonly string[];
  /** All that determines the results, as JSON. */
  readonly identity: unknown;
  /** The run that the results belong to, if they belong to one; default `runs`. */
  readonly home?: string | undefined;
}

/** Letters of kind and words. The whole name stays below 100 of the 255 that file systems allow. */
const mostLetters = 64;

/** Returns `runs/evaluation-bundled-fgsm-sap100-1f3a9c2e07`: letters, digits and `.+-=_`, which every file system allows. */
export function defaultFolder({ kind, words, identity, home = 'runs' }: FolderOf): string {
  const hash = sha256(JSON.stringify(identity)).slice(0, 10);
  const text = [kind, ...words]
    .join('-')
    .replaceAll(/[^A-Za-z0-9.+=_-]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .slice(0, mostLetters)
    .replace(/[-.]+$/, '');
  return join(home, `${text}-${hash}`);
}

/** Joins a short list for a name; a long one becomes its length. */
export const listed = (list: readonly string[], what: string): string =>
  list.length > 3 ? `${list.length}-${what}` : list.join('-');

/** Returns a run's name within a folder name: `bundled-raiders`; `catch-1` for `runs/catch-1` and `runs/catch-1/best`. */
export const calledRun = ({ run }: RunName): string => basename(basename(run) === 'best' ? dirname(run) : run);

/** Returns the run folder that results go into: that of the only run, unless the run is bundled or no training wrote it. */
export const homeOf = (runs: readonly string[]): string | undefined => {
  const [run, ...others] = runs;
  const isOwn = run !== undefined && others.length === 0 && !isPackaged(run) && existsSync(join(run, metricsName));
  return isOwn ? run : undefined;
};

/** Returns what determines the results of agents: networks, configs, and the names in results. */
export const agentIdentities = (runs: readonly RunName[]): unknown =>
  runs.map(({ run, folder }) => {
    const { game, actions, config, layers, views } = loadAgent(folder);
    return { run, game, actions, config, layers, weights: fingerprintOf({ views }) };
  });

/** The same for classifiers. */
export const classifierIdentities = (runs: readonly RunName[]): unknown =>
  runs.map(({ run, folder }) => {
    const { classNames, config, views } = loadClassifier(folder);
    return { run, classNames, config, weights: fingerprintOf({ views }) };
  });

/** Returns the computing options that may change the last digits. */
export const computingIdentity = ({ engine, provider, threads = 1 }: ComputingFlags): unknown => ({
  engine,
  provider,
  threads,
});
