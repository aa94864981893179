/** What an algorithm supplies to the training of an agent: ddqn.ts and pqn.ts implement it. */
import type { Agent } from '../../../agent/agent-files.js';
import type { Blocks } from '../../../agent/checkpoint.js';
import type { SavedState } from '../../../agent/saved-state.js';
import type { FlatParameters } from '../../../common/flat-parameters.js';
import type { FileSet, Files } from '../../../files/file-set.js';
import type { Setup } from '../../../storage/runs/run-folder.js';
import type { Period } from '../metrics.js';

/** How far learning is; plain data, updated in place. */
export interface LearningCounters {
  /** Agent steps of all environments. */
  step: number;
  /** Updates that have ended. */
  updates: number;
  /** Console frames. */
  frames: number;
  readonly period: Period;
}

/** An algorithm in the midst of a training. */
export interface Learning extends Setup {
  readonly agent: Pick<Agent, 'game' | 'actions' | 'config' | 'specs'>;
  /** Parameters of the trained network: those of the counters' step, after `settle`. */
  readonly online: FlatParameters;
  /** All other arrays of a checkpoint. */
  readonly blocks: Blocks;
  /** What is expected of `restore`. */
  readonly expected: { readonly environments: number; readonly generators: readonly string[] };
  /** Share of random actions, by step. */
  exploration(step: number): number;
  /** Memory of the replay, in bytes. */
  readonly replayBytes: number;
  /** Completes the work in progress. */
  settle(counters: LearningCounters): Promise<void>;
  /** Makes the parameters known to all parts, after the caller has written those of a new network. */
  begin(): Promise<void>;
  save(): Promise<SavedState>;
  /** Further files of a checkpoint. */
  files(): Files;
  /** Resumes at a checkpoint, after the caller has restored the arrays. @throws UsageError where it does not fit */
  restore(state: SavedState, set: FileSet): Promise<void>;
  /** Plays and learns without end, and updates the counters before each yield. */
  rounds(counters: LearningCounters): AsyncIterable<void>;
}
