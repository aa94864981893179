/** A queue in front of a server that may be slow, lost for hours, or gone: who adds to it never waits and sees no error. */
import { setTimeout as wait } from 'node:timers/promises';

/** The server understood and refused: trying again changes nothing. */
export class Refused extends Error {}

export interface DeliveryOptions<Item> {
  /** Sends some of the oldest items, in order. @throws Refused to drop all items; any other error to try them again */
  readonly send: (items: readonly Item[]) => Promise<void>;
  /** Most items of one `send`. */
  readonly batch: number;
  /** Most items that wait; older ones are dropped beyond. */
  readonly most: number;
  /** Called at the first failure alone. */
  readonly onFailure: (error: Error) => void;
  /** Between an item and its sending, so that several are sent together. */
  readonly pauseMs: number;
  /** Before a second attempt; doubled with each further one, up to `longestBackOffMs`. */
  readonly backOffMs: number;
  readonly longestBackOffMs: number;
}

export interface Delivery<Item> {
  add(items: readonly Item[]): void;
  /** Sends what waits, in at most so many milliseconds, and drops what cannot be sent. @returns whether all of it was sent */
  close(withinMs: number): Promise<boolean>;
}

export function createDelivery<Item>(options: DeliveryOptions<Item>): Delivery<Item> {
  const { send, batch, most, onFailure, pauseMs, backOffMs, longestBackOffMs } = options;
  let queue: Item[] = [];
  let work: Promise<void> | undefined;
  let [hasFailed, isDead] = [false, false];
  const closing = new AbortController();
  /** Ends early when the queue is closed. The timer keeps no process alive. */
  const pause = (ms: number) => wait(ms, undefined, { ref: false, signal: closing.signal }).catch(() => {});

  async function deliver() {
    let backOff = backOffMs;
    await pause(pauseMs);
    while (queue.length > 0 && !isDead) {
      const items = queue.slice(0, batch);
      try {
        await send(items);
        // Items may have been dropped from the front meanwhile.
        queue = queue.slice(Math.max(0, queue.indexOf(items.at(-1)!) + 1));
        backOff = backOffMs;
      } catch (error) {
        if (!hasFailed) onFailure(error as Error);
        hasFailed = true;
        if (error instanceof Refused || closing.signal.aborted) isDead = true;
        else await pause(backOff);
        backOff = Math.min(2 * backOff, longestBackOffMs);
      }
    }
    work = undefined;
  }

  return {
    add(items) {
      if (isDead) return;
      queue.push(...items);
      if (queue.length > most) queue = queue.slice(queue.length - most);
      work ??= deliver();
    },
    async close(withinMs) {
      closing.abort();
      const late = new AbortController();
      await Promise.race([work, wait(withinMs, undefined, { signal: late.signal }).catch(() => {})]);
      late.abort();
      const isEmpty = queue.length === 0;
      isDead = true;
      return isEmpty;
    },
  };
}
