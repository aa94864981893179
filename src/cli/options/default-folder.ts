/**
 * Where results go when nothing is said: into a folder whose name is a function of the agents and of all that was chosen.
 * Two agents, or two settings, never share one, and the same command finds its own again.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { loadAgent } from '../../agent/agent-files.js';
import { fingerprintOf, type RunName } from '../../evaluation/players/players.js';
import { metricsName } from '../../storage/runs/run-folder.js';
import { loadClassifier } from '../../vision/classifier-files.js';
import { isBundled } from './bundled.js';
import type { ComputingFlags } from './computing-options.js';

export interface FolderOf {
  /** `evaluation` */
  readonly kind: string;
  /** For people: what tells it from others at a glance. */
  readonly words: readonly string[];
  /** All that decides about the results, as JSON. */
  readonly identity: unknown;
  /** The run to which the results belong, if they belong to one; default `runs`. */
  readonly home?: string | undefined;
}

/** Letters of the words; the whole name stays below 100, of 255 that file systems take. */
const mostLetters = 64;

/** `runs/evaluation-bundled-fgsm-sap100-1f3a9c2e07`: letters, digits and `.+-=_`, which every file system takes. */
export function defaultFolder({ kind, words, identity, home = 'runs' }: FolderOf): string {
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 10);
  const text = [kind, ...words]
    .join('-')
    .replaceAll(/[^A-Za-z0-9.+=_-]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .slice(0, mostLetters)
    .replace(/[-.]+$/, '');
  return join(home, `${text}-${hash}`);
}

/** A list in a name, as its length where it is long. */
export const listed = (list: readonly string[], what: string): string =>
  list.length > 3 ? `${list.length}-${what}` : list.join('-');

/** What a run is called in a name: `bundled-raiders`; `catch-1` for `runs/catch-1` and `runs/catch-1/best`. */
export const calledRun = ({ run }: RunName): string => basename(basename(run) === 'best' ? dirname(run) : run);

/** The run that results belong to: one that is ours to write into. */
export const homeOf = (runs: readonly string[]): string | undefined => {
  const [run, ...others] = runs;
  const isOwn = run !== undefined && others.length === 0 && !isBundled(run) && existsSync(join(run, metricsName));
  return isOwn ? run : undefined;
};

/** What decides about the results of agents: what they are, and the names that results give them. */
export const agentIdentities = (runs: readonly RunName[]): unknown =>
  runs.map(({ run, folder }) => {
    const { game, actions, config, layers, views } = loadAgent(folder);
    return { run, game, actions, config, layers, weights: fingerprintOf({ views }) };
  });

export const classifierIdentities = (runs: readonly RunName[]): unknown =>
  runs.map(({ run, folder }) => {
    const { classNames, config, views } = loadClassifier(folder);
    return { run, classNames, config, weights: fingerprintOf({ views }) };
  });

/** What computes, as far as it may decide about the last digits. */
export const computingIdentity = ({ engine, provider, threads = 1 }: ComputingFlags): unknown => ({
  engine,
  provider,
  threads,
});
