/** What depends on the time of day: nothing of it decides how a run goes, only when it is saved. */

type Counts<Name extends string> = Readonly<Record<Name, number>>;

export interface Timing<Name extends string> {
  /** Since this process began. */
  readonly seconds: number;
  /** Over the period that was closed, without what was done apart. */
  readonly perSecond: Counts<Name>;
  readonly residentBytes: number;
}

/** @param names of what is counted @param from where this process takes the run up */
export function startClock<Name extends string>(names: readonly Name[], from: Counts<Name>) {
  /** A copy: the counts of a run go on. */
  const pick = (counts: Counts<Name>) => names.map((name) => counts[name]);
  const begin = performance.now();
  let savedAt = begin;
  let period = { begin, counts: pick(from) };
  let apartMs = 0;
  return {
    saved() {
      savedAt = performance.now();
    },
    minutesSinceSaved: (): number => (performance.now() - savedAt) / 60_000,
    /** Does something that the rates shall not count. */
    async apart(work: () => Promise<void>): Promise<void> {
      const start = performance.now();
      await work();
      const passed = performance.now() - start;
      period.begin += passed;
      apartMs += passed;
    },
    /** Spent on that so far. */
    apartSeconds: (): number => apartMs / 1000,
    /** Closes a period. */
    timing(now: Counts<Name>): Timing<Name> {
      const time = performance.now();
      const seconds = (time - period.begin) / 1000;
      const perSecond = names.map((name, i) => [name, (now[name] - period.counts[i]!) / seconds]);
      period = { begin: time, counts: pick(now) };
      return {
        seconds: (time - begin) / 1000,
        perSecond: Object.fromEntries(perSecond) as Counts<Name>,
        residentBytes: process.memoryUsage.rss(),
      };
    },
  };
}
