/** Double DQN with experience replay (van Hasselt et al. 2016) on Atari, by default with the figures of the SAP paper. */
import { setImmediate } from 'node:timers/promises';
import { saveAgent } from '../agent/agent-files.js';
import { restoreCheckpoint, saveCheckpoint } from '../agent/checkpoint.js';
import type { Config } from '../agent/config.js';
import type { Update } from '../agent/learner.js';
import { epsilonGreedy } from '../agent/policy.js';
import { newProgress, type Progress, runLoop } from '../agent/run-loop.js';
import { timesDue } from '../agent/schedule.js';
import type { Environment } from '../env/environment.js';
import { startClock } from './train-clock.js';
import { type MetricsRow, type OpenOptions, openRunFolder, type RunFolder } from './train-folder.js';
import { closePeriod, countGames, countUpdate, newPeriod, type Period } from './train-metrics.js';
import { setUpTraining, type TrainingSetup } from './train-setup.js';

export interface TrainOptions extends OpenOptions {
  /** Where the run is kept; see train-folder.ts. */
  readonly folder: string;
  /** As many as the config says, all of its game; training resets and steps them. */
  readonly environments: readonly Environment[];
  /** Aborting it ends the run after the round in progress, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  /** Called after every round. */
  readonly onProgress?: ((progress: TrainProgress) => void) | undefined;
}

export interface TrainProgress {
  readonly decision: number;
  readonly totalDecisions: number;
  readonly epsilon: number;
  /** The newest row of the metrics, once there is one. */
  readonly metrics: MetricsRow | null;
}

export interface TrainResult {
  readonly decision: number;
  /** False when the signal ended the run before its time: it can be resumed. */
  readonly finished: boolean;
}

/** How far the run is; plain data, kept in its checkpoints. */
interface Counters {
  decision: number;
  updates: number;
  /** Console frames. */
  frames: number;
  readonly progress: Progress[];
  period: Period;
  /** Null before the first row; not undefined, which JSON drops. */
  metrics: MetricsRow | null;
  metricsBytes: number;
}

/**
 * Trains an agent and leaves a run folder with the agent in it. Equal configs and environments give equal bytes in
 * everything but timing.jsonl, resumed or not.
 * @throws UsageError for a folder that does not fit; Error when a file cannot be written: the last checkpoint is intact
 */
export async function train(config: Config, options: TrainOptions): Promise<TrainResult> {
  const run = openRunFolder(options.folder, config, options);
  const setup = await setUpTraining(config, options.environments);
  try {
    const counters = await startOrResume(run, setup);
    await learn(config, options, run, setup, counters);
    const { decision } = counters;
    saveAgent(options.folder, { ...setup.agent, decision, views: setup.learner.online.views });
    return { decision, finished: decision >= config.totalDecisions };
  } finally {
    await setup.dispose();
  }
}

async function startOrResume(run: RunFolder, setup: TrainingSetup): Promise<Counters> {
  if (run.checkpoint) {
    const counters = await restoreCheckpoint<Counters>(run.checkpoint, setup);
    run.rewindMetrics(counters.metricsBytes);
    return counters;
  }
  await setup.initialise();
  const progress = setup.environments.map(newProgress);
  return { decision: 0, updates: 0, frames: 0, progress, period: newPeriod(), metrics: null, metricsBytes: 0 };
}

/** Plays, stores and learns until the run's last decision or the signal, then writes a checkpoint. Updates `counters`. */
async function learn(
  config: Config,
  { signal, onProgress = () => {} }: TrainOptions,
  run: RunFolder,
  setup: TrainingSetup,
  counters: Counters,
): Promise<void> {
  const { totalDecisions, warmUpDecisions, learnPeriodDecisions, targetPeriodDecisions } = config;
  const { environments, learner, replay, generators, epsilon, q } = setup;
  const isOver = () => counters.decision >= totalDecisions || signal?.aborted === true;
  if (isOver()) return;
  const framesPlayed = () => environments.reduce((sum, environment) => sum + environment.frames, 0);
  const framesBefore = counters.frames - framesPlayed();
  const clock = startClock(counters);
  const count = (update: Update | undefined) => {
    if (!update) return;
    countUpdate(counters.period, update);
    counters.updates++;
  };
  const checkpoint = async () => {
    count(await learner.settle());
    run.sync();
    saveCheckpoint(run.checkpoints, setup, counters);
    clock.saved();
  };

  const policy = epsilonGreedy(q, () => epsilon(counters.decision), generators.exploration);
  for await (const { transitions, games } of runLoop(environments, policy, counters.progress)) {
    const before = counters.decision;
    counters.decision += environments.length;
    counters.frames = framesBefore + framesPlayed();
    const { decision } = counters;
    const timesDueNow = (period: number) => timesDue(before, decision, period);

    for (const transition of transitions) replay.add(transition);
    countGames(counters.period, games);
    const updates = decision > warmUpDecisions ? timesDueNow(learnPeriodDecisions) : 0;
    for (let i = 0; i < updates; i++) {
      replay.sample(learner.batch, generators.replay);
      count(await learner.learn()); // towards r + γ Q⁻(s′, argmax Q(s′, ·))
    }
    if (timesDueNow(targetPeriodDecisions)) {
      count(await learner.settle());
      await learner.copyToTarget();
    }

    if (timesDueNow(config.metricsPeriodDecisions)) {
      count(await learner.settle());
      counters.metrics = closePeriod(counters.period, { ...counters, epsilon: epsilon(decision) });
      counters.metricsBytes = run.addMetrics(counters.metrics);
      counters.period = newPeriod();
      run.addTiming(clock.timing(counters));
    }
    onProgress({ decision, totalDecisions, epsilon: epsilon(decision), metrics: counters.metrics });
    await setImmediate(); // the network answers in microtasks: without a pause, no signal would be heard
    if (isOver()) break;
    if (clock.minutesSinceSaved() >= config.checkpointPeriodMinutes) await checkpoint();
  }
  await checkpoint();
}
