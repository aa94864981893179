/** What depends on the time of day: nothing of it decides how a run goes, only when it is saved. */
import type { TimingRow } from './train-folder.js';

interface Counts {
  readonly decision: number;
  readonly updates: number;
  readonly frames: number;
}

/** @param from where this process takes the run up; rates are since then */
export function startClock({ decision, updates, frames }: Counts) {
  const begin = performance.now();
  let savedAt = begin;
  return {
    saved() {
      savedAt = performance.now();
    },
    minutesSinceSaved: (): number => (performance.now() - savedAt) / 60_000,
    timing(now: Counts): TimingRow {
      const seconds = (performance.now() - begin) / 1000;
      return {
        decision: now.decision,
        seconds,
        decisionsPerSecond: (now.decision - decision) / seconds,
        updatesPerSecond: (now.updates - updates) / seconds,
        framesPerSecond: (now.frames - frames) / seconds,
        residentBytes: process.memoryUsage.rss(),
      };
    },
  };
}
