/** Threads that learn, beside the one that plays. While they have nothing to do they sleep. */
import { Worker } from 'node:worker_threads';
import type { Part, PartSetup } from './learner-part.js';

/** What a thread is asked to do: a method of its part, with its argument. */
export type Order = { readonly method: 'learn'; readonly batch: number } | { readonly method: 'refreshTarget' };
/** Its answer; `failure` is a line for people. */
export interface Answer {
  readonly failure?: string;
}

/**
 * Starts `count` threads that share every update.
 * @throws Error in one line, here and from every call, once a thread has failed; all are ended then
 */
export async function startParts(setup: Omit<PartSetup, 'part' | 'parts'>, count: number): Promise<Part> {
  let failure: Error | undefined;
  const threads: Thread[] = [];
  const endAll = () => Promise.all(threads.map((thread) => thread.end()));
  const all = async (send: (thread: Thread, part: number) => Promise<void>) => {
    if (failure) throw failure;
    try {
      await Promise.all(threads.map(send));
    } catch (error) {
      failure ??= error as Error;
      await endAll(); // the others may be waiting for the one that is lost
      throw failure;
    }
  };
  threads.push(...Array.from({ length: count }, startThread));
  await all((thread, part) => thread.ask({ ...setup, part, parts: count }));
  return {
    learn: (batch) => all((thread) => thread.ask({ method: 'learn', batch })),
    refreshTarget: () => all((thread) => thread.ask({ method: 'refreshTarget' })),
    async dispose() {
      await endAll();
    },
  };
}

interface Thread {
  /** Sends one message and waits for its answer. */
  ask(message: Order | PartSetup): Promise<void>;
  end(): Promise<void>;
}

function startThread(): Thread {
  // The flags of this process (loaders, --input-type) are not for a plain module.
  const worker = new Worker(new URL('../../dist/agent/learner-worker.js', import.meta.url), { execArgv: [] });
  let settle: ((failure?: string) => void) | undefined;
  let lost: string | undefined;
  const lose = (reason: string) => {
    lost ??= reason;
    settle?.(lost);
  };
  worker.on('message', ({ failure }: Answer) => settle?.(failure));
  worker.on('error', ({ message }) => lose(message));
  worker.on('exit', (code) => lose(`it ended with exit code ${code}`));
  return {
    ask: (message) =>
      new Promise<void>((resolve, reject) => {
        settle = (failure) => {
          settle = undefined;
          if (failure === undefined) resolve();
          else reject(new Error(`a learning thread failed: ${failure.split('\n')[0]}`));
        };
        if (lost === undefined) worker.postMessage(message);
        else settle(lost);
      }),
    async end() {
      await worker.terminate();
    },
  };
}
