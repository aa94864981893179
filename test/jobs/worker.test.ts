import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { abandonLate, graceMs, type JobWorker, runJobs } from '../../src/jobs/worker.js';

/** Doubles numbers after as many turns of the event loop as it is told. */
const doubler = (turns: () => number): JobWorker<number, number, string> => ({
  async do(job, { signal, onProgress } = {}) {
    for (let turn = turns(); turn > 0; turn--) {
      await new Promise(setImmediate);
      if (signal?.aborted) return undefined;
    }
    onProgress?.(`did ${job}`);
    return 2 * job;
  },
  dispose: async () => {},
});

describe('runJobs', () => {
  it('does every job once, whoever is how fast', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(9), { maxLength: 12 }),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }),
        async (jobs, speeds) => {
          const results: number[] = [];
          const news: string[] = [];
          const complete = await runJobs(
            jobs,
            speeds.map((turns) => doubler(() => turns)),
            { onResult: (result) => results.push(result), onProgress: (line, job) => news.push(`${line} of ${job}`) },
          );
          expect(complete).toBe(true);
          expect(results.toSorted()).toEqual(jobs.map((job) => 2 * job).toSorted());
          expect(news.toSorted()).toEqual(jobs.map((job) => `did ${job} of ${job}`).toSorted());
        },
      ),
      { numRuns: 30 },
    );
  });

  it('stops when told to, and says so', async () => {
    const controller = new AbortController();
    const results: number[] = [];
    const complete = await runJobs([1, 2, 3, 4, 5], [doubler(() => 1), doubler(() => 2)], {
      signal: controller.signal,
      onResult(result) {
        results.push(result);
        if (results.length === 2) controller.abort();
      },
    });
    expect(complete).toBe(false);
    expect(results.length).toBe(2);
  });

  it('throws what a worker throws, once the others have stopped; what was done is kept', async () => {
    const results: number[] = [];
    let jobs = 0;
    const failing: JobWorker<number, number, string> = {
      do: async () => {
        jobs++;
        throw new Error('no more');
      },
      dispose: async () => {},
    };
    const slow = doubler(() => 3);
    const work = runJobs([1, 2, 3, 4, 5, 6], [slow, failing], { onResult: (result) => results.push(result) });
    await expect(work).rejects.toThrow('no more');
    expect(jobs).toBe(1);
    expect(results).toEqual([]);
  });

  it('throws what keeping a result throws', async () => {
    const work = runJobs([1, 2], [doubler(() => 0)], {
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

  /** Works until it is given up, or for so long. */
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
  ])('lets work end that ends soon after the stop: $stopAt, $ms', async ({ stopAt, ms, result }) => {
    const controller = new AbortController();
    if (stopAt === 0) controller.abort();
    else if (stopAt !== null) setTimeout(() => controller.abort(), stopAt);
    const end = abandonLate(controller.signal, work(ms));
    await vi.runAllTimersAsync();
    expect(await end).toBe(result);
  });

  it('throws what the work throws', async () => {
    await expect(abandonLate(undefined, () => Promise.reject(new Error('no more')))).rejects.toThrow('no more');
  });
});
