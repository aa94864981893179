import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDelivery, type DeliveryOptions, Refused } from '../../../src/storage/tracking/delivery.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

// node:timers/promises is not faked: its timers are those of the faked global
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, _: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(new Error('aborted'));
      const timer = globalThis.setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        globalThis.clearTimeout(timer);
        reject(new Error('aborted'));
      });
    }),
}));

/** Fails as often as said, then takes what it gets. */
function setUp({
  failures = 0,
  error = new Error('lost'),
  ...changes
}: Partial<DeliveryOptions<number>> & { failures?: number; error?: Error }) {
  const calls: { at: number; items: readonly number[] }[] = [];
  const warnings: string[] = [];
  const begin = Date.now();
  const delivery = createDelivery<number>({
    ...{ batch: 3, most: 100, pauseMs: 1000, backOffMs: 1000, longestBackOffMs: 4000 },
    onFailure: ({ message }) => warnings.push(message),
    async send(items) {
      calls.push({ at: Date.now() - begin, items });
      if (calls.length <= failures) throw error;
    },
    ...changes,
  });
  return { delivery, calls, warnings };
}

describe('delivery', () => {
  it('sends what comes within a pause together, in order, in batches', async () => {
    const { delivery, calls } = setUp({});
    delivery.add([1, 2]);
    delivery.add([3, 4, 5]);
    expect(calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls.map(({ items }) => items)).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    delivery.add([6]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls.at(-1)!.items).toEqual([6]);
    expect(await delivery.close(0)).toBe(true);
  });

  it('tries again with longer and longer pauses, and warns once', async () => {
    const { delivery, calls, warnings } = setUp({ failures: 5 });
    delivery.add([1]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(calls.map(({ at }) => at)).toEqual([1000, 2000, 4000, 8000, 12_000, 16_000]);
    expect(calls.every(({ items }) => items[0] === 1)).toBe(true);
    expect(warnings).toEqual(['lost']);
    expect(await delivery.close(0)).toBe(true);
  });

  it('gives up what the server refuses, and all that follows', async () => {
    const { delivery, calls, warnings } = setUp({ failures: 9, error: new Refused('status 401') });
    delivery.add([1]);
    await vi.advanceTimersByTimeAsync(1000);
    delivery.add([2]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(1);
    expect(warnings).toEqual(['status 401']);
    expect(await delivery.close(0)).toBe(false);
  });

  it('keeps the newest items where too many wait', async () => {
    const { delivery, calls } = setUp({ most: 4, batch: 9, failures: 1 });
    delivery.add([1, 2, 3]);
    await vi.advanceTimersByTimeAsync(1000);
    delivery.add([4, 5, 6]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls.at(-1)!.items).toEqual([3, 4, 5, 6]);
    expect(await delivery.close(0)).toBe(true);
  });

  it('sends at once when it is closed, whatever it waits for', async () => {
    const { delivery, calls } = setUp({});
    delivery.add([1, 2, 3, 4]);
    const closed = delivery.close(5000);
    await vi.advanceTimersByTimeAsync(0);
    expect(await closed).toBe(true);
    expect(calls.map(({ at, items }) => [at, items])).toEqual([
      [0, [1, 2, 3]],
      [0, [4]],
    ]);
  });

  it('ends in time where the server never answers', async () => {
    const { delivery } = setUp({ send: () => new Promise(() => {}) });
    delivery.add([1]);
    const closed = delivery.close(5000);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await closed).toBe(false);
  });
});
