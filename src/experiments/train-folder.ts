/**
 * The folder of a training run:
 *
 *     config.json       the merged config
 *     metrics.jsonl     one `MetricsRow` a line; the same bytes for the same config and seed
 *     timing.jsonl      one `TimingRow` a line: all that depends on the clock and the machine
 *     checkpoints/      the two newest, see agent/file-set.ts
 *     model.*           the agent, when the run has ended (agent/agent-files.ts)
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { descriptionName, weightsName } from '../agent/agent-files.js';
import { type Config, loadConfig } from '../agent/config.js';
import { discardSetsAfter, type FileSet, newestFileSet } from '../agent/file-set.js';
import { appendWhole, explainFailure, writeAtomically } from '../agent/files.js';
import { UsageError } from '../errors.js';

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

export interface TimingRow {
  readonly decision: number;
  /** Since this process began. */
  readonly seconds: number;
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
  /** Makes the metrics durable, before a checkpoint speaks of them. */
  sync(): void;
}

export interface OpenOptions {
  /** Go on with the run in the folder. */
  readonly resume?: boolean;
  /** Delete the run in the folder first. */
  readonly overwrite?: boolean;
  /** Told about damaged checkpoints that were passed over. */
  readonly onWarning?: (line: string) => void;
}

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
  const configPath = join(folder, 'config.json');
  const metricsPath = join(folder, 'metrics.jsonl');
  const timingPath = join(folder, 'timing.jsonl');
  const checkpoints = join(folder, 'checkpoints');

  // A run that goes on has no final agent: until it ends, its newest checkpoint is its agent. Of a run that is replaced,
  // the config goes last: whatever stops this, no old checkpoint is taken for the new run's.
  const finalAgent = [join(folder, descriptionName), join(folder, weightsName)];
  const stale = resume
    ? finalAgent
    : overwrite
      ? [checkpoints, ...finalAgent, metricsPath, timingPath, configPath]
      : [];

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
  explainFailure(folder, () => {
    for (const path of stale) rmSync(path, { recursive: true, force: true });
  });
  writeAtomically(configPath, `${JSON.stringify(config, null, 2)}\n`);
  if (!checkpoint) explainFailure(metricsPath, () => rmSync(metricsPath, { force: true }));

  const append = (path: string, row: object) => appendWhole(path, `${JSON.stringify(row)}\n`);
  const size = () => (existsSync(metricsPath) ? statSync(metricsPath).size : 0);
  return {
    checkpoint,
    checkpoints,
    rewindMetrics(bytes) {
      if (size() > bytes) explainFailure(metricsPath, () => truncateSync(metricsPath, bytes));
    },
    addMetrics(row) {
      append(metricsPath, row);
      return size();
    },
    addTiming: (row) => append(timingPath, row),
    sync() {
      if (!existsSync(metricsPath)) return;
      explainFailure(metricsPath, () => {
        const file = openSync(metricsPath, 'r+');
        try {
          fsyncSync(file);
        } finally {
          closeSync(file);
        }
      });
    },
  };
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
