/** The run folder of an agent (run-folder.ts). docs/run-folder.md describes every key of the rows. */
import { type Config, loadConfig } from '../../agent/config.js';
import { type OpenOptions, openRun, type RunFolder as RunFolderOf, type RunKind } from '../../storage/run-folder.js';

/** Means are over the period that the row closes; null where nothing happened in it. */
export interface MetricsRow {
  readonly decision: number;
  /** Console frames played, starts included. */
  readonly frames: number;
  readonly updates: number;
  /** Games ended in the period, and the mean of their returns (the game's points) and lengths (decisions). */
  readonly games: number;
  readonly return: number | null;
  readonly length: number | null;
  readonly loss: number | null;
  /** Mean of max Q(s′, ·) over the batches. */
  readonly meanQ: number | null;
  /** At the end of the period. */
  readonly epsilon: number;
}

/** The agent as it was at a decision, on games that training never plays. */
export interface EvaluationRow {
  readonly decision: number;
  readonly games: number;
  /** Mean of the returns (the game's points) and of the lengths (decisions). */
  readonly return: number;
  readonly length: number;
  /** Share of random actions. */
  readonly epsilon: number;
  /** Better than every evaluation before it. */
  readonly best: boolean;
  /** Of each game. */
  readonly returns: readonly number[];
  readonly lengths: readonly number[];
}

export interface TimingRow {
  readonly decision: number;
  /** Since this process began. */
  readonly seconds: number;
  /** Rates are over the period that the row closes, evaluations left out. */
  readonly decisionsPerSecond: number;
  readonly updatesPerSecond: number;
  readonly framesPerSecond: number;
  readonly residentBytes: number;
}

export type RunFolder = RunFolderOf<{ metrics: MetricsRow; evaluation: EvaluationRow; timing: TimingRow }>;

export const agentRun: RunKind<Config> = {
  position: 'decision',
  model: 'agent',
  loadConfig,
  changeable: ['totalDecisions', 'checkpointPeriodMinutes', 'replay', 'engine', 'provider', 'threads'],
  length: { key: 'totalDecisions', option: '--steps' },
  knownBy: ['game', 'totalDecisions', 'replayCapacityTransitions'],
};

/** @throws UsageError when the folder does not fit the wish; Error when it cannot be written */
export const openRunFolder = (folder: string, config: Config, options: OpenOptions = {}): RunFolder =>
  openRun(agentRun, folder, config, options);
