/** Waits for room when the disk is full, so that a full disk does not end a run of days. */
import { setTimeout } from 'node:timers/promises';
import { isDiskFull } from './atomic-write.js';

export interface WaitOptions {
  /** Aborting it ends the wait. */
  readonly signal?: AbortSignal | undefined;
  /** Told once when the wait begins, and once when there is room again. */
  readonly onWarning?: ((line: string) => void) | undefined;
  /** Between two attempts. */
  readonly pauseSeconds?: number | undefined;
}

/**
 * Calls `write`, which must leave nothing half done when it fails, until there is room for it. → what it returns
 * @throws what `write` throws, when it is not for want of room or the signal is aborted
 */
export async function whenThereIsRoom<T>(
  write: () => T,
  { signal, onWarning = () => {}, pauseSeconds = 10 }: WaitOptions = {},
): Promise<T> {
  for (let waiting = false; ; ) {
    try {
      const result = write();
      if (waiting) onWarning('there is room again: training goes on');
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
