/** How fast a command is, and how long it will take at that speed. Times are arguments, so that tests need no clock. */

/** The speed is that of the last minute: earlier speeds may have been those of other work. */
const windowSeconds = 60;

/** What a bar shows besides the count; null = not known yet. */
export interface Estimate {
  /** In `unit` per second. */
  readonly rate: number | null;
  readonly unit: string;
  readonly secondsLeft: number | null;
  /** Whether `secondsLeft` is only a lower bound; default false. */
  readonly isLowerBound?: boolean | undefined;
}

/** A point in time of a run. */
export interface TimePoint {
  /** Seconds on a monotonic clock. */
  readonly seconds: number;
  /** The kind of work. When it changes, the measurement of speed starts again. */
  readonly stage?: string | undefined;
  /** Seconds so far that were spent on other work, such as evaluations. */
  readonly apartSeconds?: number | undefined;
}

interface Sample {
  readonly seconds: number;
  readonly done: number;
}

/** Measures speed. The first call only sets the start, since some work may have been done before. */
export function createSpeed() {
  let samples: Sample[] = [];
  let stage: string | undefined;
  return {
    /** Returns units per second over the last minute of this stage; null while nothing was done in it. */
    at(done: number, point: TimePoint): number | null {
      const seconds = point.seconds - (point.apartSeconds ?? 0);
      if (point.stage !== stage) samples = [];
      stage = point.stage;
      const now: Sample = { seconds, done };
      // A hundred samples per minute are enough.
      if (samples.length === 0 || seconds - samples.at(-1)!.seconds >= windowSeconds / 100) samples.push(now);
      while (samples.length > 1 && samples[1]!.seconds <= seconds - windowSeconds) samples.shift();
      const first = samples[0]!;
      return done > first.done && seconds > first.seconds ? (done - first.done) / (seconds - first.seconds) : null;
    },
  };
}

/** Estimates the time left for work of `total` equal units. */
export function createPace({ total, unit }: { readonly total: number; readonly unit: string }) {
  const speed = createSpeed();
  let start: TimePoint | undefined;
  return {
    /** Assumes that other work, such as evaluations, keeps its share of the time. */
    at(done: number, point: TimePoint): Estimate {
      start ??= point;
      const rate = speed.at(done, point);
      const apart = (point.apartSeconds ?? 0) - (start.apartSeconds ?? 0);
      const seconds = point.seconds - start.seconds;
      const share = seconds > 0 ? Math.min(0.99, apart / seconds) : 0;
      return { rate, unit, secondsLeft: rate === null ? null : Math.max(0, total - done) / rate / (1 - share) };
    },
  };
}
