/** Plans of evaluations, state grids and figures: the time and memory they need here, from a measured sample. */
import { availableMemory, type MemoryNeed, totalBytes } from './memory.js';

/** Remaining work of one kind. */
export interface PlanRow {
  /** The run, or the part of a report. */
  readonly of: string;
  readonly agent: string;
  /** Null: none. */
  readonly attack: string | null;
  readonly gradientSamples: number | null;
  readonly lambda: number;
  /** Remaining units, without those already in the folder. */
  readonly units: number;
  readonly unit: 'steps' | 'states' | 'images';
  /** Where `units` is an expectation: the most that there can be. */
  readonly mostUnits?: number;
  /** Measured seconds per unit. */
  readonly secondsEach: number;
}

export interface WorkPlan {
  readonly rows: readonly PlanRow[];
  readonly workers: number;
  readonly seconds: {
    /** For all rows, divided by the number of workers. */
    readonly work: number;
    /** For compilation, which each worker does for itself. */
    readonly start: number;
    /** For the episodes from which states are recorded. */
    readonly recording: number;
    readonly total: number;
    /** The same if every row has its most units. */
    readonly most: number;
  };
  readonly memoryBytes: { readonly total: number; readonly free: number };
  /** Kinds of work. The cost of an unmeasured kind is that of the nearest measured one, scaled by the rows of its forward passes. */
  readonly kinds: { readonly measured: number; readonly total: number };
  /** Assumptions of the plan, one sentence each. */
  readonly assumptions: readonly string[];
  /** What makes the work smaller, as a clause. */
  readonly remedy?: string;
  /** How often the rows fit into a given time. */
  readonly budget?: { readonly seconds: number; readonly rounds: number };
}

export interface PlanParts extends Pick<WorkPlan, 'remedy' | 'budget'> {
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
  const { remedy, budget } = parts;
  const secondsOf = (unitsOf: (row: PlanRow) => number) =>
    rows.reduce((sum, row) => sum + unitsOf(row) * row.secondsEach, 0) / Math.max(1, workers);
  const work = secondsOf(({ units }) => units);
  const most = secondsOf(({ units, mostUnits = units }) => Math.max(units, mostUnits));
  return {
    ...{ rows, workers },
    seconds: { work, start, recording, total: work + start + recording, most: most + start + recording },
    memoryBytes: { total: totalBytes(memory), free: availableMemory() },
    kinds,
    assumptions: workers > 1 ? [...assumptions, `${workers} workers do not slow each other down`] : assumptions,
    ...(remedy !== undefined && { remedy }),
    ...(budget && { budget }),
  };
}

/** Combines the plans of parts that run one after the other. */
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
      most: sum(({ seconds }) => seconds.most),
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
