/**
 * The folder of a training run, of an agent or a classifier:
 *
 *     run.json          marks the folder, and holds the config as the run last wrote it (record.ts)
 *     config.json       the merged config
 *     metrics.jsonl     a row per period; the same bytes for the same config and seed
 *     evaluations.jsonl a row per evaluation; the same bytes too
 *     timing.jsonl      all that depends on the clock and the machine
 *     warnings.jsonl    what was remarkable (warnings.ts)
 *     events.out.*      all these rows for TensorBoard (events.ts)
 *     mlflow.json       which MLflow run follows the run, if one does (tracking/mlflow.ts)
 *     checkpoints/      the two newest (files/file-set.ts)
 *     initial/          the agent from whose weights the run started, if it did
 *     best/             the agent with the best evaluation so far, where evaluations choose one
 *     model.*           the model, when the run has ended (model/model-files.ts)
 *     lease.json        which process writes to the folder, while one does (files/lease.ts)
 *
 * Opening a folder only reads it. The folder is changed when the run begins, once everything has been set up.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { discardSetsAfter, type FileSet, type Files, fileSets, writeFileSet } from '../../files/file-set.js';
import type { Lease } from '../../files/lease.js';
import { type FolderKind, openOwnFolder } from '../../files/own-folder.js';
import { eventFiles, openEventFile } from './events.js';
import { checkpointsName, evaluationsName, metricsName } from './names.js';
import {
  expectRun,
  isUnbegun,
  type RecordOptions,
  type RunKind,
  type RunRecord,
  readRecord,
  runFolderKind,
  writeRecord,
} from './record.js';
import {
  bestFiles,
  finishReplacement,
  modelFiles,
  removeFiles,
  removeTemporaryFiles,
  replacedName,
  replaceRun,
} from './replace.js';
import { acceptedChanges, expectNoShorter, expectSameRun, expectStart, otherRunFault, restoreFault } from './resume.js';
import { type RunRows, rowPrintsName, runRows } from './rows.js';
import type { OpenTracker, RunEnd } from './tracker.js';

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
  /** Makes the rows durable, and writes a checkpoint with their sizes and hashes. */
  addCheckpoint(step: number, files: Files): void;
  /** Writes other files of the run. @throws Error before that when another process has taken the run over */
  asWriter<T>(write: () => T): T;
  /** Tells those that follow the run how it has ended, unless another process has taken the run over. */
  end(end: RunEnd): Promise<void>;
  /** Ends the lease of the folder. */
  release(): void;
}

/** What training needs: memory, networks, threads. */
export interface Setup {
  dispose(): Promise<void>;
}

export interface BeginSteps<Made extends Setup, State> {
  readonly create: () => Promise<Made>;
  /** Restores a checkpoint into a new setup. @throws Error when its content does not fit */
  readonly restore: (checkpoint: FileSet, setup: Made) => State | Promise<State>;
  readonly initialize: (setup: Made) => State | Promise<State>;
}

export interface OpenOptions {
  /** Resume the run in the folder. */
  readonly resume?: boolean;
  /** Replace the run in the folder, once the new one has begun. */
  readonly overwrite?: boolean;
  /** With `resume`: accept a config that differs from the run's. */
  readonly acceptConfigChanges?: boolean;
  /** Follows the run beside its own files, such as a tracking server. */
  readonly track?: OpenTracker | undefined;
  /** Receives a line for each damaged checkpoint that was skipped, and when a lease was taken over. */
  readonly onWarning?: ((line: string) => void) | undefined;
}

/** A run may also lie in the folder to which a replacement has moved it (replace.ts). */
const folderKind = (kind: Pick<RunKind<never>, 'model'>): FolderKind => {
  const { isMarked, ...rest } = runFolderKind(kind);
  return { ...rest, isMarked: (folder) => isMarked(folder) || isMarked(join(folder, replacedName)) };
};

/**
 * Takes the folder's lease and checks that the run can begin there.
 * @param files with which a new run begins, by path in its folder
 * @throws UsageError when the folder does not fit the options or is in use; Error when it cannot be written
 */
export function openRun<Config extends object, Rows extends RunRows>(
  kind: RunKind<Config>,
  folder: string,
  config: Config,
  options: OpenOptions = {},
  files: RecordOptions['files'] = {},
): RunFolder<Rows> {
  const { resume = false, overwrite = false, acceptConfigChanges = false, track, onWarning = () => {} } = options;
  if (resume && overwrite) throw new UsageError('--resume continues a run, --overwrite deletes it: choose one of them');
  if (acceptConfigChanges && !resume) throw new UsageError('--accept-config-changes requires --resume');
  if (resume && !existsSync(join(folder, replacedName))) expectRun(kind, folder);
  const { lease } = openOwnFolder(folder, folderKind(kind), { onWarning });
  try {
    finishReplacement(folder);
    if (resume) expectSameRun(kind, folder, config, { acceptConfigChanges });
    else if (runFolderKind(kind).isMarked(folder) && !isUnbegun(folder) && !overwrite) {
      throw new UsageError(
        `${folder} already holds a run: continue it with --resume, replace it with --overwrite, or choose another --out`,
      );
    }
    return runFolder(kind, folder, config, {
      record: resume ? readRecord(folder) : undefined,
      lease,
      files,
      track,
      onWarning,
    });
  } catch (error) {
    lease.release();
    throw error;
  }
}

interface Opened {
  /** Of the run to be resumed; undefined: the run is new. */
  readonly record: RunRecord | undefined;
  readonly lease: Lease;
  /** With which a new run begins. */
  readonly files: RecordOptions['files'];
  readonly track: OpenTracker | undefined;
  readonly onWarning: (line: string) => void;
}

function runFolder<Config extends object, Rows extends RunRows>(
  kind: RunKind<Config>,
  folder: string,
  config: Config,
  { record, lease, files, track, onWarning }: Opened,
): RunFolder<Rows> {
  const checkpoints = join(folder, checkpointsName);
  const rows = runRows<Rows>(folder);

  const asWriter = <T>(write: () => T): T => {
    lease.expectHeld();
    return write();
  };

  /** Changes the folder to what it was at the checkpoint, or to a run that has just begun. */
  function commit(from?: FileSet): void {
    lease.expectHeld();
    removeTemporaryFiles(folder);
    if (!record) layOutRun(kind, folder, config, files);
    else {
      if (from) discardSetsAfter(checkpoints, from.number);
      // A resumed run has no final model: until it ends, its newest checkpoint is its model.
      removeFiles(folder, modelFiles);
      if (!from) removeFiles(folder, [...bestFiles, ...eventFiles(folder), metricsName, evaluationsName]);
      const keys = acceptedChanges(kind, config, record);
      writeRecord(kind, folder, config, { before: record, change: keys && { at: from?.number ?? 0, keys } });
    }
    const cut = from ? rows.rewindTo(from) : 0;
    if (cut > 0) onWarning(`${folder}: ${cut} bytes of rows after the checkpoint were deleted; training repeats them`);
    const tracked = { folder, config, from: from?.number ?? 0 };
    rows.follow([openEventFile(tracked), ...(track ? [track(tracked)] : [])]);
  }

  /** Restores one checkpoint and resumes the run there. @returns what is wrong with it when it cannot be restored */
  async function beginAt<Made extends Setup, State>(
    checkpoint: FileSet,
    { create, restore }: BeginSteps<Made, State>,
    resumed: RunRecord,
  ): Promise<{ setup: Made; state: State } | { fault: string }> {
    try {
      const fault = rows.faultAt(checkpoint) ?? otherRunFault(kind, checkpoint, resumed);
      if (fault !== undefined) return { fault };
    } catch (error) {
      return { fault: restoreFault(checkpoint, error) };
    }
    expectNoShorter(kind, folder, config, checkpoint.number);
    const setup = await create();
    let state: State;
    try {
      state = await restore(checkpoint, setup);
    } catch (error) {
      await setup.dispose();
      return { fault: restoreFault(checkpoint, error) };
    }
    await orDispose(setup, () => commit(checkpoint));
    return { setup, state };
  }

  return {
    asWriter,
    async begin(steps) {
      const faults: string[] = [];
      for (const checkpoint of record ? fileSets(checkpoints, { onFault: (line) => faults.push(line) }) : []) {
        const begun = await beginAt(checkpoint, steps, record!);
        if ('fault' in begun) faults.push(begun.fault);
        else {
          for (const line of faults) onWarning(`${line}; resuming from step ${checkpoint.number} instead`);
          return begun;
        }
      }
      if (record) expectStart(kind, folder, faults);
      const setup = await steps.create();
      return orDispose(setup, async () => {
        const state = await steps.initialize(setup);
        if (record && existsSync(join(folder, metricsName))) {
          onWarning(`${folder} has no checkpoint: the run starts again at step 0, and repeats its rows`);
        }
        commit();
        return { setup, state };
      });
    },
    addMetrics: (row) => asWriter(() => rows.addMetrics(row)),
    addTiming: (row) => asWriter(() => rows.addTiming(row)),
    addEvaluation: (row) => asWriter(() => rows.addEvaluation(row)),
    addCheckpoint(step, files) {
      lease.expectHeld();
      const prints = rows.printsText();
      writeFileSet(checkpoints, step, { ...files, [rowPrintsName]: () => prints });
    },
    async end(end) {
      try {
        lease.expectHeld();
      } catch {
        return; // another process continues the run, and will end it
      }
      await rows.end(end);
    },
    release: lease.release,
  };
}

/** Does the work; disposes the setup when it fails. */
async function orDispose<T>(setup: Setup, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await setup.dispose();
    throw error;
  }
}

/** Writes the files of a run that has not begun, in place of a run that may be there: resuming it starts it. */
export function layOutRun(
  kind: Pick<RunKind<never>, 'model'>,
  folder: string,
  config: object,
  files: RecordOptions['files'] = {},
): void {
  replaceRun(folder, () => writeRecord(kind, folder, config, { files }));
}
