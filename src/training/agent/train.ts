/** Double DQN with experience replay (van Hasselt et al. 2016) on Atari, by default with the figures of the SAP paper. */
import { z } from 'zod';
import { saveAgent } from '../../agent/agent-files.js';
import { checkpointFiles, restoreCheckpoint, restoreEvaluated } from '../../agent/checkpoint.js';
import type { Config } from '../../agent/config.js';
import type { Update } from '../../agent/learner/learner.js';
import { epsilonGreedy } from '../../agent/policy.js';
import { newProgress, type Progress, runLoop } from '../../agent/run-loop.js';
import { timesDue } from '../../agent/schedule.js';
import { UsageError } from '../../common/errors.js';
import type { Environment } from '../../env/environment.js';
import type { FileSet } from '../../files/file-set.js';
import { expectMemory } from '../../jobs/memory.js';
import { count } from '../../storage/results/line-values.js';
import { openRun } from '../../storage/runs/run-folder.js';
import {
  type CommonProgress,
  type Counters,
  runTraining,
  type Training,
  type TrainingOptions,
  type TrainingResult,
} from '../loop.js';
import { type AgentCount, type AgentRows, agentRun } from './agent-run.js';
import { createTrainEvaluation, type TrainEvaluation, type TrainEvaluationOptions } from './evaluation.js';
import { trainingMemory } from './memory.js';
import { closePeriod, countEpisodes, countUpdate, newPeriod, type Period, periodSchema } from './metrics.js';
import { setUpTraining, type TrainingSetup } from './setup.js';

/** Options of `train`. */
export interface TrainOptions extends TrainingOptions<TrainProgress>, TrainEvaluationOptions {
  /** As many as the config says, all of its game; training resets and steps them. */
  readonly environments: readonly Environment[];
}

/** What only the training of an agent reports. */
interface AgentProgress {
  readonly updates: number;
  readonly epsilon: number;
  readonly replayBytes: number;
}

export type TrainProgress = CommonProgress<AgentRows> & AgentProgress;
/** How a training ended. */
export type TrainResult = TrainingResult;

/** How far the run is; plain data, kept in its checkpoints. */
interface AgentCounters extends Counters<AgentRows> {
  updates: number;
  /** Console frames. */
  frames: number;
  readonly progress: Progress[];
  period: Period;
  /** Step of the agent whose evaluation is in progress; null where none is. */
  evaluating: number | null;
  /** Mean return of the best evaluation; null before the first. */
  bestReturn: number | null;
}

/**
 * Trains an agent and leaves a run folder with the agent in it. Equal configs and environments give equal bytes in
 * everything but timing.jsonl and TensorBoard's events, resumed or not. A full disk makes the run wait.
 * @throws UsageError for a folder that does not fit, or for more memory than is free; Error when a file cannot be
 *   written: the last checkpoint is intact
 */
export async function train(config: Config, options: TrainOptions): Promise<TrainResult> {
  expectMemory(trainingMemory(config, options.environments[0]?.actions.length ?? 1));
  const evaluation = createTrainEvaluation(config, options);
  try {
    const run = openRun<Config, AgentRows>(agentRun, options.folder, config, options);
    const { totalSteps, metricsPeriodSteps, checkpointPeriodMinutes } = config;
    const kind = {
      ...{ totalSteps, metricsPeriodSteps, checkpointPeriodMinutes },
      create: () => setUpTraining(config, options.environments),
      restore: (checkpoint: FileSet, setup: TrainingSetup) => restoreCounters(checkpoint, setup, evaluation),
      initialize: newCounters,
      start: (setup: TrainingSetup, counters: AgentCounters) =>
        agentTraining(config, options, setup, counters, evaluation),
    };
    return await runTraining(run, kind, options);
  } finally {
    await evaluation.dispose();
  }
}

async function newCounters(setup: TrainingSetup): Promise<AgentCounters> {
  await setup.initialize();
  const progress = setup.environments.map(newProgress);
  return {
    ...{ step: 0, updates: 0, frames: 0, progress, period: newPeriod() },
    ...{ metrics: null, evaluation: null, evaluating: null, bestReturn: null },
  };
}

async function restoreCounters(
  checkpoint: FileSet,
  setup: TrainingSetup,
  evaluation: TrainEvaluation,
): Promise<AgentCounters> {
  const counters: AgentCounters = await restoreCheckpoint(checkpoint, setup, countersSchema);
  const { specs } = setup.agent;
  if (counters.evaluating !== null) restoreEvaluated(checkpoint, specs, evaluation.evaluated(specs));
  if (counters.progress.length === setup.environments.length) return counters;
  throw new UsageError(
    `${checkpoint.folder}: expected the progress of ${setup.environments.length} environments, got ${counters.progress.length}`,
  );
}

const row = z.looseObject({ step: count }).nullable();
const countersSchema = z.object({
  step: count,
  updates: count,
  frames: count,
  progress: z.array(z.object({ return: z.number(), steps: count, ended: z.boolean() })),
  period: periodSchema,
  metrics: row,
  evaluation: row,
  evaluating: count.nullable(),
  bestReturn: z.number().nullable(),
}) as z.ZodType<object> as z.ZodType<AgentCounters>;

/** Algorithm 1 for the loop of loop.ts: acts, stores transitions, and learns from the replay. */
function agentTraining(
  config: Config,
  { folder }: TrainOptions,
  setup: TrainingSetup,
  counters: AgentCounters,
  evaluation: TrainEvaluation,
): Training<AgentCount, AgentRows, AgentProgress> {
  const { warmUpSteps, learnPeriodSteps, targetPeriodSteps, learningRate } = config;
  const { agent, environments, learner, replay, generators, epsilon, q } = setup;
  const framesPlayed = () => environments.reduce((sum, environment) => sum + environment.frames, 0);
  const framesBefore = counters.frames - framesPlayed();
  const policy = epsilonGreedy(q, () => epsilon(counters.step), generators.exploration);
  const online = () => ({ ...agent, step: counters.step, views: learner.online.views });

  function countIn(update: Update | undefined) {
    if (!update) return;
    countUpdate(counters.period, update);
    counters.updates++;
  }
  let started = counters.updates; // with a lag, one more than have ended
  const settle = async () => countIn(await learner.settle());

  return {
    settle,
    async *rounds() {
      for await (const { transitions, episodes } of runLoop(environments, policy, counters.progress)) {
        const before = counters.step;
        counters.step += environments.length;
        counters.frames = framesBefore + framesPlayed();
        for (const transition of transitions) replay.add(transition);
        countEpisodes(counters.period, episodes);
        const updates = counters.step > warmUpSteps ? timesDue(before, counters.step, learnPeriodSteps) : 0;
        for (let i = 0; i < updates; i++) {
          replay.sample(learner.batch, generators.replay);
          countIn(await learner.learn(++started, learningRate)); // towards r + γ Q⁻(s′, argmax Q(s′, ·))
        }
        if (timesDue(before, counters.step, targetPeriodSteps)) {
          await settle();
          await learner.copyToTarget();
        }
        yield;
      }
    },
    counts: () => ({ steps: counters.step, updates: counters.updates, frames: counters.frames }),
    async closePeriod() {
      await settle();
      const row = closePeriod(counters.period, { ...counters, exploration: epsilon(counters.step) });
      counters.period = newPeriod();
      return row;
    },
    isEvaluationDue: () => evaluation.isDue(counters),
    evaluatesBeside: evaluation.isBeside,
    evaluate: (signal) => evaluation.play(online(), counters, signal),
    onEvaluation(row) {
      counters.evaluating = null;
      if (!row.best) return;
      evaluation.saveBest(agent, row);
      counters.bestReturn = row.return;
    },
    checkpointFiles: () =>
      checkpointFiles(setup, counters, counters.evaluating === null ? undefined : evaluation.evaluated(agent.specs)),
    saveModel: () => saveAgent(folder, online()),
    progress: () => ({
      updates: counters.updates,
      epsilon: epsilon(counters.step),
      replayBytes: replay.bytes,
    }),
  };
}
