/** The runs of agents. docs/run-folder.md describes every key of the rows. */
import { type Config, loadConfig } from '../../agent/config.js';
import type { RunKind } from '../../storage/runs/record.js';
import type { TrainingRows } from '../loop.js';

/** Means are over the period that the row closes; null where nothing happened in it. */
export interface MetricsRow {
  readonly step: number;
  /** Console frames, those of starts included. */
  readonly frames: number;
  readonly updates: number;
  /** Episodes that ended in the period, and the mean of their returns (points) and lengths (agent steps). */
  readonly episodes: number;
  /** Of these episodes, those that the frame limit ended. */
  readonly truncated: number;
  readonly return: number | null;
  readonly length: number | null;
  /** Mean return of the last 100 episodes of the run, fewer at first; null before the first. */
  readonly recentReturn: number | null;
  /** `recentReturn` with random play as 0 and a person as 1; null where the literature has no scores. */
  readonly humanNormalized: number | null;
  /** Whether the agent plays better than at random by more than chance; null where that is not known, see learning-check.ts. */
  readonly aboveRandom: boolean | null;
  readonly loss: number | null;
  /** Mean of max Q(s′, ·) over the batches. */
  readonly meanQ: number | null;
  /** At the end of the period. */
  readonly exploration: number;
}

/** The agent at a step, in episodes that training never plays. */
export interface EvaluationRow {
  readonly step: number;
  readonly episodes: number;
  /** Mean of the returns (points) and of the lengths (agent steps). */
  readonly return: number;
  readonly length: number;
  /** 95 % interval of `return` (bootstrap); null for a single episode. */
  readonly returnLow: number | null;
  readonly returnHigh: number | null;
  /** `return` with random play as 0 and a person as 1; null where the literature has no scores. */
  readonly humanNormalized: number | null;
  /** Episodes that a limit ended, not the game. */
  readonly truncated: number;
  /** Mean steps of an episode in which the screen stood still, see env/episode.ts. */
  readonly stalledSteps: number;
  /** Share of random actions. */
  readonly exploration: number;
  /** Whether its return is higher than in every evaluation before. */
  readonly best: boolean;
  /** Of each episode. */
  readonly returns: readonly number[];
  readonly lengths: readonly number[];
}

/** What the rates of timing.jsonl count. */
export type AgentCount = 'steps' | 'updates' | 'frames';

export interface AgentRows extends TrainingRows<AgentCount> {
  readonly metrics: MetricsRow;
  readonly evaluation: EvaluationRow;
}

export const agentRun: RunKind<Config> = {
  model: 'agent',
  loadConfig,
  changeable: ['totalSteps', 'checkpointPeriodMinutes', 'replay', 'engine', 'provider', 'threads'],
  fixed: ['game', 'algorithm'],
  length: { key: 'totalSteps', option: '--steps' },
};
