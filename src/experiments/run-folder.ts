/**
 * The folder of a training run, of an agent or a classifier:
 *
 *     config.json       the merged config
 *     metrics.jsonl     a row a period; the same bytes for the same config and seed
 *     evaluations.jsonl a row an evaluation; the same bytes too
 *     timing.jsonl      all that depends on the clock and the machine
 *     events.out.*      all these rows for TensorBoard
 *     checkpoints/      the two newest, see files/file-set.ts
 *     best/             the model of the best evaluation so far, where such a one is kept
 *     model.*           the model, when the run has ended (files/model-files.ts)
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../errors.js';
import type { ConfigFile } from '../files/config-file.js';
import { discardSetsAfter, type FileSet, newestFileSet } from '../files/file-set.js';
import { explainFailure, writeAtomically } from '../files/files.js';
import { descriptionName, weightsName } from '../files/model-files.js';
import { rowFile } from './row-file.js';
import { eventFiles, openEventFile } from './train-events.js';

/** What the rows of a kind of run are. */
export interface RunRows {
  readonly metrics: object;
  readonly evaluation: object;
  readonly timing: object;
}

export interface RunFolder<Rows extends RunRows> {
  /** The checkpoint to go on from. */
  readonly checkpoint: FileSet | undefined;
  readonly checkpoints: string;
  /** Makes metrics.jsonl end where it did at the checkpoint. */
  rewindMetrics(bytes: number): void;
  /** → bytes of metrics.jsonl */
  addMetrics(row: Rows['metrics']): number;
  addTiming(row: Rows['timing']): void;
  /** Makes evaluations.jsonl end where it did at the checkpoint. */
  rewindEvaluations(bytes: number): void;
  /** → bytes of evaluations.jsonl */
  addEvaluation(row: Rows['evaluation']): number;
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

/** What sets one kind of run apart. */
export interface RunKind<Config extends object> {
  /** Key of every row that says how far the run was: `decision`, `step`. */
  readonly position: string;
  /** What a run that has ended leaves: `agent`. */
  readonly model: string;
  readonly loadConfig: ConfigFile<Config>['load'];
  /** What may differ when a run goes on: how long it lasts, how often it saves, what computes. */
  readonly changeable: readonly (keyof Config)[];
  /** The position at which it ends, where that may differ, and the option that sets it. */
  readonly length?: { readonly key: keyof Config; readonly option: string };
}

export const configName = 'config.json';
export const metricsName = 'metrics.jsonl';
export const evaluationsName = 'evaluations.jsonl';
/** Folder of the model with the best evaluation. */
export const bestName = 'best';
const timingName = 'timing.jsonl';

/** @throws UsageError when the folder does not fit the wish; Error when it cannot be written */
export function openRun<Config extends object, Rows extends RunRows>(
  kind: RunKind<Config>,
  folder: string,
  config: Config,
  options: OpenOptions = {},
): RunFolder<Rows> {
  const { resume = false, overwrite = false, onWarning = () => {} } = options;
  const configPath = join(folder, configName);
  const checkpoints = join(folder, 'checkpoints');

  if (resume && overwrite) throw new UsageError('--resume continues a run, --overwrite deletes it: choose one of them');
  if (!resume) explainFailure(folder, () => mkdirSync(folder, { recursive: true }));
  let checkpoint: FileSet | undefined;
  if (resume) {
    expectSameRun(kind, folder, config);
    checkpoint = newestUsable(kind, checkpoints, folder, onWarning);
    expectNoShorter(kind, folder, config, checkpoint?.number ?? 0);
  } else if (existsSync(configPath) && !overwrite) {
    throw new UsageError(
      `${folder} already holds a run: continue it with --resume, replace it with --overwrite, or choose another --out`,
    );
  }
  if (overwrite) removeRun(folder);
  // A run that goes on has no final model: until it ends, its newest checkpoint is its model.
  if (resume) remove(folder, [descriptionName, weightsName]);
  if (resume && !checkpoint) remove(folder, [bestName, ...eventFiles(folder)]);
  if (!checkpoint) remove(folder, [metricsName, evaluationsName]);
  writeAtomically(configPath, `${JSON.stringify(config, null, 2)}\n`);

  const metrics = rowFile<Rows['metrics']>(join(folder, metricsName));
  const evaluations = rowFile<Rows['evaluation']>(join(folder, evaluationsName));
  const timing = rowFile<Rows['timing']>(join(folder, timingName));
  const events = openEventFile(folder, kind.position, checkpoint?.number ?? 0);
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

/** @throws UsageError when the folder holds no run, or one that differs in more than it may */
export function expectSameRun<Config extends object>(
  { loadConfig, changeable }: RunKind<Config>,
  folder: string,
  config: Config,
): void {
  const configPath = join(folder, configName);
  if (!existsSync(configPath)) throw new UsageError(`${folder} holds no run to resume: expected ${configPath}`);
  const before = loadConfig({ file: configPath });
  for (const key of Object.keys(before) as (keyof Config)[]) {
    if (changeable.includes(key) || before[key] === config[key]) continue;
    throw new UsageError(
      `cannot resume ${folder}: its run has ${String(key)} ${JSON.stringify(before[key])}, got ${JSON.stringify(config[key])}; leave the option out or start another run`,
    );
  }
}

/**
 * @param made position at which the run goes on; it may be a little beyond the end that the run had from the first
 * @throws UsageError when a new end lies before it
 */
export function expectNoShorter<Config extends object>(
  { position, loadConfig, length }: RunKind<Config>,
  folder: string,
  config: Config,
  made: number,
): void {
  if (!length || made <= Number(config[length.key])) return;
  if (config[length.key] >= loadConfig({ file: join(folder, configName) })[length.key]) return;
  throw new UsageError(
    `cannot resume ${folder}: its run is at ${position} ${made}, expected ${length.option} of as many or more, got ${config[length.key]}`,
  );
}

/** No checkpoint at all means that the run was stopped before its first: it starts again, to the same bytes. */
function newestUsable(
  { model, position }: Pick<RunKind<object>, 'model' | 'position'>,
  checkpoints: string,
  folder: string,
  onWarning: (line: string) => void,
): FileSet | undefined {
  const faults: string[] = [];
  const set = newestFileSet(checkpoints, { onFault: (line) => faults.push(line) });
  if (!set && faults.length > 0) {
    throw new UsageError(`cannot resume ${folder}: ${faults.join('; ')}; start again with --overwrite`);
  }
  if (!set && existsSync(join(folder, descriptionName))) {
    throw new UsageError(
      `cannot resume ${folder}: expected checkpoints, got only the ${model} of a run that has ended`,
    );
  }
  for (const fault of faults) onWarning(`${fault}; going on from ${position} ${set!.number} instead`);
  if (set) discardSetsAfter(checkpoints, set.number);
  return set;
}
