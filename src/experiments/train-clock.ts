/** What depends on the time of day: nothing of it decides how a run goes, only when it is saved. */
import type { TimingRow } from './train-folder.js';

interface Counts {
  readonly decision: number;
  readonly updates: number;
  readonly frames: number;
}

/** @param from where this process takes the run up */
export function startClock(from: Counts) {
  const begin = performance.now();
  let savedAt = begin;
  let period = { begin, ...pick(from) };
  return {
    saved() {
      savedAt = performance.now();
    },
    minutesSinceSaved: (): number => (performance.now() - savedAt) / 60_000,
    /** Does something that the rates shall not count. */
    async apart(work: () => Promise<void>): Promise<void> {
      const start = performance.now();
      await work();
      period.begin += performance.now() - start;
    },
    /** Closes a period. */
    timing(now: Counts): TimingRow {
      const time = performance.now();
      const seconds = (time - period.begin) / 1000;
      const row = {
        decision: now.decision,
        seconds: (time - begin) / 1000,
        decisionsPerSecond: (now.decision - period.decision) / seconds,
        updatesPerSecond: (now.updates - period.updates) / seconds,
        framesPerSecond: (now.frames - period.frames) / seconds,
        residentBytes: process.memoryUsage.rss(),
      };
      period = { begin: time, ...pick(now) };
      return row;
    },
  };
}

/** A copy: the counts of a run go on. */
const pick = ({ decision, updates, frames }: Counts): Counts => ({ decision, updates, frames });
