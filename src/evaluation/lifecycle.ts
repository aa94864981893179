/**
 * The lifecycle of an evaluation, the same for games, recorded states and images: plan the jobs, skip those whose lines exist,
 * start the workers, append each finished line with its time, and report.
 */
import type { Lease } from '../files/lease.js';
import { runJobs } from '../jobs/worker.js';
import type { PieceKey } from '../storage/results/lines.js';
import {
  type OnWarning,
  openResultFolder,
  type ResultFolder,
  type ResultFolderOptions,
} from '../storage/results/result-folder.js';
import type { Timed, Timing } from '../storage/results/timing.js';
import { type Computing, type LineWorker, type PoolOptions, startPool } from './worker.js';

/** A plan of jobs, each of which computes one or more lines. */
export interface Work<Job, Line> {
  readonly jobs: readonly Job[];
  /** Keys of the lines of a job, in the order of the results. */
  keysOf(job: Job): readonly PieceKey[];
  keyOf(line: Line): PieceKey;
  /** Returns the part of a job whose lines are missing; undefined where none is. */
  missingPart(job: Job, isDone: (key: PieceKey) => boolean): Job | undefined;
  /** The order in which jobs are begun, one after the other; it may leave out the last ones. Default: that of the plan. */
  order?(jobs: readonly Job[]): Iterable<Job>;
}

const textOf = (key: PieceKey): string => JSON.stringify(key);

/** Returns the jobs, or parts of jobs, whose lines are not among `lines`. */
export function missingJobs<Job, Line>(work: Work<Job, Line>, lines: readonly Line[]): Job[] {
  const done = new Set(lines.map((line) => textOf(work.keyOf(line))));
  return work.jobs.flatMap((job) => work.missingPart(job, (key) => done.has(textOf(key))) ?? []);
}

/** Estimates the remaining time. */
export interface Clock<Job, Line, Progress> {
  progress?(job: Job, progress: Progress): void;
  finish(job: Job, pieces: readonly Timed<Line>[]): void;
  /** Returns null before the first job has finished. */
  secondsLeft(): number | null;
}

/** How far a computation is. */
interface LineCount {
  readonly linesDone: number;
  readonly linesTotal: number;
  /** Takes some time to compute, so it is a function. */
  readonly secondsLeft: () => number | null;
}

/** Where finished lines come from, which workers compute the others, and where new lines go. */
export interface LineStore<Job, Line, Progress> {
  /** Lines that exist already. Those that are not in the plan are left out. */
  readonly finished?: readonly Line[];
  /** Starts the workers. Called only where jobs are left. @param jobs number of jobs left */
  readonly startWorkers: (jobs: number) => readonly LineWorker<Job, Line, Progress>[];
  /** Receives new lines as soon as they are finished. */
  readonly onLines?: (lines: readonly Line[], timing: Timing) => void;
  /** Returns the parts of a job that was not finished, by the key of its line; default none. */
  readonly partsOf?: (key: PieceKey) => readonly object[];
  /** Receives new parts of such jobs. */
  readonly onPart?: ((key: PieceKey, part: object) => void) | undefined;
}

export interface ComputeOptions<Job, Line, Progress> extends LineStore<Job, Line, Progress> {
  /** Aborting it ends the computation as soon as possible; finished lines are kept. */
  readonly signal?: AbortSignal | undefined;
  readonly createClock: (jobs: readonly Job[], workers: number) => Clock<Job, Line, Progress>;
  /** Called once, before the first job. */
  readonly onStart?: ((linesDone: number, linesTotal: number) => void) | undefined;
  /** Called while a job runs, for workers that report progress. */
  readonly onProgress?: ((job: Job, progress: Progress, count: LineCount) => void) | undefined;
  /** Called after each job, when its lines have been stored. */
  readonly onFinished?: ((job: Job, count: LineCount) => void) | undefined;
}

export interface Computed<Line> {
  /** The lines of the plan that exist, in its order. */
  readonly lines: readonly Line[];
  /** False when the signal was aborted before the end. */
  readonly complete: boolean;
}

/** Computes the lines of a plan that do not exist yet. */
export async function computeMissing<Job, Line, Progress = never>(
  work: Work<Job, Line>,
  options: ComputeOptions<Job, Line, Progress>,
): Promise<Computed<Line>> {
  const { finished = [], signal } = options;
  const done = new Map(finished.map((line) => [textOf(work.keyOf(line)), line]));
  const planned = work.jobs.flatMap(work.keysOf).map(textOf);
  const jobs = missingJobs(work, finished);
  let linesDone = planned.filter((key) => done.has(key)).length;
  options.onStart?.(linesDone, planned.length);

  const pool = jobs.length > 0 ? options.startWorkers(jobs.length) : [];
  const clock = options.createClock(jobs, pool.length);
  const secondsLeft = () => clock.secondsLeft();
  const count = (): LineCount => ({ linesDone, linesTotal: planned.length, secondsLeft });
  try {
    const complete = await runJobs<Job, readonly Timed<Line>[], Progress>(work.order?.(jobs) ?? jobs, pool, {
      signal,
      onProgress(progress, job) {
        clock.progress?.(job, progress);
        options.onProgress?.(job, progress, count());
      },
      onPart: (part, job) => options.onPart?.(work.keysOf(job)[0]!, part),
      onResult(pieces, job) {
        for (const { lines, timing } of pieces) {
          // A part of a block may exist: a process can be killed between two of its lines.
          const fresh = lines.filter((line) => !done.has(textOf(work.keyOf(line))));
          options.onLines?.(fresh, timing);
          for (const line of fresh) done.set(textOf(work.keyOf(line)), line);
          linesDone += fresh.length;
        }
        clock.finish(job, pieces);
        options.onFinished?.(job, count());
      },
    });
    return { lines: planned.flatMap((key) => done.get(key) ?? []), complete };
  } finally {
    await Promise.all(pool.map((worker) => worker.dispose()));
  }
}

/** Options of every evaluation that runs in a folder. */
export interface FolderOptions {
  /** Folder of the results. */
  readonly folder: string;
  /** Replaces an evaluation that is there, as soon as the first new line is finished. */
  readonly overwrite?: boolean;
  /** The engine and the number of worker threads. */
  readonly computing: Computing;
  /** Aborting it ends the evaluation as soon as possible; finished lines are kept. */
  readonly signal?: AbortSignal | undefined;
  /** Receives a line when the lease of a process that has ended is taken over. */
  readonly onWarning?: OnWarning | undefined;
}

export interface FolderRun<Job, Line, Progress> {
  readonly results: Omit<ResultFolderOptions<Line>, 'overwrite'>;
  readonly pool: PoolOptions<Job, Line, Progress>;
}

/**
 * Opens a result folder, passes `compute` the lines it holds and a store that appends new ones, and closes its file of lines.
 * @throws UsageError as `openResultFolder`
 */
export async function computeInFolder<Job, Line extends object, Progress, Found>(
  lease: Lease,
  { folder: path, overwrite = false }: Pick<FolderOptions, 'folder' | 'overwrite'>,
  { results, pool }: FolderRun<Job, Line, Progress>,
  compute: (store: LineStore<Job, Line, Progress>, folder: ResultFolder<Line>) => Promise<Found>,
): Promise<{ readonly found: Found; readonly folder: ResultFolder<Line> }> {
  const folder = openResultFolder<Line>(path, lease, { ...results, overwrite });
  const store: LineStore<Job, Line, Progress> = {
    finished: folder.lines,
    startWorkers(jobs) {
      folder.expectRevision();
      return startPool(jobs, pool);
    },
    onLines: folder.add,
    partsOf: folder.partsOf,
    onPart: folder.addPart,
  };
  const found = await compute(store, folder);
  folder.finish();
  return { found, folder };
}

/** Makes the text of a file from a report. */
type ReportFile<Report, Text> = (report: Report) => Text;

/** Writes files that are made from a report, by name. */
export function writeReport<Report>(
  folder: Pick<ResultFolder<never>, 'write'>,
  report: Report,
  files: Readonly<Record<string, ReportFile<Report, string>>>,
): void {
  for (const [name, contents] of Object.entries(files)) folder.write(name, contents(report));
}

/** The same for files whose text takes time to make, such as plots. */
export async function writeReportLater<Report>(
  folder: Pick<ResultFolder<never>, 'write'>,
  report: Report,
  files: Readonly<Record<string, ReportFile<Report, string | Promise<string>>>> = {},
): Promise<void> {
  for (const [name, contents] of Object.entries(files)) folder.write(name, await contents(report));
}
