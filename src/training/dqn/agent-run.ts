/** The run folder of an agent (run-folder.ts). docs/run-folder.md describes every key of the rows. */
import { type Config, loadConfig } from '../../agent/config.js';
import type { RunKind } from '../../storage/runs/record.js';
import type { TrainingRows } from '../loop.js';

/** Means are over the period that the row closes; null where nothing happened in it. */
export interface MetricsRow {
  readonly step: number;
  /** Console frames played, starts included. */
  readonly frames: number;
  readonly updates: number;
  /** Games ended in the period, and the mean of their returns (the game's points) and lengths (steps). */
  readonly games: number;
  readonly return: number | null;
  readonly length: number | null;
  readonly loss: number | null;
  /** Mean of max Q(s′, ·) over the batches. */
  readonly meanQ: number | null;
  /** At the end of the period. */
  readonly exploration: number;
}

/** The agent as it was at a step, on games that training never plays. */
export interface EvaluationRow {
  readonly step: number;
  readonly games: number;
  /** Mean of the returns (the game's points) and of the lengths (steps). */
  readonly return: number;
  readonly length: number;
  /** Share of random actions. */
  readonly exploration: number;
  /** Better than every evaluation before it. */
  readonly best: boolean;
  /** Of each game. */
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
  length: { key: 'totalSteps', option: '--steps' },
};
