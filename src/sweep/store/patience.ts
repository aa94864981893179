/** Waits for a store that is away. */
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreFault } from './bucket.js';

/** The worker was stopped while it waited. */
export class Stopped extends Error {}

/** Runs work until the store does it. @throws Stopped when the signal is aborted meanwhile; all that is no fault of the store */
export type Patience = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

const firstDelayMs = 1000;
const mostDelayMs = 60_000;

/** @param onWarning receives a line when the store is away, and when it is there again */
export function patience(onWarning: (line: string) => void): Patience {
  /** The fault that was told last, of any work. */
  let told: string | undefined;
  return async (signal, work) => {
    for (let delay = firstDelayMs; ; delay = Math.min(mostDelayMs, 2 * delay)) {
      try {
        const result = await work();
        if (told !== undefined) onWarning('the store is there again');
        told = undefined;
        return result;
      } catch (error) {
        if (!(error instanceof StoreFault)) throw error;
        if (signal.aborted) throw new Stopped(error.message);
        if (told !== error.message) onWarning(`${error.message}; waiting for the store`);
        told = error.message;
      }
      if (!(await lasts(delay, signal))) throw new Stopped('stopped while the store was away');
    }
  };
}

/** Sleeps. @returns whether to the end: false where the signal was aborted */
export const lasts = (ms: number, signal: AbortSignal): Promise<boolean> =>
  sleep(ms, true, { signal }).catch(() => false);
