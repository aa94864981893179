/** Plans a sweep: reads its spec, merges the configs, copies the agents that exist, and writes the plan into the folder. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Agent, loadAgent, saveAgent } from '../../agent/agent-files.js';
import { type Config, loadConfig, parseConfig } from '../../agent/config.js';
import { UsageError } from '../../common/errors.js';
import { runtimeVersion } from '../../compute/onnx/runtime.js';
import { type Library, openLibrary } from '../../env/library.js';
import { fingerprintOf } from '../../evaluation/players/identity.js';
import { writeAtomically } from '../../files/atomic-write.js';
import { openOwnFolder } from '../../files/own-folder.js';
import { isFolder } from '../../files/read-file.js';
import { sha256 } from '../../files/sha256.js';
import { descriptionName } from '../../model/model-files.js';
import { endedJobs, recordPath } from '../folder.js';
import { readRecord } from '../record.js';
import { pathFrom, readSpec, type SweepSpec, type TrainingSpec } from '../spec/spec.js';
import { configsOf, folderNamed, type GivenAgent, type PlannedTraining, planJobs, type SweepJob } from './jobs.js';
import { evaluationMemoryOf, mergeBytes, trainingBytes } from './memory.js';
import { readPrograms, type SweepPlan, sweepKind, writePlan } from './plan-file.js';
import { expectSamePrograms, packageVersion } from './same-programs.js';

export interface PlanSweepOptions {
  /** Path of sweep.json. */
  readonly path: string;
  /** Of the sweep; made where there is none. */
  readonly folder: string;
  /** Folder of an agent of a package, such as `zoo-pong`; undefined for other names. */
  readonly packaged: (name: string) => string | undefined;
}

/**
 * Plans a sweep, or plans it again: jobs that were planned before keep their ids, and what is done stays done.
 * @throws UsageError for a spec, config, game or agent that cannot be used, and for a folder that another version planned
 */
export async function planSweep({ path, folder, packaged }: PlanSweepOptions): Promise<SweepPlan> {
  const spec = readSpec(path);
  const library = await openLibrary();
  expectFewJobs(spec, path);
  const trainings = spec.training ? trainingsOf(spec.training, path, library) : [];
  expectBestAgents(spec, trainings, path);
  const agents = (spec.agents ?? []).map((name) => givenAgent(name, path, packaged));
  const programs = { version: packageVersion, engine: runtimeVersion };
  const { lease, isMarked } = openOwnFolder(folder, sweepKind);
  try {
    if (isMarked) expectSamePrograms(readPrograms(folder), folder);
    const planned = trainings.map((each): PlannedTraining => ({ ...each, memoryBytes: trainingBytes(each.config) }));
    const evaluationBytes = await evaluationMemoryOf(spec);
    const jobs = planJobs({ spec, trainings: planned, agents, evaluationBytes, mergeBytes });
    const plan = { spec, ...programs, jobs };
    // Marks the folder: if copying fails, such as on a full disk, the same command succeeds later.
    if (!isMarked) writePlan(folder, { ...plan, jobs: [] }, new Map());
    for (const { run, agent } of agents) {
      const target = join(folder, run);
      if (!existsSync(join(target, descriptionName))) saveAgent(target, agent);
    }
    forgetMerges(folder, jobs);
    writePlan(folder, plan, configsOf(planned));
    writeAtomically(join(folder, 'sweep.json'), readFileSync(path));
    return plan;
  } finally {
    lease.release();
  }
}

/** Their lines stay within what is read of a file. */
const mostJobs = 500_000;

/** Counts before a list is made: a few lists of values multiply to more than any memory holds. */
function expectFewJobs({ training, agents = [], evaluations }: SweepSpec, path: string): void {
  const values = Object.values(training?.vary ?? {});
  const trainings = training
    ? values.reduce((count, list) => count * list.length, training.games.length * training.seeds.length)
    : 0;
  const parts = Object.values(evaluations).reduce((sum, each) => sum + each.seeds.length / each.seedsPerShard, 0);
  const jobs = Math.ceil(trainings + (trainings + agents.length) * parts);
  if (jobs > mostJobs) {
    throw new UsageError(
      `${path}: expected at most ${mostJobs.toLocaleString('en-US')} jobs, got ${jobs.toLocaleString('en-US')}: shorten its lists, or raise seedsPerShard`,
    );
  }
}

/** @throws UsageError where best agents are to be evaluated that a training would not write, as one finds out after it */
function expectBestAgents({ evaluations }: SweepSpec, trainings: readonly TrainingOfSpec[], path: string): void {
  const name = Object.keys(evaluations).find((each) => evaluations[each]!.checkpoints.includes('best'));
  const without = trainings.find(
    ({ config: { evaluationPeriodSteps: period, totalSteps } }) => period === 0 || period > totalSteps,
  );
  if (name === undefined || !without) return;
  const { evaluationPeriodSteps, totalSteps } = without.config;
  throw new UsageError(
    `${path}: evaluations.${name}.checkpoints: expected an evaluationPeriodSteps of 1 to totalSteps (${totalSteps}) for best agents, got ${evaluationPeriodSteps}: such a training writes none`,
  );
}

/** Evaluations of one name share a folder: merging for another plan is not what this plan needs. */
function forgetMerges(folder: string, jobs: readonly SweepJob[]): void {
  const planned = new Set(jobs.map(({ id }) => id));
  const others = [...endedJobs(folder).done].filter((id) => !planned.has(id));
  for (const id of others) {
    if (readRecord(folder, id)?.kind === 'merge') rmSync(join(folder, recordPath(id)), { force: true });
  }
}

const laptopConfig = fileURLToPath(new URL('../../../configs/laptop.json', import.meta.url));

export type TrainingOfSpec = Pick<PlannedTraining, 'config' | 'label'>;

/** Every game with every combination of varied keys and every seed. */
export function trainingsOf(spec: TrainingSpec, path: string, library: Library): TrainingOfSpec[] {
  const { games, seeds, config, vary = {} } = spec;
  const file = typeof config === 'string' ? pathFrom(path, config) : config === undefined ? laptopConfig : undefined;
  const inline = typeof config === 'object' ? parseConfig(config, `${path}: training.config`) : {};
  return games.flatMap((name) =>
    combinations(vary).flatMap((varied) =>
      seeds.map((seed) => {
        const given = { ...inline, ...parseConfig(varied, `${path}: training.vary`) };
        const merged: Config = loadConfig({ file, flags: { ...given, game: library.named(name).id, seed } });
        return { config: merged, label: labelOf(varied) };
      }),
    ),
  );
}

/** `learningRate=0.001-epochs=4` */
const labelOf = (varied: Readonly<Record<string, unknown>>): string =>
  Object.entries(varied)
    .map(([key, value]) => `${key}=${value}`)
    .join('-');

function combinations(lists: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown>[] {
  return Object.entries(lists).reduce<Record<string, unknown>[]>(
    (all, [key, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [{}],
  );
}

/** An agent that exists, which is copied into the folder of the sweep, where all machines find it. */
function givenAgent(
  name: string,
  path: string,
  packaged: PlanSweepOptions['packaged'],
): GivenAgent & { readonly agent: Agent } {
  const inPackage = packaged(name);
  const given = inPackage ?? pathFrom(path, name);
  if (!isFolder(given)) {
    throw new UsageError(
      `${path}: agents: expected folders of agents, or names such as bundled or zoo-pong, got "${name}"`,
    );
  }
  const agent = loadAgent(given);
  const identity = identityOf(agent);
  const called = inPackage === undefined ? nameOf(given) : name;
  return { run: `agents/${called}-${identity.slice(0, 8)}`, name: called, game: agent.game, identity, agent };
}

const nameOf = (folder: string): string =>
  folderNamed(basename(folder) === 'best' ? `${basename(dirname(folder))}-best` : basename(folder));

const identityOf = ({ game, actions, config, layers, policy, views }: Agent): string =>
  sha256(JSON.stringify({ game, actions, config, layers, policy, weights: fingerprintOf({ views }) }));
