/**
 * Time, memory and disk space that a training run will take on this machine: the training runs for some seconds, with its
 * network and its game, and the measurement is extrapolated to the end.
 */
import { type Config, networkOptions, stepsBeforeLearning } from '../../agent/config.js';
import { parameterSpecs } from '../../agent/network.js';
import { totalSize } from '../../common/flat-parameters.js';
import type { Environments } from '../../env/environment-source.js';
import { remedyOf } from '../../jobs/memory.js';
import { never } from '../probe.js';
import { updatesOf } from './algorithms/schedules.js';
import { rawTransitionBytes, trainingMemory } from './memory.js';
import { type Measurement, probeTraining } from './probe.js';

/** [least, most] */
export type Range = readonly [least: number, most: number];

/** All that `train --plan` prints. */
export interface Plan {
  readonly game: string;
  readonly totalSteps: number;
  readonly totalFrames: number;
  readonly totalUpdates: number;
  readonly measured: {
    /** All environments, with random actions, without learning. */
    readonly exploringStepsPerSecond: number;
    /** All environments, as at the end of the run, without learning. */
    readonly actingStepsPerSecond: number;
    /** One environment, as in evaluations. */
    readonly evaluatingStepsPerSecond: number;
    /** The whole loop, as at the end of the run. */
    readonly learningStepsPerSecond: number;
    readonly updatesPerSecond: number;
    /** Mean length of the random episodes; null when none ended. */
    readonly episodeSteps: number | null;
  };
  readonly seconds: {
    /** Before the first update. */
    readonly warmUp: number;
    readonly learning: number;
    /**
     * [least, most]: of episodes as long as the random ones, and of episodes that a limit truncates. Both are the latter
     * where no random episode ended in the measurement.
     */
    readonly evaluation: Range;
    readonly total: Range;
  };
  /** Share of the machine's processors that other processes used during the measurement: an idle machine is faster. */
  readonly othersShare: number;
  readonly memoryBytes: {
    readonly replay: number;
    /** Program, networks, consoles. */
    readonly rest: number;
    readonly total: number;
    readonly free: number;
  };
  /** The settings that lower the largest part of the memory. */
  readonly lowerMemory: string;
  readonly diskBytes: {
    /** Compressed as the measured frames were. */
    readonly replay: number;
    /** Networks and moments of three checkpoints (one of them being written), and two agents. */
    readonly networks: number;
    /** Metrics, timing, events. */
    readonly rows: number;
    readonly total: number;
    /** Where the run will be. */
    readonly free: number;
  };
}

/**
 * Of the run: with random actions, with the agent's actions, and with the agent's while it learns. Of one environment: with random actions,
 * whose episodes are as long as those of an agent may be, and with the agent's, as in evaluations.
 */
export type Measurements = Readonly<
  Record<'exploring' | 'acting' | 'learning' | 'randomEpisodes' | 'evaluating', Measurement>
>;

/** Bounds the time to save the replay. */
const mostProbeTransitions = 20_000;

/** Trains three to five times, and measures `seconds` each after the warm-up. */
export async function measureTraining(
  config: Config,
  createEnvironments: (config: Config) => Environments,
  seconds = 3,
): Promise<Measurements> {
  const late = lateConfig(config);
  const probe = (each: Config) => probeTraining(each, createEnvironments, seconds);
  const random = { explorationStart: 1, explorationEnd: 1 };
  // One environment is played by the thread that trains, with any algorithm.
  const single: Config = { ...late, ...playing, algorithm: 'ddqn', environments: 1 };
  const [randomEpisodes, evaluating] = [await probe({ ...single, ...random }), await probe(single)];
  const own: Config | undefined =
    config.algorithm === 'pqn' ? { ...late, epochs: 0 } : config.environments > 1 ? { ...late, ...playing } : undefined;
  return {
    ...{ randomEpisodes, evaluating },
    exploring: own ? await probe({ ...own, ...random }) : randomEpisodes,
    acting: own ? await probe(own) : evaluating,
    learning: await probe(late),
  };
}

/** Double DQN that never learns. */
const playing = { gradientSlices: 1, nStep: 1, actingLagUpdates: 0, warmUpSteps: never } as const;

/** Measures how many steps per second a run makes while it learns. */
export async function measureLearning(
  config: Config,
  createEnvironments: (config: Config) => Environments,
  seconds = 1,
): Promise<number> {
  return (await probeTraining(lateConfig(config), createEnvironments, seconds)).stepsPerSecond;
}

/** The config of a run that is as at its end. What it learns does not matter, so it needs no initial agent. */
function lateConfig(config: Config): Config {
  const { replayCapacityTransitions, explorationEnd } = config;
  return {
    ...config,
    initFrom: null,
    replayCapacityTransitions: Math.min(replayCapacityTransitions, mostProbeTransitions),
    ...{ explorationStart: explorationEnd, explorationHoldSteps: 0, explorationAnnealSteps: 0 },
  };
}

/** @param actions outputs of the network @param free bytes */
export function planTraining(
  config: Config,
  measurements: Measurements,
  actions: number,
  free: { readonly memoryBytes: number; readonly diskBytes: number },
): Plan {
  const { exploring, acting, learning, randomEpisodes, evaluating } = measurements;
  const { totalSteps, evaluationPeriodSteps: period, evaluationEpisodes } = config;
  const warmUp = Math.min(stepsBeforeLearning(config), totalSteps);
  const episodes = period === 0 ? 0 : Math.floor(totalSteps / period) * evaluationEpisodes;
  const longest = longestEvaluation(config);
  const evaluation = [randomEpisodes.episodeSteps ?? longest, longest].map(
    (length) => (episodes * Math.min(length, longest)) / evaluating.stepsPerSecond,
  ) as unknown as Range;
  const seconds = {
    warmUp: warmUp / exploring.stepsPerSecond,
    learning: (totalSteps - warmUp) / learning.stepsPerSecond,
  };
  const hasReplay = config.algorithm === 'ddqn';
  const transitions = hasReplay ? Math.min(config.replayCapacityTransitions, totalSteps) : 0;
  const transitionBytes = transitionBytesOf(config, randomEpisodes);
  const memory = { replay: transitions * transitionBytes, rest: learning.residentBytes };
  const network = 4 * totalSize(parameterSpecs({ actions, ...networkOptions(config) }));
  const disk = {
    replay: transitions * randomEpisodes.storedBytes,
    networks: (3 * (hasReplay ? 4 : 3) + 2) * network,
    rows: Math.floor(totalSteps / config.metricsPeriodSteps) * learning.bytesPerRow,
  };
  return {
    game: config.game,
    totalSteps,
    totalFrames: totalSteps * config.frameSkipFrames,
    totalUpdates: updatesOf(config),
    measured: {
      exploringStepsPerSecond: exploring.stepsPerSecond,
      actingStepsPerSecond: acting.stepsPerSecond,
      evaluatingStepsPerSecond: evaluating.stepsPerSecond,
      learningStepsPerSecond: learning.stepsPerSecond,
      updatesPerSecond: learning.updatesPerSecond,
      episodeSteps: randomEpisodes.episodeSteps,
    },
    seconds: {
      ...{ ...seconds, evaluation },
      total: evaluation.map((each) => sum({ ...seconds, each })) as unknown as Range,
    },
    othersShare: Math.max(...Object.values(measurements).map((each) => each.othersShare)),
    memoryBytes: { ...memory, total: sum(memory), free: free.memoryBytes },
    lowerMemory: remedyOf(trainingMemory(config, actions, transitionBytes)),
    diskBytes: { ...disk, total: sum(disk), free: free.diskBytes },
  };
}

/** Steps after which an episode of an evaluation is truncated. */
const longestEvaluation = ({ maxEpisodeFrames, frameSkipFrames, evaluationMaxSteps }: Config): number =>
  Math.min(Math.ceil(maxEpisodeFrames / frameSkipFrames), evaluationMaxSteps ?? Number.POSITIVE_INFINITY);

/** In memory, a compressed frame has the size that it has in a checkpoint. The replay of a probe has half-filled pages. */
const transitionBytesOf = ({ replay }: Config, { storedBytes }: Measurement): number =>
  replay === 'raw' ? rawTransitionBytes : storedBytes;

const sum = (parts: Readonly<Record<string, number>>): number =>
  Object.values(parts).reduce((total, part) => total + part, 0);
