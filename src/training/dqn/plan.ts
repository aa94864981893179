/**
 * Time, memory and disk space that a training run will take on this machine: the training runs for some seconds, with its
 * network and its game, and the measurement is extrapolated to the end.
 */
import type { Config } from '../../agent/config.js';
import { parameterSpecs } from '../../agent/network.js';
import { totalSize } from '../../common/flat-parameters.js';
import type { Environment } from '../../env/environment.js';
import { never } from '../probe.js';
import { type Measurement, probeTraining } from './probe.js';

/** All that `train --plan` prints. */
export interface Plan {
  readonly game: string;
  readonly totalSteps: number;
  readonly totalFrames: number;
  readonly totalUpdates: number;
  readonly measured: {
    /** Random actions, without learning. */
    readonly exploringStepsPerSecond: number;
    /** As at the end of the run, without learning. */
    readonly actingStepsPerSecond: number;
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
    /** Of episodes as long as the measured ones; null when their length is unknown, and then not in the total. */
    readonly evaluation: number | null;
    readonly total: number;
  };
  readonly memoryBytes: {
    readonly replay: number;
    /** Program, networks, consoles. */
    readonly rest: number;
    readonly total: number;
    readonly free: number;
  };
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

/** Measured with random actions, with the agent's actions, and with the agent's while it learns. */
export type Measurements = Readonly<Record<'exploring' | 'acting' | 'learning', Measurement>>;

/** Bounds the time to save the replay. */
const mostProbeTransitions = 20_000;

/** Trains three times, and measures `seconds` each after the warm-up. */
export async function measureTraining(
  config: Config,
  createEnvironments: (config: Config) => readonly Environment[],
  seconds = 3,
): Promise<Measurements> {
  const { replayCapacityTransitions, explorationEnd } = config;
  const late: Config = {
    ...config,
    replayCapacityTransitions: Math.min(replayCapacityTransitions, mostProbeTransitions),
    ...{ explorationStart: explorationEnd, explorationHoldSteps: 0, explorationAnnealSteps: 0 },
  };
  const withoutLearning = { warmUpSteps: never };
  return {
    exploring: await probeTraining(
      { ...late, ...withoutLearning, explorationStart: 1, explorationEnd: 1 },
      createEnvironments,
      seconds,
    ),
    acting: await probeTraining({ ...late, ...withoutLearning }, createEnvironments, seconds),
    learning: await probeTraining(late, createEnvironments, seconds),
  };
}

/** @param actions outputs of the network @param free bytes */
export function planTraining(
  config: Config,
  { exploring, acting, learning }: Measurements,
  actions: number,
  free: { readonly memoryBytes: number; readonly diskBytes: number },
): Plan {
  const { totalSteps, evaluationPeriodSteps: period, evaluationEpisodes, hiddenLayers } = config;
  const warmUp = Math.min(config.warmUpSteps, totalSteps);
  const episodes = period === 0 ? 0 : Math.floor(totalSteps / period) * evaluationEpisodes;
  const length = episodes === 0 ? 0 : exploring.episodeSteps;
  const seconds = {
    warmUp: warmUp / exploring.stepsPerSecond,
    learning: (totalSteps - warmUp) / learning.stepsPerSecond,
    evaluation: length === null ? null : (episodes * length) / acting.stepsPerSecond,
  };
  const transitions = Math.min(config.replayCapacityTransitions, totalSteps);
  const memory = { replay: transitions * exploring.replayBytes, rest: learning.residentBytes };
  const network = 4 * totalSize(parameterSpecs({ actions, hiddenLayers }));
  const disk = {
    replay: transitions * exploring.storedBytes,
    networks: (3 * 4 + 2) * network,
    rows: Math.floor(totalSteps / config.metricsPeriodSteps) * learning.bytesPerRow,
  };
  return {
    game: config.game,
    totalSteps,
    totalFrames: totalSteps * config.frameSkipFrames,
    totalUpdates: Math.floor((totalSteps - warmUp) / config.learnPeriodSteps),
    measured: {
      exploringStepsPerSecond: exploring.stepsPerSecond,
      actingStepsPerSecond: acting.stepsPerSecond,
      learningStepsPerSecond: learning.stepsPerSecond,
      updatesPerSecond: learning.updatesPerSecond,
      episodeSteps: exploring.episodeSteps,
    },
    seconds: { ...seconds, total: sum(seconds) },
    memoryBytes: { ...memory, total: sum(memory), free: free.memoryBytes },
    diskBytes: { ...disk, total: sum(disk), free: free.diskBytes },
  };
}

const sum = (parts: Readonly<Record<string, number | null>>): number =>
  Object.values(parts).reduce<number>((total, part) => total + (part ?? 0), 0);
