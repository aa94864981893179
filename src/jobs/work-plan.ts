/** What an evaluation, a grid or figures will take here, from a measured sample: the shape of all their plans. */
import { availableMemory, type MemoryNeed, totalBytes } from './memory.js';

/** Work of one kind that is left to do. */
export interface PlanRow {
  /** Whose work: the run, or a part of a report. */
  readonly of: string;
  readonly agent: string;
  /** Null: none. */
  readonly attack: string | null;
  readonly gradientSamples: number | null;
  readonly lambda: number;
  /** Left, without what the folder already has. */
  readonly units: number;
  readonly unit: 'steps' | 'states' | 'images';
  /** Of one unit, measured. */
  readonly secondsEach: number;
}

export interface WorkPlan {
  readonly rows: readonly PlanRow[];
  readonly workers: number;
  readonly seconds: {
    /** Of all rows, shared out among the workers. */
    readonly work: number;
    /** Compiling, which each worker does for itself. */
    readonly start: number;
    /** Playing the games from which states are recorded. */
    readonly recording: number;
    readonly total: number;
  };
  readonly memoryBytes: { readonly total: number; readonly free: number };
  /** Of work. What was not measured costs what the nearest of those measured does, scaled by the rows that pass the network. */
  readonly kinds: { readonly measured: number; readonly total: number };
  /** What the plan takes for granted, a sentence each. */
  readonly assumptions: readonly string[];
}

export interface PlanParts {
  readonly rows: readonly PlanRow[];
  readonly workers: number;
  readonly startSeconds: number;
  readonly recordingSeconds?: number;
  readonly memory: MemoryNeed;
  readonly kinds: WorkPlan['kinds'];
  readonly assumptions: readonly string[];
}

export function createPlan(parts: PlanParts): WorkPlan {
  const { rows, workers, startSeconds: start, recordingSeconds: recording = 0, memory, kinds, assumptions } = parts;
  const work = rows.reduce((sum, { units, secondsEach }) => sum + units * secondsEach, 0) / Math.max(1, workers);
  return {
    ...{ rows, workers },
    seconds: { work, start, recording, total: work + start + recording },
    memoryBytes: { total: totalBytes(memory), free: availableMemory() },
    kinds,
    assumptions: workers > 1 ? [...assumptions, `${workers} workers do not slow each other down`] : assumptions,
  };
}

/** One plan of work that is done part by part. */
export function joinPlans(plans: readonly WorkPlan[]): WorkPlan {
  const sum = (of: (plan: WorkPlan) => number) => plans.reduce((total, plan) => total + of(plan), 0);
  return {
    rows: plans.flatMap(({ rows }) => rows),
    workers: Math.max(1, ...plans.map(({ workers }) => workers)),
    seconds: {
      work: sum(({ seconds }) => seconds.work),
      start: sum(({ seconds }) => seconds.start),
      recording: sum(({ seconds }) => seconds.recording),
      total: sum(({ seconds }) => seconds.total),
    },
    memoryBytes: {
      total: Math.max(0, ...plans.map(({ memoryBytes }) => memoryBytes.total)),
      free: Math.min(...plans.map(({ memoryBytes }) => memoryBytes.free)),
    },
    kinds: {
      measured: sum(({ kinds }) => kinds.measured),
      total: sum(({ kinds }) => kinds.total),
    },
    assumptions: [...new Set(plans.flatMap(({ assumptions }) => assumptions))],
  };
}
