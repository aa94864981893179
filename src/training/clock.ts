/** The clock of a training process: it decides when a run is saved, and nothing else. */

type Counts<Name extends string> = Readonly<Record<Name, number>>;

/** Rates by name: `stepsPerSecond` for a count named `steps`. */
type Rates<Name extends string> = { readonly [Key in Name as `${Key}PerSecond`]: number };

/** A row of timing.jsonl without its step. */
export type Timing<Name extends string> = Rates<Name> & {
  /** Time of day at which the period ended: ISO 8601, UTC. */
  readonly time: string;
  /** Since this process began to train. */
  readonly seconds: number;
  /** Processor time of all threads of this process, likewise. */
  readonly processorSeconds: number;
  readonly residentBytes: number;
};

export interface Clock<Name extends string> {
  /** Notes that a checkpoint has been written. */
  markSaved(): void;
  minutesSinceSaved(): number;
  /** Runs work whose time is excluded from the rates. */
  exclude(work: () => Promise<void>): Promise<void>;
  /** Seconds spent on excluded work so far. */
  excludedSeconds(): number;
  /** Closes a period. @returns its rates, in the order of the names */
  closePeriod(now: Counts<Name>): Timing<Name>;
}

/** Starts a clock. @param from counts at which this process starts or resumes */
export function startClock<Name extends string>(from: Counts<Name>): Clock<Name> {
  const names = Object.keys(from) as Name[];
  const start = performance.now();
  const processorStart = processorSeconds();
  let savedAt = start;
  let period = { start, counts: { ...from } };
  let excludedMs = 0;
  return {
    markSaved() {
      savedAt = performance.now();
    },
    minutesSinceSaved: () => (performance.now() - savedAt) / 60_000,
    async exclude(work) {
      const before = performance.now();
      await work();
      const passed = performance.now() - before;
      period.start += passed;
      excludedMs += passed;
    },
    excludedSeconds: () => excludedMs / 1000,
    closePeriod(now) {
      const time = performance.now();
      const seconds = (time - period.start) / 1000;
      const rates = names.map((name) => [`${name}PerSecond`, (now[name] - period.counts[name]) / seconds]);
      period = { start: time, counts: { ...now } };
      return {
        time: new Date().toISOString(),
        seconds: (time - start) / 1000,
        processorSeconds: processorSeconds() - processorStart,
        ...(Object.fromEntries(rates) as Rates<Name>),
        residentBytes: process.memoryUsage.rss(),
      };
    },
  };
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage(); // microseconds
  return (user + system) / 1e6;
}
