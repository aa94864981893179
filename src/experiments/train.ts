/** Algorithm: double DQN with experience replay (van Hasselt et al. 2016) on Atari, with the SAP paper's figures by default. */
import { saveAgent } from '../agent/agent-files.js';
import { restoreCheckpoint, saveCheckpoint } from '../agent/checkpoint.js';
import type { Config } from '../agent/config.js';
import { createLearner } from '../agent/learner.js';
import { initialise, parameterSpecs, qNetwork } from '../agent/network.js';
import { epsilonGreedy } from '../agent/policy.js';
import { compileQ } from '../agent/q-function.js';
import { createBatch, createReplay } from '../agent/replay.js';
import { newProgress, type Progress, runLoop } from '../agent/run-loop.js';
import { linearSchedule, timesDue } from '../agent/schedule.js';
import type { Environment } from '../env/environment.js';
import { createRandom } from '../random.js';
import { type MetricsRow, type OpenOptions, openRunFolder } from './train-folder.js';
import { closePeriod, countGames, countUpdate, newPeriod, type Period } from './train-metrics.js';

export interface TrainOptions extends OpenOptions {
  /** Where the run is kept; see train-folder.ts. */
  readonly folder: string;
  /** As many as the config says, all of its game; training resets and steps them. */
  readonly environments: readonly Environment[];
  /** Aborting it ends the run after the round in progress, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  /** After every round; cheap to ignore. */
  readonly onProgress?: (progress: TrainProgress) => void;
}

export interface TrainProgress {
  readonly decision: number;
  readonly totalDecisions: number;
  readonly epsilon: number;
  /** The newest row of the metrics, once there is one. */
  readonly metrics: MetricsRow | undefined;
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
  metrics: MetricsRow | undefined;
  metricsBytes: number;
}

/**
 * Trains an agent and leaves a run folder with the agent in it. Equal configs and environments give equal bytes in
 * everything but timing.jsonl, resumed or not.
 * @throws UsageError for a folder that does not fit; Error when a file cannot be written: the last checkpoint is intact
 */
export async function train(config: Config, options: TrainOptions): Promise<TrainResult> {
  const { folder, environments, signal, onProgress = () => {} } = options;
  const { environments: lanes, totalDecisions, batchTransitions, warmUpDecisions } = config;
  if (environments.length !== lanes) throw new RangeError(`expected ${lanes} environments, got ${environments.length}`);
  const run = openRunFolder(folder, config, options);
  const { game, actions } = environments[0]!;
  const random = createRandom(config.seed);
  const generators = { exploration: random.split('exploration'), replay: random.split('replay') };

  const { hiddenLayers, engine, provider, threads, discount, loss } = config;
  const specs = parameterSpecs({ actions: actions.length, hiddenLayers });
  const shared = { network: qNetwork({ hiddenLayers }), specs, engine, provider, threads };
  const optimiser = {
    learningRate: config.learningRate,
    decay: config.rmspropDecay,
    epsilon: config.rmspropEpsilon,
    centred: config.rmspropCentred,
  };
  const learner = await createLearner({ ...shared, batch: batchTransitions, loss, optimiser });
  const { q, dispose: disposeQ } = await compileQ({ ...shared, views: learner.online.views, batch: lanes });
  const replay = createReplay({ capacity: config.replayCapacityTransitions, lanes, discount });
  const batch = createBatch(batchTransitions);
  const epsilon = linearSchedule({
    start: config.epsilonStart,
    end: config.epsilonEnd,
    hold: config.epsilonHoldDecisions,
    anneal: config.epsilonAnnealDecisions,
  });

  const agent = { game, actions, config, specs };
  const training = { agent, learner, replay, environments, generators };
  let counters: Counters = {
    decision: 0,
    updates: 0,
    frames: 0,
    progress: environments.map(newProgress),
    period: newPeriod(),
    metrics: undefined,
    metricsBytes: 0,
  };
  if (run.checkpoint) {
    counters = await restoreCheckpoint<Counters>(run.checkpoint, training);
    run.rewindMetrics(counters.metricsBytes);
  } else {
    initialise(learner.online.views, specs, random.split('parameters'));
    await learner.copyToTarget();
  }
  const { progress } = counters;
  const framesPlayed = () => environments.reduce((sum, environment) => sum + environment.frames, 0);
  const framesBefore = counters.frames - framesPlayed();
  const clock = startClock(counters);
  const checkpoint = () => {
    run.sync();
    saveCheckpoint(run.checkpoints, training, counters);
    clock.saved();
  };

  const policy = epsilonGreedy(q, () => epsilon(counters.decision), generators.exploration);
  if (counters.decision < totalDecisions && !signal?.aborted) {
    for await (const { transitions, games } of runLoop(environments, policy, progress)) {
      const before = counters.decision;
      const decision = before + lanes;
      const due = (period: number) => timesDue(before, decision, period);
      for (const transition of transitions) replay.add(transition);
      countGames(counters.period, games);

      for (let left = decision > warmUpDecisions ? due(config.learnPeriodDecisions) : 0; left > 0; left--) {
        replay.sample(batch, generators.replay);
        countUpdate(counters.period, await learner.learn(batch)); // towards r + γ Q⁻(s′, argmax Q(s′, ·))
        counters.updates++;
      }
      if (due(config.targetPeriodDecisions)) await learner.copyToTarget();

      counters.decision = decision;
      counters.frames = framesBefore + framesPlayed();
      if (due(config.metricsPeriodDecisions)) {
        counters.metrics = closePeriod(counters.period, { ...counters, epsilon: epsilon(decision) });
        counters.metricsBytes = run.addMetrics(counters.metrics);
        counters.period = newPeriod();
        run.addTiming(clock.timing(counters));
      }
      onProgress({ decision, totalDecisions, epsilon: epsilon(decision), metrics: counters.metrics });
      if (decision >= totalDecisions || signal?.aborted) break;
      if (clock.minutesSinceSaved() >= config.checkpointPeriodMinutes) checkpoint();
    }
    checkpoint();
  }
  const { decision } = counters;
  saveAgent(folder, { ...agent, decision, views: learner.online.views });
  await learner.dispose();
  await disposeQ();
  return { decision, finished: decision >= totalDecisions };
}

/** What depends on the time of day: nothing of it decides how the run goes, only when it is saved. */
function startClock(from: Readonly<Counters>) {
  const start = { ...from };
  const begin = performance.now();
  let savedAt = begin;
  return {
    saved() {
      savedAt = performance.now();
    },
    minutesSinceSaved: () => (performance.now() - savedAt) / 60_000,
    timing({ decision, updates, frames }: Readonly<Counters>) {
      const seconds = (performance.now() - begin) / 1000;
      return {
        decision,
        seconds,
        decisionsPerSecond: (decision - start.decision) / seconds,
        updatesPerSecond: (updates - start.updates) / seconds,
        framesPerSecond: (frames - start.frames) / seconds,
        residentBytes: process.memoryUsage.rss(),
      };
    },
  };
}
