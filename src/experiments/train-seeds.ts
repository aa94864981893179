/**
 * Several seeds of one experiment, so that a curve shows what chance alone does: each is a run of its own in a folder
 * of its own, FOLDER/seed-1, FOLDER/seed-2 …, with nothing in common but the rest of its config.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadAgent } from '../agent/agent-files.js';
import type { Config } from '../agent/config.js';
import { UsageError } from '../errors.js';
import { explainFailure, writeAtomically } from '../files/files.js';
import { descriptionName, findModel } from '../files/model-files.js';
import { configName, expectNoShorter, expectSameRun, metricsName, removeRun } from './run-folder.js';
import { agentRun } from './train-folder.js';

/** The runs of seeds in a folder, by seed; none when it holds none. */
export function seedFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => /^seed-(\d+)$/.exec(name)?.[1] ?? [])
    .sort((a, b) => Number(a) - Number(b))
    .map((seed) => seedFolder(folder, seed))
    .filter((run) => existsSync(join(run, configName)) || existsSync(join(run, metricsName)));
}

const largestSeed = 0xffffffff;
const seedFolder = (folder: string, seed: number | string) => join(folder, `seed-${seed}`);

/**
 * Lays out the folders of `count` seeds, from the config's on, each as a run leaves it that was stopped before its
 * first checkpoint: to start it is to resume it.
 * @returns the folders
 * @throws UsageError when there are not so many seeds, or runs in the folder already; `overwrite` deletes those of seeds
 */
export function prepareSeeds(folder: string, config: Config, count: number, { overwrite = false } = {}): string[] {
  const before = seedFolders(folder);
  const last = config.seed + count - 1;
  if (last > largestSeed) {
    throw new UsageError(
      `expected seeds up to ${largestSeed}, got ${config.seed} to ${last}: begin with a smaller --seed`,
    );
  }
  if (existsSync(join(folder, configName))) {
    throw new UsageError(`${folder} already holds a run without seeds of its own: choose another --out`);
  }
  if (before.length > 0 && !overwrite) {
    throw new UsageError(
      `${folder} already holds runs: continue them with --resume, replace them with --overwrite, or choose another --out`,
    );
  }
  before.forEach(removeRun);
  return Array.from({ length: count }, (_, i) => {
    const seed = config.seed + i;
    const run = seedFolder(folder, seed);
    explainFailure(run, () => mkdirSync(run, { recursive: true }));
    writeAtomically(join(run, configName), `${JSON.stringify({ ...config, seed }, null, 2)}\n`);
    return run;
  });
}

/** Whether a run has its agent, and that of its last decision. */
export function isFinished(run: string, totalDecisions: number): boolean {
  return existsSync(join(run, descriptionName)) && decisionsMade(run) >= totalDecisions;
}

/** Decisions of a run by its agent, else by its newest checkpoint: where it goes on. */
export const decisionsMade = (run: string): number => (findModel(run) === undefined ? 0 : loadAgent(run).decision);

/** @throws UsageError when the run cannot go on with this config: it is another, or beyond its end */
export function expectResumable(run: string, config: Config): void {
  expectSameRun(agentRun, run, config);
  expectNoShorter(agentRun, run, config, decisionsMade(run));
}

/** Does the work on every item, in order, so many at a time; what one does must not depend on another. */
export async function eachOf<T>(
  items: readonly T[],
  atATime: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = [...items.entries()];
  const serve = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await work(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, serve));
}
