/**
 * The folder of a training run:
 *
 *     config.json       the merged config
 *     metrics.jsonl     one `MetricsRow` a line; the same bytes for the same config and seed
 *     evaluations.jsonl one `EvaluationRow` a line; the same bytes too
 *     timing.jsonl      one `TimingRow` a line: all that depends on the clock and the machine
 *     events.out.*      all these rows for TensorBoard
 *     checkpoints/      the two newest, see files/file-set.ts
 *     best/             the agent of the best evaluation so far, and that evaluation
 *     model.*           the agent, when the run has ended (agent/agent-files.ts)
 *
 * docs/run-folder.md describes every key of the rows.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { descriptionName, weightsName } from '../agent/agent-files.js';
import { type Config, loadConfig } from '../agent/config.js';
import { UsageError } from '../errors.js';
import { discardSetsAfter, type FileSet, newestFileSet } from '../files/file-set.js';
import { explainFailure, writeAtomically } from '../files/files.js';
import { rowFile } from './row-file.js';
import { eventFiles, openEventFile } from './train-events.js';

/** Means are over the period that the row closes; null where nothing happened in it. */
export interface MetricsRow {
  readonly decision: number;
  /** Console frames played, starts included. */
  readonly frames: number;
  readonly updates: number;
  /** Games ended in the period, and the mean of their returns (the game's points) and lengths (decisions). */
  readonly games: number;
  readonly return: number | null;
  readonly length: number | null;
  readonly loss: number | null;
  /** Mean of max Q(s′, ·) over the batches. */
  readonly meanQ: number | null;
  /** At the end of the period. */
  readonly epsilon: number;
}

/** The agent as it was at a decision, on games that training never plays. */
export interface EvaluationRow {
  readonly decision: number;
  readonly games: number;
  /** Mean of the returns (the game's points) and of the lengths (decisions). */
  readonly return: number;
  readonly length: number;
  /** Share of random actions. */
  readonly epsilon: number;
  /** Better than every evaluation before it. */
  readonly best: boolean;
  /** Of each game. */
  readonly returns: readonly number[];
  readonly lengths: readonly number[];
}

export interface TimingRow {
  readonly decision: number;
  /** Since this process began. */
  readonly seconds: number;
  /** Rates are over the period that the row closes, evaluations left out. */
  readonly decisionsPerSecond: number;
  readonly updatesPerSecond: number;
  readonly framesPerSecond: number;
  readonly residentBytes: number;
}

export interface RunFolder {
  /** The checkpoint to go on from. */
  readonly checkpoint: FileSet | undefined;
  readonly checkpoints: string;
  /** Makes metrics.jsonl end where it did at the checkpoint. */
  rewindMetrics(bytes: number): void;
  /** → bytes of metrics.jsonl */
  addMetrics(row: MetricsRow): number;
  addTiming(row: TimingRow): void;
  /** Makes evaluations.jsonl end where it did at the checkpoint. */
  rewindEvaluations(bytes: number): void;
  /** → bytes of evaluations.jsonl */
  addEvaluation(row: EvaluationRow): number;
  /** Makes the rows durable, before a checkpoint speaks of them. */
  sync(): void;
}

export interface OpenOptions {
  /** Go on with the run in the folder. */
  readonly resume?: boolean;
  /** Delete the run in the folder first. */
  readonly overwrite?: boolean;
  /** Told about damaged checkpoints that were passed over. */
  readonly onWarning?: ((line: string) => void) | undefined;
}

export const configName = 'config.json';
export const metricsName = 'metrics.jsonl';
export const evaluationsName = 'evaluations.jsonl';
/** Folder of the agent with the best evaluation. */
export const bestName = 'best';
const timingName = 'timing.jsonl';

/** What may differ when a run goes on: how long it lasts, how often it saves, how it keeps frames, what computes. */
const changeable: readonly (keyof Config)[] = [
  'totalDecisions',
  'checkpointPeriodMinutes',
  'replay',
  'engine',
  'provider',
  'threads',
];

/** @throws UsageError when the folder does not fit the wish; Error when it cannot be written */
export function openRunFolder(folder: string, config: Config, options: OpenOptions = {}): RunFolder {
  const { resume = false, overwrite = false, onWarning = () => {} } = options;
  const configPath = join(folder, configName);
  const checkpoints = join(folder, 'checkpoints');

  if (!resume) explainFailure(folder, () => mkdirSync(folder, { recursive: true }));
  let checkpoint: FileSet | undefined;
  if (resume) {
    checkConfig(configPath, config, folder);
    checkpoint = newestUsable(checkpoints, folder, onWarning);
  } else if (existsSync(configPath) && !overwrite) {
    throw new UsageError(
      `${folder} already holds a run: continue it with --resume, replace it with --overwrite, or choose another --out`,
    );
  }
  if (overwrite) removeRun(folder);
  // A run that goes on has no final agent: until it ends, its newest checkpoint is its agent.
  if (resume) remove(folder, [descriptionName, weightsName]);
  if (resume && !checkpoint) remove(folder, [bestName, ...eventFiles(folder)]);
  if (!checkpoint) remove(folder, [metricsName, evaluationsName]);
  writeAtomically(configPath, `${JSON.stringify(config, null, 2)}\n`);

  const metrics = rowFile<MetricsRow>(join(folder, metricsName));
  const evaluations = rowFile<EvaluationRow>(join(folder, evaluationsName));
  const timing = rowFile<TimingRow>(join(folder, timingName));
  const events = openEventFile(folder, checkpoint?.number ?? 0);
  return {
    checkpoint,
    checkpoints,
    rewindMetrics: metrics.rewind,
    addMetrics(row) {
      const bytes = metrics.add(row);
      events.add('train', row);
      return bytes;
    },
    addTiming(row) {
      timing.add(row);
      events.add('clock', row);
    },
    rewindEvaluations: evaluations.rewind,
    addEvaluation(row) {
      const bytes = evaluations.add(row);
      events.add('evaluation', row);
      return bytes;
    },
    sync() {
      metrics.sync();
      evaluations.sync();
    },
  };
}

/** Deletes what training has written into a folder, and nothing else. */
export function removeRun(folder: string): void {
  const rows = [metricsName, evaluationsName, timingName, ...eventFiles(folder)];
  // The config goes last: whatever stops this, no old checkpoint is taken for the new run's.
  remove(folder, ['checkpoints', bestName, descriptionName, weightsName, ...rows, configName]);
}

function remove(folder: string, names: readonly string[]): void {
  explainFailure(folder, () => {
    for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
  });
}

function checkConfig(configPath: string, config: Config, folder: string): void {
  if (!existsSync(configPath)) throw new UsageError(`${folder} holds no run to resume: expected ${configPath}`);
  const before = loadConfig({ file: configPath });
  for (const key of Object.keys(before) as (keyof Config)[]) {
    if (changeable.includes(key) || before[key] === config[key]) continue;
    throw new UsageError(
      `cannot resume ${folder}: its run has ${key} ${JSON.stringify(before[key])}, got ${JSON.stringify(config[key])}; leave the option out or start another run`,
    );
  }
}

/** No checkpoint at all means that the run was stopped before its first: it starts again, to the same bytes. */
function newestUsable(checkpoints: string, folder: string, onWarning: (line: string) => void): FileSet | undefined {
  const faults: string[] = [];
  const set = newestFileSet(checkpoints, { onFault: (line) => faults.push(line) });
  if (!set && faults.length > 0) {
    throw new UsageError(`cannot resume ${folder}: ${faults.join('; ')}; start again with --overwrite`);
  }
  if (!set && existsSync(join(folder, descriptionName))) {
    throw new UsageError(`cannot resume ${folder}: expected checkpoints, got only the agent of a run that has ended`);
  }
  for (const fault of faults) onWarning(`${fault}; going on from decision ${set!.number} instead`);
  if (set) discardSetsAfter(checkpoints, set.number);
  return set;
}
