/** Trains an agent on Atari, by default with double DQN and the figures of the SAP paper. */
import { z } from 'zod';
import { saveAgent } from '../../agent/agent-files.js';
import { checkpointFiles, readCheckpoint, restoreBlocks, restoreParameters } from '../../agent/checkpoint.js';
import type { Config } from '../../agent/config.js';
import type { InitialAgent } from '../../agent/initial-agent.js';
import { type Environments, firstEnvironment } from '../../env/environment-source.js';
import type { FileSet } from '../../files/file-set.js';
import { expectMemory } from '../../jobs/memory.js';
import { count } from '../../storage/results/line-values.js';
import { openRun } from '../../storage/runs/run-folder.js';
import { keptWarnings } from '../../storage/runs/warnings.js';
import {
  type CommonProgress,
  type Counters,
  runTraining,
  type Training,
  type TrainingOptions,
  type TrainingResult,
} from '../loop.js';
import { type AgentCount, type AgentRows, agentRun } from './agent-run.js';
import { ddqn } from './algorithms/ddqn.js';
import type { Learning, LearningCounters } from './algorithms/learning.js';
import { pqn } from './algorithms/pqn.js';
import { createTrainEvaluation, type TrainEvaluation, type TrainEvaluationOptions } from './evaluation.js';
import { initialFiles, initializeParameters } from './initial.js';
import { checkLearning } from './learning-check.js';
import { trainingMemory } from './memory.js';
import { closePeriod, newPeriod, type Period, periodSchema } from './metrics.js';

/** Options of `train`. */
export interface TrainOptions extends TrainingOptions<TrainProgress>, TrainEvaluationOptions {
  /** The agent from whose weights a new run starts, as the config's `initFrom` says; a resumed run has a copy of it. */
  readonly initial?: InitialAgent | undefined;
  /** As many as the config says, all of its game; training resets and steps them. Threads that play need a source. */
  readonly environments: Environments;
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
interface AgentCounters extends Counters<AgentRows>, LearningCounters {
  step: number;
  period: Period;
  /** Step of the agent whose evaluation is in progress; null where none is. */
  evaluating: number | null;
  /** Mean return of the best evaluation; null before the first. */
  bestReturn: number | null;
}

/**
 * Trains an agent and leaves a run folder with the agent in it. Equal configs and environments give equal bytes in
 * everything but timing.jsonl, warnings.jsonl and TensorBoard's events, resumed or not. A full disk makes the run wait.
 * @throws UsageError for a folder that does not fit, or for more memory than is free; Error when a file cannot be
 *   written: the last checkpoint is intact
 */
export async function train(config: Config, given: TrainOptions): Promise<TrainResult> {
  const options = { ...given, onWarning: keptWarnings(given.folder, given.onWarning) };
  expectMemory(trainingMemory(config, (await firstEnvironment(options.environments)).actions.length));
  const evaluation = createTrainEvaluation(config, options);
  try {
    const { folder, resume = false, initial } = options;
    const files = resume ? {} : initialFiles(config, initial);
    const run = openRun<Config, AgentRows>(agentRun, folder, config, given, files);
    const { totalSteps, metricsPeriodSteps, checkpointPeriodMinutes } = config;
    const kind = {
      ...{ totalSteps, metricsPeriodSteps, checkpointPeriodMinutes },
      create: () => createLearning(config, options.environments),
      restore: (checkpoint: FileSet, learning: Learning) => restoreTraining(checkpoint, learning, evaluation),
      initialize: (learning: Learning) => beginTraining(learning, folder, initial),
      start: (learning: Learning, counters: AgentCounters) => agentTraining(options, learning, counters, evaluation),
    };
    return await runTraining(run, kind, options);
  } finally {
    await evaluation.dispose();
  }
}

/** Creates the algorithm of the config, with its environments. The parameters are zero until they are written. */
export const createLearning = (config: Config, environments: Environments): Promise<Learning> =>
  ({ ddqn, pqn })[config.algorithm](config, environments);

async function beginTraining(
  learning: Learning,
  folder: string,
  initial: InitialAgent | undefined,
): Promise<AgentCounters> {
  initializeParameters(learning, folder, initial);
  await learning.begin();
  return {
    ...{ step: 0, updates: 0, frames: 0, period: newPeriod() },
    ...{ metrics: null, evaluation: null, evaluating: null, bestReturn: null },
  };
}

/** The use of the arrays of the agent whose evaluation is in progress. */
const evaluated = 'evaluated';

async function restoreTraining(
  checkpoint: FileSet,
  learning: Learning,
  evaluation: TrainEvaluation,
): Promise<AgentCounters> {
  const { agent, online, blocks, expected } = learning;
  const { counters, state } = readCheckpoint(checkpoint, { agent, ...expected, counters: countersSchema });
  restoreParameters(checkpoint, agent.specs, online);
  restoreBlocks(checkpoint, agent.specs, {
    ...blocks,
    ...(counters.evaluating !== null && { [evaluated]: evaluation.evaluated(agent.specs) }),
  });
  await learning.restore(state, checkpoint);
  return counters;
}

const row = z.looseObject({ step: count }).nullable();
const countersSchema = z.object({
  step: count,
  updates: count,
  frames: count,
  period: periodSchema,
  metrics: row,
  evaluation: row,
  evaluating: count.nullable(),
  bestReturn: z.number().nullable(),
}) as z.ZodType<object> as z.ZodType<AgentCounters>;

/** A training for the loop of loop.ts. */
function agentTraining(
  { folder, onWarning }: TrainOptions,
  learning: Learning,
  counters: AgentCounters,
  evaluation: TrainEvaluation,
): Training<AgentCount, AgentRows, AgentProgress> {
  const { agent, blocks, exploration } = learning;
  const present = () => ({ ...agent, step: counters.step, views: learning.online.views });
  const settle = () => learning.settle(counters);

  return {
    settle,
    rounds: () => learning.rounds(counters),
    counts: () => ({ steps: counters.step, updates: counters.updates, frames: counters.frames }),
    async closePeriod() {
      await settle();
      const row = closePeriod(counters.period, { ...counters, exploration: exploration(counters.step) }, agent.game);
      counters.period = newPeriod(counters.period);
      const warning = checkLearning(row, counters.period, agent.config, counters.evaluation);
      if (warning !== undefined) onWarning?.(warning);
      return row;
    },
    isEvaluationDue: () => evaluation.isDue(counters),
    evaluatesBeside: evaluation.isBeside,
    evaluate: (signal) => evaluation.play(present(), counters, signal),
    onEvaluation(row) {
      counters.evaluating = null;
      if (!row.best) return;
      evaluation.saveBest(agent, row);
      counters.bestReturn = row.return;
    },
    async checkpointFiles() {
      const all = {
        ...blocks,
        ...(counters.evaluating !== null && { [evaluated]: evaluation.evaluated(agent.specs) }),
      };
      return checkpointFiles(present(), all, await learning.save(), counters, learning.files());
    },
    saveModel: () => saveAgent(folder, present()),
    progress: () => ({
      updates: counters.updates,
      epsilon: exploration(counters.step),
      replayBytes: learning.replayBytes,
    }),
  };
}
