import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { barrierWords, breakBarrier, waitForAll } from '../../../src/compute/threads/barrier.js';
import { fromSource } from '../../helpers/from-source.js';

const barrier = new URL('../../../src/compute/threads/barrier.ts', import.meta.url).href;

/** A thread that waits at the barrier repeatedly, and records the round of the slowest thread after each time. */
const thread = `
  const { parentPort, workerData: { words, rounds, seen, me, threads, barrier } } = require('node:worker_threads');
  import('${fromSource}').then(() => import(barrier)).then(({ waitForAll }) => {
    for (let round = 1; round <= seen.length / threads; round++) {
      Atomics.store(rounds, me, round);
      waitForAll(words, threads);
      seen[(round - 1) * threads + me] = Math.min(...rounds.map((_, i) => Atomics.load(rounds, i)));
    }
    parentPort.postMessage('done');
  });
`;

const shared = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length));

describe('waitForAll', () => {
  it('does not block a single thread', () => {
    const words = new Int32Array(barrierWords);
    for (let i = 0; i < 3; i++) waitForAll(words, 1);
    expect(words[0]).toBe(0);
  });

  it('releases blocked threads with an error when it is broken', async () => {
    const words = shared(barrierWords);
    const code = `
      const { parentPort, workerData: { words, barrier } } = require('node:worker_threads');
      import('${fromSource}').then(() => import(barrier)).then(({ waitForAll }) => {
        parentPort.postMessage('waiting');
        try { waitForAll(words, 2); } catch ({ message }) { parentPort.postMessage(message); }
      });
    `;
    const worker = new Worker(code, { eval: true, execArgv: [], workerData: { words, barrier } });
    await once(worker, 'message');
    const message = once(worker, 'message');
    breakBarrier(words);
    expect(await message).toEqual(['another thread was lost']);
    expect(() => waitForAll(words, 2)).toThrow('another thread was lost');
    await worker.terminate();
  });

  it('blocks every thread until all have arrived, in every round', async () => {
    const [threads, count] = [3, 200];
    const data = {
      words: shared(barrierWords),
      rounds: shared(threads),
      seen: shared(threads * count),
      threads,
      barrier,
    };
    const workers = Array.from({ length: threads }, (_, me) => {
      return new Worker(thread, { eval: true, execArgv: [], workerData: { ...data, me } });
    });
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    for (let round = 1; round <= count; round++) {
      const slowest = [...data.seen.subarray((round - 1) * threads, round * threads)];
      expect(Math.min(...slowest)).toBeGreaterThanOrEqual(round);
    }
    await Promise.all(workers.map((worker) => worker.terminate()));
  });
});
