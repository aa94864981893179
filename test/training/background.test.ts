import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createBackground } from '../../src/training/background.js';

/** Work that ends after some milliseconds, or at once when it is stopped. */
const work = (ms: number) => (signal: AbortSignal) => setTimeout(ms, 'done', { signal }).catch(() => 'stopped');

describe('background work', () => {
  it('gives its result once', async () => {
    const background = createBackground<string>();
    expect([background.isBusy, await background.take()]).toEqual([false, undefined]);
    background.start(work(5));
    expect([background.isBusy, background.isDone]).toEqual([true, false]);
    await setTimeout(50);
    expect([background.isBusy, background.isDone]).toEqual([true, true]);
    expect([await background.take(), background.isBusy, await background.take()]).toEqual(['done', false, undefined]);
  });

  it('ends when the outer signal is aborted, or when it is stopped', async () => {
    const outer = new AbortController();
    const background = createBackground<string>(outer.signal);
    background.start(work(60_000));
    outer.abort();
    expect(await background.take()).toBe('stopped');

    const other = createBackground<string>();
    other.start(work(60_000));
    await other.stop();
    expect(other.isBusy).toBe(false);
  });

  it('reports a failure where the result is taken, and nowhere else', async () => {
    const background = createBackground<string>();
    const fails = async () => {
      throw new Error('no');
    };
    background.start(fails);
    await setTimeout(5);
    expect(background.isDone).toBe(true);
    await expect(background.take()).rejects.toThrow('no');
    background.start(fails);
    await background.stop();
  });
});
