/** Waits for room when the disk is full, so that a full disk does not end a run of days. */
import { setTimeout } from 'node:timers/promises';
import { isDiskFull } from './atomic-write.js';

export interface WaitOptions {
  /** Aborting it ends the wait. */
  readonly signal?: AbortSignal | undefined;
  /** Receives a line when the wait begins, and one when it ends. */
  readonly onWarning?: ((line: string) => void) | undefined;
  /** Between two attempts. */
  readonly pauseSeconds?: number | undefined;
}

/**
 * Calls `write` until there is room for it. A failed call must change nothing.
 * @returns what `write` returns
 * @throws what `write` throws, unless the disk is full; also then when the signal is aborted
 */
export async function whenThereIsRoom<T>(
  write: () => T,
  { signal, onWarning = () => {}, pauseSeconds = 10 }: WaitOptions = {},
): Promise<T> {
  for (let waiting = false; ; ) {
    try {
      const result = write();
      if (waiting) onWarning('the disk has room again: training continues');
      return result;
    } catch (error) {
      if (!isDiskFull(error) || signal?.aborted) throw error;
      if (!waiting) {
        onWarning(`${(error as Error).message}; training pauses and tries again every ${pauseSeconds} seconds`);
      }
      waiting = true;
      await setTimeout(pauseSeconds * 1000, undefined, signal && { signal }).catch(() => {
        throw error;
      });
    }
  }
}
