/**
 * Threads that learn, beside the one that plays. While they have nothing to do they sleep. They are never ended by force:
 * inside onnxruntime that would abort the whole process.
 */
import { Worker } from 'node:worker_threads';
import { breakBarrier } from '../compute/barrier.js';
import type { LearnerMemory } from './learner-memory.js';
import type { Part, PartSetup } from './learner-part.js';

/** What a thread is asked to do: to make its part, or to call a method of it; after `dispose` it ends. */
export type Order =
  | { readonly method: 'create'; readonly setup: PartSetup }
  | { readonly method: 'learn'; readonly batch: number }
  | { readonly method: 'refreshTarget' | 'dispose' };

/** Its answer; `failure` is for people. */
export interface Answer {
  readonly failure?: string;
}

/** Longest time that the end of the process waits for threads. */
const patienceMs = 5000;

/**
 * Starts `count` threads that share every update.
 * @throws Error in one line, here and from every call, once a thread has failed; the others are ended then
 */
export async function startParts(
  plan: Omit<PartSetup, 'part' | 'parts'>,
  { barrier, unfinished }: Pick<LearnerMemory, 'barrier' | 'unfinished'>,
  count: number,
): Promise<Part> {
  const threads = Array.from({ length: count }, () => startThread(unfinished));
  let failure: Error | undefined;

  /** Also when the process ends before `dispose`: no thread may be inside onnxruntime then. */
  const standStill = () => {
    breakBarrier(barrier);
    for (let left = Atomics.load(unfinished, 0); left > 0; left = Atomics.load(unfinished, 0)) {
      if (Atomics.wait(unfinished, 0, left, patienceMs) === 'timed-out') return;
    }
  };
  process.once('exit', standStill);
  const endAll = async () => {
    breakBarrier(barrier);
    await Promise.all(threads.map((thread) => thread.end()));
    process.off('exit', standStill);
  };
  const all = async (order: (part: number) => Order) => {
    if (failure) throw failure;
    try {
      await Promise.all(threads.map((thread, part) => thread.ask(order(part))));
    } catch (error) {
      failure ??= error as Error;
      await endAll();
      throw failure;
    }
  };

  await all((part) => ({ method: 'create', setup: { ...plan, part, parts: count } }));
  return {
    learn: (batch) => all(() => ({ method: 'learn', batch })),
    refreshTarget: () => all(() => ({ method: 'refreshTarget' })),
    dispose: endAll,
  };
}

interface Thread {
  /** Gives one order and waits until it is done. */
  ask(order: Order): Promise<void>;
  /** Waits until the thread has done what it was asked for, and has ended. */
  end(): Promise<void>;
}

function startThread(unfinished: Int32Array): Thread {
  // The flags of this process (loaders, --input-type) are not for a plain module.
  const file = new URL('../../dist/agent/learner-worker.js', import.meta.url);
  const worker = new Worker(file, { execArgv: [], workerData: unfinished });
  const waiting: ((failure?: string) => void)[] = [];
  let lost: string | undefined;
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      lost ??= `it ended with exit code ${code}`;
      Atomics.sub(unfinished, 0, waiting.length);
      for (const settle of waiting.splice(0)) settle(lost);
      resolve();
    });
  });
  worker.on('error', ({ message }) => {
    lost = message;
  });
  worker.on('message', ({ failure }: Answer) => waiting.shift()?.(failure));

  const ask = (order: Order) =>
    new Promise<void>((resolve, reject) => {
      const settle = (failure?: string) =>
        failure === undefined
          ? resolve()
          : reject(new Error(`a learning thread failed: ${failure.trim().split('\n')[0]}`));
      if (lost !== undefined) return settle(lost);
      waiting.push(settle);
      Atomics.add(unfinished, 0, 1);
      worker.postMessage(order);
    });
  return {
    ask,
    async end() {
      await ask({ method: 'dispose' }).catch(() => {});
      await ended;
    },
  };
}
