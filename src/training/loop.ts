/**
 * The loop of every training, of agents and of classifiers: it resumes the run or starts it, and then goes round by round
 * through metrics, evaluations and checkpoints to the final model. A kind of training supplies only what is its own
 * (`TrainingKind`, `Training`).
 */
import { setImmediate } from 'node:timers/promises';
import { timesDue } from '../agent/schedule.js';
import { whenThereIsRoom } from '../files/disk-full.js';
import type { Files } from '../files/file-set.js';
import type { BeginSteps, OpenOptions, RunFolder, Setup } from '../storage/runs/run-folder.js';
import type { RunEnd } from '../storage/runs/tracker.js';
import { createBackground } from './background.js';
import { startClock, type Timing } from './clock.js';

export interface TrainingOptions<Progress> extends OpenOptions {
  /** The run folder (storage/run-folder.ts). */
  readonly folder: string;
  /** Aborting it ends the run after the round in progress, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  /** Between two attempts to write to a full disk. */
  readonly retryPauseSeconds?: number | undefined;
  /** Called after every round. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface TrainingResult {
  readonly step: number;
  /** False when the signal ended the run early: it can be resumed. */
  readonly finished: boolean;
}

/** The rows of a training; `Count` names what its rates count. */
export interface TrainingRows<Count extends string> {
  readonly metrics: { readonly step: number };
  readonly evaluation: { readonly step: number };
  readonly timing: { readonly step: number } & Timing<Count>;
}

/** How far a run is: plain data, kept in its checkpoints. */
export interface Counters<Rows extends TrainingRows<string>> {
  step: number;
  /** The newest row of metrics.jsonl; null before the first, not undefined, which JSON omits. */
  metrics: Rows['metrics'] | null;
  /** The newest row of evaluations.jsonl; null before the first. */
  evaluation: Rows['evaluation'] | null;
}

/** What `onProgress` receives of every training. */
export interface CommonProgress<Rows extends TrainingRows<string>> extends Readonly<Counters<Rows>> {
  readonly totalSteps: number;
  /** Seconds that this process has spent on evaluations. */
  readonly evaluationSeconds: number;
}

/** A training that has begun: what is its own in each part of the loop. */
export interface Training<Count extends string, Rows extends TrainingRows<Count>, Details> {
  /** Learns, round by round, and updates the counters before each yield. */
  rounds(): AsyncIterable<unknown>;
  /** Completes the work in progress, so that the parameters are those of the counters' step. */
  settle(): Promise<void>;
  /** Totals whose rates go into timing.jsonl. */
  counts(): Readonly<Record<Count, number>>;
  /** Closes the period of a metrics row, and starts the next. */
  closePeriod(): Promise<Rows['metrics']>;
  /** Whether an evaluation is to begin, once the one in progress has ended. */
  isEvaluationDue(): boolean;
  /**
   * Whether training continues during an evaluation. Then `evaluate` copies the parameters before it first waits, and the files of
   * a checkpoint contain the copy.
   */
  readonly evaluatesBeside: boolean;
  /** @returns undefined when the signal was aborted before the end: the evaluation is due again then */
  evaluate(signal: AbortSignal): Promise<Rows['evaluation'] | undefined>;
  /** Keeps the model if the evaluation says so; called before its row is written, and again after a full disk. */
  onEvaluation?(row: Rows['evaluation']): void;
  checkpointFiles(): Files | Promise<Files>;
  saveModel(): void;
  /** What its progress reports besides the common part. */
  progress(): Details;
}

export interface TrainingKind<
  Count extends string,
  Rows extends TrainingRows<Count>,
  Details,
  Made extends Setup,
  State extends Counters<Rows>,
> extends BeginSteps<Made, State> {
  readonly totalSteps: number;
  readonly metricsPeriodSteps: number;
  readonly checkpointPeriodMinutes: number;
  readonly start: (setup: Made, counters: State) => Training<Count, Rows, Details>;
}

/**
 * Runs a training to its last step or until the signal is aborted, and leaves a checkpoint and the model in the run
 * folder. While the disk is full, the run waits.
 * @param run opened; it is released at the end
 * @throws Error when a file cannot be written: the last checkpoint is intact
 */
export async function runTraining<
  Count extends string,
  Rows extends TrainingRows<Count>,
  Details,
  Made extends Setup,
  State extends Counters<Rows>,
>(
  run: RunFolder<Rows>,
  kind: TrainingKind<Count, Rows, Details, Made, State>,
  options: TrainingOptions<CommonProgress<Rows> & Details>,
): Promise<TrainingResult> {
  try {
    const { setup, state: counters } = await run.begin(kind);
    let end: RunEnd = 'failed';
    try {
      const training = kind.start(setup, counters);
      const persist = <T>(write: () => T): Promise<T> => {
        const { signal, onWarning, retryPauseSeconds: pauseSeconds } = options;
        return whenThereIsRoom(write, { signal, onWarning, pauseSeconds });
      };
      await learn(run, kind, training, counters, persist, options);
      const { step } = counters;
      // Without a step there is no checkpoint to resume from, and a model would mean that the run has ended.
      if (step > 0) await persist(() => run.asWriter(() => training.saveModel()));
      const finished = step >= kind.totalSteps && !training.isEvaluationDue();
      end = finished ? 'finished' : 'stopped';
      return { step, finished };
    } finally {
      await setup.dispose();
      await run.end(end);
    }
  } finally {
    run.release();
  }
}

async function learn<Count extends string, Rows extends TrainingRows<Count>, Details>(
  run: RunFolder<Rows>,
  kind: { readonly [Key in 'totalSteps' | 'metricsPeriodSteps' | 'checkpointPeriodMinutes']: number },
  training: Training<Count, Rows, Details>,
  counters: Counters<Rows>,
  persist: <T>(write: () => T) => Promise<T>,
  { signal, onProgress = () => {} }: TrainingOptions<CommonProgress<Rows> & Details>,
): Promise<void> {
  const { totalSteps, metricsPeriodSteps, checkpointPeriodMinutes } = kind;
  const isOver = () => counters.step >= totalSteps || signal?.aborted === true;

  const evaluation = createBackground<Rows['evaluation'] | undefined>(signal);

  /** Waits for the evaluation in progress, and writes its row. */
  async function endEvaluation() {
    const row = await evaluation.take();
    if (!row) return;
    await persist(() => {
      run.asWriter(() => training.onEvaluation?.(row));
      run.addEvaluation(row);
    });
    counters.evaluation = row;
  }

  async function evaluateIfDue() {
    if (evaluation.isBusy && (evaluation.isDone || training.isEvaluationDue())) await endEvaluation();
    if (signal?.aborted || !training.isEvaluationDue()) return;
    await training.settle();
    evaluation.start((each) => training.evaluate(each));
    if (!training.evaluatesBeside) await endEvaluation();
  }

  const clock = startClock(training.counts());

  async function addRows() {
    const metrics = await training.closePeriod();
    counters.metrics = metrics;
    await persist(() => run.addMetrics(metrics));
    const timing = { step: counters.step, ...clock.closePeriod(training.counts()) };
    await persist(() => run.addTiming(timing));
  }

  async function addCheckpoint() {
    await training.settle();
    const files = await training.checkpointFiles();
    await persist(() => run.addCheckpoint(counters.step, files));
    clock.markSaved();
  }

  async function trainOn() {
    let before = counters.step;
    for await (const _ of training.rounds()) {
      if (timesDue(before, counters.step, metricsPeriodSteps) > 0) await addRows();
      before = counters.step;
      await clock.exclude(evaluateIfDue);
      const { step, metrics } = counters;
      const evaluationSeconds = clock.excludedSeconds();
      onProgress({
        ...{ step, totalSteps, metrics, evaluation: counters.evaluation, evaluationSeconds },
        ...training.progress(),
      });
      await setImmediate(); // rounds end in microtasks: without a pause, no signal would arrive
      if (isOver()) break;
      if (clock.minutesSinceSaved() >= checkpointPeriodMinutes) await addCheckpoint();
    }
    await endEvaluation();
    await addCheckpoint();
  }

  try {
    await evaluateIfDue(); // an evaluation that a signal has interrupted
    if (isOver()) await endEvaluation();
    else await trainOn();
  } finally {
    await evaluation.stop();
  }
}
