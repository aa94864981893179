/**
 * The folder of a training run, of an agent or a classifier:
 *
 *     run.json          marks the folder, and holds the config as the run last wrote it (run-record.ts)
 *     config.json       the merged config
 *     metrics.jsonl     a row a period; the same bytes for the same config and seed
 *     evaluations.jsonl a row an evaluation; the same bytes too
 *     timing.jsonl      all that depends on the clock and the machine
 *     events.out.*      all these rows for TensorBoard
 *     checkpoints/      the two newest, see files/file-set.ts
 *     best/             the model of the best evaluation so far, where such a one is kept
 *     model.*           the model, when the run has ended (files/model-files.ts)
 *     lease.json        while a process writes to the folder: which one (files/lease.ts)
 *
 * Opening a folder only reads it. It is changed when the run begins, once everything has been set up.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import {
  discardSetsAfter,
  type FileSet,
  type Files,
  fileSets,
  readSetJson,
  writeFileSet,
} from '../../files/file-set.js';
import { type FolderKind, openOwnFolder } from '../../files/own-folder.js';
import { parseJson } from '../../files/parse-json.js';
import { descriptionName } from '../../model/model-files.js';
import { type RowPrint, rowFile, rowPrintSchema } from '../row-file.js';
import { eventFiles, openEventFile } from './events.js';
import {
  configName,
  differences,
  expectUnedited,
  type RunKind,
  type RunRecord,
  readRecord,
  runFolderKind,
  writeRecord,
} from './record.js';
import {
  bestFiles,
  checkpointsName,
  evaluationsName,
  finishReplacement,
  metricsName,
  modelFiles,
  removeFiles,
  removeTemporaryFiles,
  replacedName,
  replaceRun,
  timingName,
} from './replace.js';

export { configName, type RunKind } from './record.js';
export { bestName, bestRowName, evaluationsName, metricsName } from './replace.js';

/** What the rows of a kind of run are. */
export interface RunRows {
  readonly metrics: object;
  readonly evaluation: object;
  readonly timing: object;
}

export interface RunFolder<Rows extends RunRows> {
  /**
   * Sets the training up and begins the run: at the newest checkpoint that can be restored, else from the start. Until
   * `create` and `restore` or `initialize` have succeeded, nothing in the folder changes.
   * @throws UsageError when there are checkpoints and none can be restored; what `create` and `initialize` throw
   */
  begin<Made extends Setup, State>(steps: BeginSteps<Made, State>): Promise<{ setup: Made; state: State }>;
  addMetrics(row: Rows['metrics']): void;
  addTiming(row: Rows['timing']): void;
  addEvaluation(row: Rows['evaluation']): void;
  /** Makes the rows durable, and writes a checkpoint that vouches for them. */
  addCheckpoint(position: number, files: Files): void;
  /** Calls what writes other files of the run. @throws Error before that when another process has taken the run over */
  asWriter<T>(write: () => T): T;
  /** Lets other processes write to the folder. */
  release(): void;
}

/** What training needs: memory, networks, threads. */
export interface Setup {
  dispose(): Promise<void>;
}

export interface BeginSteps<Made extends Setup, State> {
  readonly create: () => Promise<Made>;
  /** Puts a checkpoint into a new setup. @throws Error when its content does not fit */
  readonly restore: (checkpoint: FileSet, setup: Made) => State | Promise<State>;
  readonly initialize: (setup: Made) => State | Promise<State>;
}

export interface OpenOptions {
  /** Go on with the run in the folder. */
  readonly resume?: boolean;
  /** Replace the run in the folder, once the new one has begun. */
  readonly overwrite?: boolean;
  /** With `resume`: accept a config that differs from the run's. */
  readonly acceptConfigChanges?: boolean;
  /** Told about damaged checkpoints that were passed over, and about a lease that was taken over. */
  readonly onWarning?: ((line: string) => void) | undefined;
}

/** File of a checkpoint: sizes and hashes of the run's row files when it was written. */
const rowPrintsName = 'rows.json';
const rowPrintsSchema = z.object({ metrics: rowPrintSchema, evaluations: rowPrintSchema });
type RowPrints = z.infer<typeof rowPrintsSchema>;

const folderKind = <Config extends object>(kind: RunKind<Config>): FolderKind => {
  const { isMarked, ...rest } = runFolderKind(kind);
  return { ...rest, isMarked: (folder) => isMarked(folder) || isMarked(join(folder, replacedName)) };
};

/**
 * Takes the folder's lease and checks that the run can begin there.
 * @throws UsageError when the folder does not fit the wish or is in use; Error when it cannot be written
 */
export function openRun<Config extends object, Rows extends RunRows>(
  kind: RunKind<Config>,
  folder: string,
  config: Config,
  options: OpenOptions = {},
): RunFolder<Rows> {
  const { resume = false, overwrite = false, acceptConfigChanges = false, onWarning = () => {} } = options;
  if (resume && overwrite) throw new UsageError('--resume continues a run, --overwrite deletes it: choose one of them');
  if (acceptConfigChanges && !resume) throw new UsageError('--accept-config-changes requires --resume');
  if (resume) expectRun(folder);
  const { lease } = openOwnFolder(folder, folderKind(kind), { onWarning });
  try {
    finishReplacement(folder);
    const holdsRun = runFolderKind(kind).isMarked(folder);
    if (resume) expectSameRun(kind, folder, config, { acceptConfigChanges });
    else if (holdsRun && !overwrite) {
      throw new UsageError(
        `${folder} already holds a run: continue it with --resume, replace it with --overwrite, or choose another --out`,
      );
    }
    const record = resume ? readRecord(folder) : undefined;
    // Of an accepted change, version 0.1 tells only the outcome.
    const expected = record?.config ?? (acceptConfigChanges ? undefined : config);
    return runFolder(kind, folder, config, { resume, record, expected, lease, onWarning });
  } catch (error) {
    lease.release();
    throw error;
  }
}

interface Opened {
  readonly resume: boolean;
  readonly record: RunRecord | undefined;
  /** The config that checkpoints have; undefined: not known. */
  readonly expected: object | undefined;
  readonly lease: ReturnType<typeof openOwnFolder>['lease'];
  readonly onWarning: (line: string) => void;
}

function runFolder<Config extends object, Rows extends RunRows>(
  kind: RunKind<Config>,
  folder: string,
  config: Config,
  { resume, record, expected, lease, onWarning }: Opened,
): RunFolder<Rows> {
  const checkpoints = join(folder, checkpointsName);
  const metrics = rowFile<Rows['metrics']>(join(folder, metricsName));
  const evaluations = rowFile<Rows['evaluation']>(join(folder, evaluationsName));
  const timing = rowFile<Rows['timing']>(join(folder, timingName));
  let events: ReturnType<typeof openEventFile> | undefined;

  const asWriter = <T>(write: () => T): T => {
    lease.expectHeld();
    return write();
  };

  /** What is wrong with a checkpoint whose files are as its manifest says; undefined: nothing that can be seen from here. */
  function faultOf(set: FileSet): string | undefined {
    const prints = readRowPrints(set);
    const fault = metrics.faultAt(prints.metrics) ?? evaluations.faultAt(prints.evaluations);
    if (fault !== undefined) return `${fault}, as checkpoint ${set.folder} says`;
    const [difference] = changedKeys(kind, set, expected, record);
    if (!difference) return undefined;
    const [key, [theirs, ours]] = difference;
    return `checkpoint ${set.folder} is of another run: expected ${key} ${shown(ours)}, got ${shown(theirs)}`;
  }

  /** Changes the folder to what it was at the checkpoint, or to a run that has just begun. */
  function commit(from?: FileSet): void {
    lease.expectHeld();
    removeTemporaryFiles(folder);
    if (!resume) replaceRun(folder, () => writeRecord(kind, folder, config));
    else {
      if (from) discardSetsAfter(checkpoints, from.number);
      // A run that goes on has no final model: until it ends, its newest checkpoint is its model.
      removeFiles(folder, modelFiles);
      if (!from) removeFiles(folder, [...bestFiles, ...eventFiles(folder), metricsName, evaluationsName]);
      const changes = changesOf(kind, folder, config, record);
      writeRecord(kind, folder, config, record, changes && { at: from?.number ?? 0, keys: changes });
    }
    const prints = from && readRowPrints(from);
    if (prints) {
      const cut = metrics.rewind(prints.metrics.bytes) + evaluations.rewind(prints.evaluations.bytes);
      if (cut > 0) onWarning(`${folder}: ${cut} bytes of rows after the checkpoint are cut off, and made again`);
    }
    events = openEventFile(folder, kind.position, from?.number ?? 0);
  }

  return {
    asWriter,
    async begin({ create, restore, initialize }) {
      const faults: string[] = [];
      const onFault = (line: string) => faults.push(line);
      for (const set of resume ? fileSets(checkpoints, { onFault }) : []) {
        const fault = await attempt(() => faultOf(set));
        if ('error' in fault || fault.value !== undefined) {
          faults.push('error' in fault ? restoreFault(set, fault.error) : fault.value!);
          continue;
        }
        expectNoShorter(kind, folder, config, set.number);
        const setup = await create();
        const state = await attempt(() => restore(set, setup));
        try {
          if ('error' in state) {
            faults.push(restoreFault(set, state.error));
            await setup.dispose();
            continue;
          }
          commit(set);
        } catch (error) {
          await setup.dispose();
          throw error;
        }
        for (const line of faults) onWarning(`${line}; going on from ${kind.position} ${set.number} instead`);
        return { setup, state: state.value };
      }
      if (resume) expectStart(kind, folder, faults);
      const setup = await create();
      try {
        const state = await initialize(setup);
        if (resume && existsSync(join(folder, metricsName))) {
          onWarning(`${folder} has no checkpoint: the run starts again at ${kind.position} 0, to the same rows`);
        }
        commit();
        return { setup, state };
      } catch (error) {
        await setup.dispose();
        throw error;
      }
    },
    addMetrics(row) {
      asWriter(() => metrics.add(row));
      events!.add('train', row);
    },
    addTiming(row) {
      asWriter(() => timing.add(row));
      events!.add('clock', row);
    },
    addEvaluation(row) {
      asWriter(() => evaluations.add(row));
      events!.add('evaluation', row);
    },
    addCheckpoint(position, files) {
      lease.expectHeld();
      metrics.sync();
      evaluations.sync();
      const prints: RowPrints = { metrics: metrics.print(), evaluations: evaluations.print() };
      writeFileSet(checkpoints, position, { ...files, [rowPrintsName]: () => JSON.stringify(prints) });
    },
    release: lease.release,
  };
}

async function attempt<T>(call: () => T | Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await call() };
  } catch (error) {
    return { error };
  }
}

/** Our own messages say what is wrong; those of JavaScript would say it to nobody. */
function restoreFault({ folder }: FileSet, error: unknown): string {
  if (error instanceof UsageError) return error.message;
  return `checkpoint ${folder} is unusable: its files are whole, but their content is not what this version writes`;
}

/** Sizes and hashes of the row files; checkpoints of version 0.1 have only sizes, among their counters. */
function readRowPrints(set: FileSet): { metrics: RowPrint; evaluations: RowPrint } {
  const read = (name: string) => parseJson(set.read(name), `${set.folder}/${name}`);
  if (set.names.includes(rowPrintsName)) return readSetJson(set, rowPrintsName, rowPrintsSchema);
  const state = read('state.json') as Partial<OldCounters> & { readonly counters?: Partial<OldCounters> };
  const { metricsBytes = 0, evaluationBytes, evaluation }: Partial<OldCounters> = state.counters ?? state;
  return { metrics: { bytes: metricsBytes }, evaluations: { bytes: evaluationBytes ?? evaluation?.bytes ?? 0 } };
}

interface OldCounters {
  readonly metricsBytes: number;
  readonly evaluationBytes: number;
  readonly evaluation: { readonly bytes?: number } | null;
}

/** Returns the keys in which a checkpoint's config differs, without those that may change or whose change was accepted. */
function changedKeys<Config extends object>(
  { changeable }: RunKind<Config>,
  set: FileSet,
  expected: object | undefined,
  record: RunRecord | undefined,
) {
  const description = parseJson(set.read(descriptionName), `${set.folder}/${descriptionName}`);
  const { config } = description as { readonly config: object };
  const accepted = record?.changes.flatMap(({ keys }) => Object.keys(keys)) ?? [];
  return Object.entries(differences(config, expected ?? config)).filter(
    ([key, both]) => !both.includes(undefined) && !changeable.includes(key as keyof Config) && !accepted.includes(key),
  );
}

/** What the user has accepted to change; undefined: nothing. */
function changesOf<Config extends object>(
  { changeable, loadConfig }: RunKind<Config>,
  folder: string,
  config: Config,
  record: RunRecord | undefined,
) {
  const before = record?.config ?? loadConfig({ file: join(folder, configName) });
  const changes = Object.entries(differences(before, config)).filter(
    ([key, [old]]) => old !== undefined && !changeable.includes(key as keyof Config),
  );
  return changes.length > 0 ? Object.fromEntries(changes) : undefined;
}

/** @throws UsageError when the folder holds no run */
function expectRun(folder: string): void {
  const path = join(folder, configName);
  if (existsSync(path) || existsSync(join(folder, replacedName))) return;
  throw new UsageError(`${folder} holds no run to resume: expected ${path}`);
}

/**
 * @throws UsageError when the folder holds no run, or one that differs in more than it may; with `acceptConfigChanges` it
 *   may differ in everything
 */
export function expectSameRun<Config extends object>(
  { loadConfig, changeable }: RunKind<Config>,
  folder: string,
  config: Config,
  { acceptConfigChanges = false } = {},
): void {
  expectRun(folder);
  if (acceptConfigChanges) return;
  expectUnedited(folder, readRecord(folder));
  const before = loadConfig({ file: join(folder, configName) });
  for (const key of Object.keys(before) as (keyof Config)[]) {
    if (changeable.includes(key) || before[key] === config[key]) continue;
    const ways = ['leave the option out', 'start another run'];
    // What its checkpoints hold belongs to one game.
    if (key !== 'game') ways.push('accept the change with --accept-config-changes');
    throw new UsageError(
      `cannot resume ${folder}: its run has ${String(key)} ${JSON.stringify(before[key])}, got ${JSON.stringify(config[key])}; ${ways.slice(0, -1).join(', ')}${ways.length > 2 ? ',' : ''} or ${ways.at(-1)}`,
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
  const before = (readRecord(folder)?.config ?? loadConfig({ file: join(folder, configName) })) as Config;
  if (config[length.key] >= before[length.key]) return;
  throw new UsageError(
    `cannot resume ${folder}: its run is at ${position} ${made}, expected ${length.option} of as many or more, got ${config[length.key]}`,
  );
}

/**
 * No checkpoint at all means that the run was stopped before its first: it starts again, to the same bytes.
 * @throws UsageError when there was one, or the run had ended
 */
function expectStart({ model }: Pick<RunKind<object>, 'model'>, folder: string, faults: readonly string[]): void {
  if (faults.length > 0) {
    throw new UsageError(`cannot resume ${folder}: ${faults.join('; ')}; repair it, or start again with --overwrite`);
  }
  if (existsSync(join(folder, descriptionName)) && existsSync(join(folder, configName))) {
    throw new UsageError(
      `cannot resume ${folder}: expected checkpoints, got only the ${model} of a run that has ended`,
    );
  }
}

/** Lays out a run that has not begun, in the place of one that may be there: to start it is to resume it. */
export function layOutRun<Config extends object>(kind: RunKind<Config>, folder: string, config: Config): void {
  replaceRun(folder, () => writeRecord(kind, folder, config));
}
