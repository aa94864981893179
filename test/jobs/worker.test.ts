import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { graceMs } from '../../src/compute/threads/worker-thread.js';
import { abandonLate, type JobWorker, runJobs } from '../../src/jobs/worker.js';

/** Doubles numbers after the given number of iterations of the event loop. */
const doubler = (iterations: number): JobWorker<number, number, string> => ({
  async do(job, { signal, onProgress } = {}) {
    for (let i = 0; i < iterations; i++) {
      await new Promise(setImmediate);
      if (signal?.aborted) return undefined;
    }
    onProgress?.(`did ${job}`);
    return 2 * job;
  },
  dispose: async () => {},
});

describe('runJobs', () => {
  it('does every job once, whichever worker is faster', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(9), { maxLength: 12 }),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }),
        async (jobs, speeds) => {
          const results: number[] = [];
          const progress: string[] = [];
          const complete = await runJobs(
            jobs,
            speeds.map((iterations) => doubler(iterations)),
            {
              onResult: (result) => results.push(result),
              onProgress: (line, job) => progress.push(`${line} of ${job}`),
            },
          );
          expect(complete).toBe(true);
          expect(results.toSorted()).toEqual(jobs.map((job) => 2 * job).toSorted());
          expect(progress.toSorted()).toEqual(jobs.map((job) => `did ${job} of ${job}`).toSorted());
        },
      ),
      { numRuns: 30 },
    );
  });

  it('returns false when it was aborted', async () => {
    const controller = new AbortController();
    const results: number[] = [];
    const complete = await runJobs([1, 2, 3, 4, 5], [doubler(1), doubler(2)], {
      signal: controller.signal,
      onResult(result) {
        results.push(result);
        if (results.length === 2) controller.abort();
      },
    });
    expect(complete).toBe(false);
    expect(results.length).toBe(2);
  });

  it('throws the error of a worker after the other workers have stopped', async () => {
    const results: number[] = [];
    let jobs = 0;
    const failing: JobWorker<number, number, string> = {
      do: async () => {
        jobs++;
        throw new Error('no more');
      },
      dispose: async () => {},
    };
    const slow = doubler(3);
    const work = runJobs([1, 2, 3, 4, 5, 6], [slow, failing], { onResult: (result) => results.push(result) });
    await expect(work).rejects.toThrow('no more');
    expect(jobs).toBe(1);
    expect(results).toEqual([]);
  });

  it('throws an error of onResult', async () => {
    const work = runJobs([1, 2], [doubler(0)], {
      onResult() {
        throw new Error('the disk is full');
      },
    });
    await expect(work).rejects.toThrow('the disk is full');
  });
});

describe('abandonLate', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  /** Works for `ms`, or until it is aborted. */
  const work = (ms: number) => (giveUp: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      setTimeout(() => resolve('done'), ms);
      giveUp.addEventListener('abort', () => reject(giveUp.reason));
    });

  it.each([
    { stopAt: null, ms: 60_000, result: 'done' },
    { stopAt: 100, ms: graceMs, result: 'done' },
    { stopAt: 100, ms: 60_000, result: undefined },
    { stopAt: 0, ms: 60_000, result: undefined },
  ])('aborts work that does not complete within the grace period: $stopAt, $ms', async ({ stopAt, ms, result }) => {
    const controller = new AbortController();
    if (stopAt === 0) controller.abort();
    else if (stopAt !== null) setTimeout(() => controller.abort(), stopAt);
    const end = abandonLate(controller.signal, work(ms));
    await vi.runAllTimersAsync();
    expect(await end).toBe(result);
  });

  it('throws an error of the work', async () => {
    await expect(abandonLate(undefined, () => Promise.reject(new Error('no more')))).rejects.toThrow('no more');
  });
});
