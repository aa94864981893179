/**
 * Runs of one config with several training seeds, so that a curve shows the spread between seeds. Each is a run with its
 * own folder: FOLDER/seed-1, FOLDER/seed-2 …
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { loadAgent } from '../../agent/agent-files.js';
import type { Config } from '../../agent/config.js';
import type { InitialAgent } from '../../agent/initial-agent.js';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import { writeAtomically } from '../../files/atomic-write.js';
import { type Format, formatText } from '../../files/format.js';
import type { Lease, LeaseOptions } from '../../files/lease.js';
import { type FolderKind, hasFormat, openOwnFolder } from '../../files/own-folder.js';
import { isFolder, namesIn, readJson } from '../../files/read-file.js';
import { descriptionName, findModel } from '../../model/model-files.js';
import { configName, metricsName } from '../../storage/runs/names.js';
import { differences, runFolderKind, storedConfig } from '../../storage/runs/record.js';
import { removeRun } from '../../storage/runs/replace.js';
import { expectNoShorter, expectSameRun } from '../../storage/runs/resume.js';
import { layOutRun } from '../../storage/runs/run-folder.js';
import { agentRun } from './agent-run.js';
import { initialFiles } from './initial.js';

/** Folders of the runs in a folder of seeds, sorted by seed. */
export function seedFolders(folder: string): string[] {
  if (!isFolder(folder)) return [];
  return namesIn(folder)
    .flatMap((name) => /^seed-(\d+)$/.exec(name)?.[1] ?? [])
    .sort((a, b) => Number(a) - Number(b))
    .map((seed) => seedFolder(folder, seed))
    .filter((run) => existsSync(join(run, configName)) || existsSync(join(run, metricsName)));
}

/** The folder of the runs of several seeds that a run belongs to; undefined for a run of its own. */
export function folderOfSeeds(run: string): string | undefined {
  const folder = dirname(run);
  return seedFolders(folder).includes(join(run)) ? folder : undefined;
}

const largestSeed = 0xffffffff;
const seedFolder = (folder: string, seed: number | string) => join(folder, `seed-${seed}`);

const seedsName = 'seeds.json';
const seedsFormat: Format = { name: 'seeds', version: 2, remedy: 'train anew, in another folder' };

const seedsKind: FolderKind = {
  noun: 'runs of several seeds',
  marker: seedsName,
  isMarked: (folder) => hasFormat(join(folder, seedsName), seedsFormat),
};

/** Takes the lease of a folder of seeds. @throws UsageError when it holds anything else, or is in use */
export function openSeeds(folder: string, options: LeaseOptions = {}): Lease {
  if (runFolderKind(agentRun).isMarked(folder)) {
    throw new UsageError(`${folder} already holds a run of one seed: choose another --out`);
  }
  return openOwnFolder(folder, seedsKind, options).lease;
}

interface PrepareOptions {
  /** The agent from whose weights all runs start. */
  readonly initial?: InitialAgent | undefined;
  /** Replace the runs in the folder, those of other seeds too. */
  readonly overwrite?: boolean;
}

/** @throws UsageError when the seeds exceed the largest one, or the folder holds runs that are not to be replaced */
export function expectPreparable(folder: string, config: Config, count: number, { overwrite = false }: PrepareOptions) {
  const last = config.seed + count - 1;
  if (last > largestSeed) {
    throw new UsageError(
      `expected seeds up to ${largestSeed}, got ${config.seed} to ${last}: start with a smaller --seed`,
    );
  }
  if (seedFolders(folder).length > 0 && !overwrite && !isHalfPrepared(folder)) {
    throw new UsageError(
      `${folder} already holds runs: continue them with --resume, replace them with --overwrite, or choose another --out`,
    );
  }
}

/** Whether a process ended while it created the runs in a folder: some are missing, and none of the others has begun. */
function isHalfPrepared(folder: string): boolean {
  const path = join(folder, seedsName);
  const { runs = [] } = (existsSync(path) ? readJson(path) : {}) as { readonly runs?: readonly string[] };
  const found = seedFolders(folder);
  const hasBegun = (run: string) => existsSync(join(run, metricsName)) || findModel(run) !== undefined;
  return runs.some((name) => !found.includes(join(folder, name))) && !found.some(hasBegun);
}

/** @throws UsageError when a process ended while it created the runs in the folder */
export function expectPrepared(folder: string): void {
  if (!isHalfPrepared(folder)) return;
  throw new UsageError(
    `cannot resume ${folder}: the command that creates its runs was stopped before the last one; give it again, without --resume`,
  );
}

/**
 * Creates the folders of `count` runs, with the config's seed and the following ones. Each looks like a run that was
 * stopped before its first checkpoint: resuming it starts it. The caller holds the lease of the folder.
 * @returns the folders
 * @throws as `expectPreparable`; UsageError when another process writes to one of the runs; nothing has changed then
 */
export function prepareSeeds(folder: string, config: Config, count: number, options: PrepareOptions = {}): string[] {
  expectPreparable(folder, config, count, options);
  const files = initialFiles(config, options.initial);
  const runs = Array.from({ length: count }, (_, i) => seedFolder(folder, config.seed + i));
  const old = seedFolders(folder).filter((run) => !runs.includes(run));
  const leases: Lease[] = [];
  try {
    for (const run of [...old, ...runs]) leases.push(openOwnFolder(run, runFolderKind(agentRun)).lease);
    const names = runs.map((run) => basename(run));
    writeAtomically(join(folder, seedsName), `${JSON.stringify({ format: formatText(seedsFormat), runs: names })}\n`);
    old.forEach(removeRun);
    for (const [i, run] of runs.entries()) layOutRun(agentRun, run, { ...config, seed: config.seed + i }, files);
  } finally {
    for (const lease of leases) lease.release();
  }
  return runs;
}

/** Whether a run has ended with the agent of its last step. */
export function isFinished(run: string, totalSteps: number): boolean {
  return existsSync(join(run, descriptionName)) && stepsMade(run) >= totalSteps;
}

/** Steps of a run's final agent, else of its newest checkpoint, from which it is resumed. */
export const stepsMade = (run: string): number => (findModel(run) === undefined ? 0 : loadAgent(run).step);

/** @throws UsageError when the run cannot be resumed with this config: keys differ, or the run is beyond its end */
export function expectResumable(run: string, config: Config, options: { acceptConfigChanges?: boolean } = {}): void {
  expectSameRun(agentRun, run, config, options);
  expectNoShorter(agentRun, run, config, stepsMade(run));
}

/** @throws UsageError when runs differ in more than their seed and the changeable keys, as after a partial replacement */
export function expectOneExperiment(runs: readonly string[]): void {
  const configs = runs.map((run) => storedConfig(agentRun, run));
  const mayDiffer = [...agentRun.changeable, 'seed'];
  for (const [i, config] of configs.entries()) {
    const [found] = Object.entries(differences(configs[0]!, config)).filter(([key]) => !mayDiffer.includes(key));
    if (!found) continue;
    const [key, [first, other]] = found;
    throw new UsageError(
      `cannot resume: ${runs[i]} has ${key} ${shown(other)}, ${runs[0]} has ${shown(first)}; resume the runs one by one, or start again with --overwrite`,
    );
  }
}

/** Calls `work` for every item, in order, at most `atATime` at a time. */
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
