/** Double DQN with experience replay (van Hasselt et al. 2016) on Atari, by default with the figures of the SAP paper. */
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { saveAgent } from '../../agent/agent-files.js';
import { checkpointFiles, restoreCheckpoint } from '../../agent/checkpoint.js';
import type { Config } from '../../agent/config.js';
import type { Update } from '../../agent/learner/learner.js';
import { epsilonGreedy } from '../../agent/policy.js';
import { newProgress, type Progress, runLoop } from '../../agent/run-loop.js';
import { timesDue } from '../../agent/schedule.js';
import { UsageError } from '../../common/errors.js';
import type { Environment } from '../../env/environment.js';
import { whenThereIsRoom } from '../../files/disk-full.js';
import type { FileSet } from '../../files/file-set.js';
import { expectMemory } from '../../jobs/memory.js';
import type { OpenOptions } from '../../storage/run-folder.js';
import { startClock } from '../clock.js';
import { type EvaluationRow, type MetricsRow, openRunFolder, type RunFolder } from './agent-run.js';
import {
  createTrainEvaluation,
  type EvaluationState,
  evaluationStateSchema,
  newEvaluationState,
  type TrainEvaluation,
  type TrainEvaluationOptions,
} from './evaluation.js';
import { trainingMemory } from './memory.js';
import { closePeriod, countGames, countUpdate, newPeriod, type Period, timingRow } from './metrics.js';
import { setUpTraining, type TrainingSetup } from './setup.js';

export interface TrainOptions extends OpenOptions, TrainEvaluationOptions {
  /** Where the run is kept; see train-folder.ts. */
  readonly folder: string;
  /** As many as the config says, all of its game; training resets and steps them. */
  readonly environments: readonly Environment[];
  /** Aborting it ends the run after the round in progress, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  /** Between two attempts to write to a full disk. */
  readonly retryPauseSeconds?: number | undefined;
  /** Called after every round. */
  readonly onProgress?: ((progress: TrainProgress) => void) | undefined;
}

export interface TrainProgress {
  readonly step: number;
  readonly totalSteps: number;
  readonly updates: number;
  readonly epsilon: number;
  readonly replayBytes: number;
  /** The newest row of the metrics, once there is one. */
  readonly metrics: MetricsRow | null;
  /** The newest evaluation, once there is one. */
  readonly evaluation: EvaluationRow | null;
  /** That this process has spent on evaluations so far. */
  readonly evaluationSeconds: number;
}

export interface TrainResult {
  readonly step: number;
  /** False when the signal ended the run before its time: it can be resumed. */
  readonly finished: boolean;
}

/** How far the run is; plain data, kept in its checkpoints. */
interface Counters {
  step: number;
  updates: number;
  /** Console frames. */
  frames: number;
  readonly progress: Progress[];
  period: Period;
  /** Null before the first row; not undefined, which JSON drops. */
  metrics: MetricsRow | null;
  evaluation: EvaluationState;
}

/**
 * Trains an agent and leaves a run folder with the agent in it. Equal configs and environments give equal bytes in
 * everything but timing.jsonl and TensorBoard's events, resumed or not. A full disk makes the run wait.
 * @throws UsageError for a folder that does not fit, or for more memory than is free; Error when a file cannot be written: the last checkpoint is intact
 */
export async function train(config: Config, options: TrainOptions): Promise<TrainResult> {
  expectMemory(trainingMemory(config, options.environments[0]?.actions.length ?? 1));
  const evaluation = createTrainEvaluation(config, options);
  const run = openRunFolder(options.folder, config, options);
  try {
    const { setup, state: counters } = await run.begin({
      create: () => setUpTraining(config, options.environments),
      restore: restoreCounters,
      initialize: newCounters,
    });
    try {
      await learn(config, options, run, setup, counters, evaluation);
      const { step } = counters;
      // Without a step there is no checkpoint to go on from, and an agent would say that there had been one.
      const agent = { ...setup.agent, step, views: setup.learner.online.views };
      if (step > 0) await persist(options, () => run.asWriter(() => saveAgent(options.folder, agent)));
      const finished = step >= config.totalSteps && !evaluation.isDue(counters);
      return { step, finished };
    } finally {
      await setup.dispose();
    }
  } finally {
    run.release();
    await evaluation.dispose();
  }
}

async function newCounters(setup: TrainingSetup): Promise<Counters> {
  await setup.initialize();
  const progress = setup.environments.map(newProgress);
  return {
    ...{ step: 0, updates: 0, frames: 0, progress },
    ...{ period: newPeriod(), metrics: null },
    evaluation: newEvaluationState(),
  };
}

async function restoreCounters(checkpoint: FileSet, setup: TrainingSetup): Promise<Counters> {
  const counters: Counters = await restoreCheckpoint(checkpoint, setup, countersSchema);
  counters.evaluation ??= newEvaluationState(); // checkpoints of earlier versions know none
  if (counters.progress.length === setup.environments.length) return counters;
  throw new UsageError(
    `${checkpoint.folder}: expected the progress of ${setup.environments.length} environments, got ${counters.progress.length}`,
  );
}

const count = z.int().min(0);
const countersSchema = z.object({
  step: count,
  updates: count,
  frames: count,
  progress: z.array(z.object({ return: z.number(), steps: count, ended: z.boolean() })),
  period: z.object({
    games: count,
    returns: z.number(),
    lengths: count,
    updates: count,
    losses: z.number(),
    qs: z.number(),
  }),
  metrics: z.looseObject({ step: count }).nullable(),
  evaluation: evaluationStateSchema.optional(),
}) as z.ZodType<object> as z.ZodType<Counters>;

/** Plays, stores and learns until the run's last step or the signal, then writes a checkpoint. Updates `counters`. */
async function learn(
  config: Config,
  options: TrainOptions,
  run: RunFolder,
  setup: TrainingSetup,
  counters: Counters,
  evaluation: TrainEvaluation,
): Promise<void> {
  const { signal, onProgress = () => {} } = options;
  const { totalSteps, warmUpSteps, learnPeriodSteps, targetPeriodSteps } = config;
  const { environments, learner, replay, generators, epsilon, q } = setup;
  const isOver = () => counters.step >= totalSteps || signal?.aborted === true;
  await evaluation.maybe(run, setup, counters); // one that a signal broke off
  if (isOver()) return;
  const framesPlayed = () => environments.reduce((sum, environment) => sum + environment.frames, 0);
  const framesBefore = counters.frames - framesPlayed();
  const clock = startClock(['step', 'updates', 'frames'], counters);
  const countIn = (update: Update | undefined) => {
    if (!update) return;
    countUpdate(counters.period, update);
    counters.updates++;
  };
  const checkpoint = async () => {
    countIn(await learner.settle());
    await persist(options, () => run.addCheckpoint(counters.step, checkpointFiles(setup, counters)));
    clock.saved();
  };

  const policy = epsilonGreedy(q, () => epsilon(counters.step), generators.exploration);
  for await (const { transitions, games } of runLoop(environments, policy, counters.progress)) {
    const before = counters.step;
    counters.step += environments.length;
    counters.frames = framesBefore + framesPlayed();
    const { step } = counters;
    const timesDueNow = (period: number) => timesDue(before, step, period);

    for (const transition of transitions) replay.add(transition);
    countGames(counters.period, games);
    const updates = step > warmUpSteps ? timesDueNow(learnPeriodSteps) : 0;
    for (let i = 0; i < updates; i++) {
      replay.sample(learner.batch, generators.replay);
      countIn(await learner.learn()); // towards r + γ Q⁻(s′, argmax Q(s′, ·))
    }
    if (timesDueNow(targetPeriodSteps)) {
      countIn(await learner.settle());
      await learner.copyToTarget();
    }

    if (timesDueNow(config.metricsPeriodSteps)) {
      countIn(await learner.settle());
      const metrics = closePeriod(counters.period, { ...counters, exploration: epsilon(step) });
      counters.metrics = metrics;
      await persist(options, () => run.addMetrics(metrics));
      counters.period = newPeriod();
      const timing = timingRow(step, clock.timing(counters));
      await persist(options, () => run.addTiming(timing));
    }
    if (evaluation.isDue(counters)) countIn(await learner.settle());
    await clock.apart(() => evaluation.maybe(run, setup, counters));
    onProgress({
      ...{ step, totalSteps, updates: counters.updates, epsilon: epsilon(step) },
      ...{ replayBytes: replay.bytes, metrics: counters.metrics, evaluation: counters.evaluation.newest },
      evaluationSeconds: clock.apartSeconds(),
    });
    await setImmediate(); // the network answers in microtasks: without a pause, no signal would be heard
    if (isOver()) break;
    if (clock.minutesSinceSaved() >= config.checkpointPeriodMinutes) await checkpoint();
  }
  await checkpoint();
}

/** Writes; while the disk is full, the run stands still. */
const persist = <T>({ signal, onWarning, retryPauseSeconds }: TrainOptions, write: () => T): Promise<T> =>
  whenThereIsRoom(write, { signal, onWarning, pauseSeconds: retryPauseSeconds });
