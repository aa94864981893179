/** The jobs of a sweep: a pure function of its spec, the configs of its trainings and the agents that exist. */
import type { Config } from '../../agent/config.js';
import { isProcessor, providers } from '../../compute/signature.js';
import { sha256 } from '../../files/sha256.js';
import { mergedPath } from '../folder.js';
import type { EvaluationSpec, SweepSpec } from '../spec/spec.js';

/** A process to run once: a training, a part of an evaluation, or the merging of such parts. */
export interface SweepJob {
  /** Hash of all that determines its result: equal jobs have equal ids. */
  readonly id: string;
  readonly kind: JobKind;
  /** For people: `catch-1`, `strong/catch-1/1-3`. */
  readonly name: string;
  /** Ids of the jobs whose results it reads. */
  readonly needs: readonly string[];
  /** What it writes, relative to the folder of the sweep. */
  readonly folder: string;
  /** Threads that it keeps busy. */
  readonly cores: number;
  /** Estimated. */
  readonly memoryBytes: number;
  /** Whether it computes on a GPU; absent: on the processor. */
  readonly gpu?: true;
  /** Of a job that plays: its game, whose ROM a machine needs. */
  readonly game?: string;
  /** Of an evaluation: its name in the spec. */
  readonly evaluation?: string;
  /** Of a part of an evaluation: its agent, as `--run` takes it, and its environment seeds. */
  readonly run?: string;
  readonly seeds?: readonly number[];
}

export const jobKinds = ['train', 'evaluate', 'merge'] as const;
export type JobKind = (typeof jobKinds)[number];

/** A training of the sweep. */
export interface PlannedTraining {
  /** Merged from the spec's config, overrides, game and seed. */
  readonly config: Config;
  /** What of the config varies besides game and seed: `learningRate=0.001`; empty where nothing does. */
  readonly label: string;
  readonly memoryBytes: number;
}

/** An agent that exists. */
export interface GivenAgent {
  /** As `--run` takes it in the folder of the sweep. */
  readonly run: string;
  /** For people. */
  readonly name: string;
  /** Id in the game table. */
  readonly game: string;
  /** SHA-256 of its weights, game and config. */
  readonly identity: string;
}

export interface PlanInputs {
  readonly spec: SweepSpec;
  readonly trainings: readonly PlannedTraining[];
  readonly agents: readonly GivenAgent[];
  /** Estimated memory of a part of an evaluation, by its name. */
  readonly evaluationBytes: ReadonlyMap<string, number>;
  /** Of merging. */
  readonly mergeBytes: number;
}

const idOf = (kind: JobKind, determines: unknown): string => sha256(JSON.stringify([kind, determines])).slice(0, 16);

/** Appends an id, or enough of one that no two folders are the same, to as much of a name as a folder's name may have. */
const folderName = (name: string, id: string): string => `${folderNamed(name)}-${id}`;
const mostNameLetters = 150;

/** A name of a folder that a plan may hold: it begins with a letter or digit, and has no two dots in a row. */
export const folderNamed = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z0-9.=-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, mostNameLetters) || 'agent';

/** An agent to evaluate. */
interface Entrant extends GivenAgent {
  readonly needs: readonly string[];
  /** Which agents of a run; undefined where there is only one. */
  readonly checkpoints: boolean;
}

/**
 * Trainings first, then the parts of each evaluation, agent by agent and seed by seed, then the merging of each. Two jobs that
 * would compute the same are one.
 */
export function planJobs({ spec, trainings, agents, evaluationBytes, mergeBytes }: PlanInputs): SweepJob[] {
  const trained = trainings.map(trainingJob);
  const entrants: Entrant[] = [
    ...trained.map(({ id, name, folder, game }) => ({
      ...{ run: folder, name, game: game!, identity: id, needs: [id], checkpoints: true },
    })),
    ...agents.map((agent) => ({ ...agent, needs: [], checkpoints: false })),
  ];
  const evaluations = Object.entries(spec.evaluations).flatMap(([name, evaluation]) => {
    const shards = entrants.flatMap((entrant) =>
      chunks(evaluation.seeds, evaluation.seedsPerShard).map((seeds) =>
        shardJob(name, evaluation, entrant, seeds, evaluationBytes.get(name)!),
      ),
    );
    return [...shards, mergeJob(name, shards, mergeBytes)];
  });
  return [...new Map([...trained, ...evaluations].map((job) => [job.id, job])).values()];
}

/** The config of a training by the id of its job. */
export const configsOf = (trainings: readonly PlannedTraining[]): ReadonlyMap<string, Config> =>
  new Map(trainings.map((training) => [trainingId(training), training.config]));

/** With the label, which the name of the folder has: what is done must be found where it was written. */
const trainingId = ({ config, label }: Pick<PlannedTraining, 'config' | 'label'>): string =>
  idOf('train', label === '' ? config : { config, label });

function trainingJob({ config, label, memoryBytes }: PlannedTraining): SweepJob {
  const id = trainingId({ config, label });
  const name = [config.game, String(config.seed), ...(label === '' ? [] : [label])].join('-');
  const cores = Math.max(1, config.threads);
  return {
    id,
    kind: 'train',
    name,
    needs: [],
    folder: `agents/${folderName(name, id.slice(0, 8))}`,
    ...{ cores, memoryBytes, ...gpuOf(config.provider) },
    game: config.game,
  };
}

function shardJob(
  evaluation: string,
  spec: EvaluationSpec,
  { run, name: agent, game, identity, needs, checkpoints }: Entrant,
  seeds: readonly number[],
  memoryBytes: number,
): SweepJob {
  const { seeds: _, seedsPerShard: __, workers, ...determining } = spec;
  const which = checkpoints ? spec.checkpoints : [];
  const id = idOf('evaluate', { identity, run, seeds, ...determining, checkpoints: which });
  const span = seeds.length === 1 ? `${seeds[0]}` : `${seeds[0]}-${seeds.at(-1)}`;
  return {
    ...{ id, kind: 'evaluate', name: `${evaluation}/${agent}/${span}`, needs },
    // Not below the name of the evaluation, which does not determine the id: another name finds what is done.
    folder: `shards/${folderName(`${agent}-${span}`, id)}`,
    ...{ cores: workers * spec.threads, memoryBytes, ...gpuOf(spec.options.provider) },
    ...{ game, evaluation, run, seeds },
  };
}

const gpuOf = (provider: unknown): Pick<SweepJob, 'gpu'> =>
  providers.some((each) => each === provider && !isProcessor(each)) ? { gpu: true } : {};

function mergeJob(evaluation: string, shards: readonly SweepJob[], memoryBytes: number): SweepJob {
  const needs = [...new Set(shards.map(({ id }) => id))];
  return {
    ...{ id: idOf('merge', [evaluation, needs]), kind: 'merge', name: evaluation, needs, cores: 1, memoryBytes },
    ...{ folder: mergedPath(evaluation), evaluation },
  };
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

/** Jobs that can start: not ended, and all that they need is done. */
export const readyJobs = (
  jobs: readonly SweepJob[],
  { done, failed }: { readonly done: ReadonlySet<string>; readonly failed: ReadonlySet<string> },
): SweepJob[] =>
  jobs.filter(({ id, needs }) => !done.has(id) && !failed.has(id) && needs.every((need) => done.has(need)));
