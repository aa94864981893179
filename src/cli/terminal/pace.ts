/** How fast a command is now, and how long it will take at that speed. Time comes in as an argument: tests need no clock. */

/** Speed is taken over the last minute: what was slower or faster before says nothing about the rest. */
const windowSeconds = 60;

/** What a bar shows besides what is done; null = not known yet. */
export interface Estimate {
  /** Of `unit`, in a second. */
  readonly rate: number | null;
  readonly unit: string;
  readonly secondsLeft: number | null;
}

/** What is known about a moment of a run besides what is done. */
export interface Moment {
  /** Seconds on any clock that goes forward. */
  readonly seconds: number;
  /** Where it changes, another kind of work begins: the speed of the last one does not count. */
  readonly stage?: string | undefined;
  /** Seconds so far in which other work was done, such as evaluations. */
  readonly apartSeconds?: number | undefined;
}

interface Sample {
  readonly seconds: number;
  readonly done: number;
}

/** Speed of work of which some may have been done before: the first call only says where it starts. */
export function createSpeed() {
  let samples: Sample[] = [];
  let stage: string | undefined;
  return {
    /** → units a second over the last minute of this stage; null while nothing was done in it */
    at(done: number, moment: Moment): number | null {
      const seconds = moment.seconds - (moment.apartSeconds ?? 0);
      if (moment.stage !== stage) samples = [];
      stage = moment.stage;
      const now: Sample = { seconds, done };
      // Some hundred samples a minute are enough.
      if (samples.length === 0 || seconds - samples.at(-1)!.seconds >= windowSeconds / 100) samples.push(now);
      while (samples.length > 1 && samples[1]!.seconds <= seconds - windowSeconds) samples.shift();
      const first = samples[0]!;
      return done > first.done && seconds > first.seconds ? (done - first.done) / (seconds - first.seconds) : null;
    },
  };
}

/** Equal units up to a total. */
export function createPace({ total, unit }: { readonly total: number; readonly unit: string }) {
  const speed = createSpeed();
  let start: Moment | undefined;
  return {
    /** Other work, such as evaluations, goes on at the share of the time that it has had so far. */
    at(done: number, moment: Moment): Estimate {
      start ??= moment;
      const rate = speed.at(done, moment);
      const apart = (moment.apartSeconds ?? 0) - (start.apartSeconds ?? 0);
      const seconds = moment.seconds - start.seconds;
      const share = seconds > 0 ? Math.min(0.99, apart / seconds) : 0;
      return { rate, unit, secondsLeft: rate === null ? null : (total - done) / rate / (1 - share) };
    },
  };
}
