/**
 * A crew: threads that do the same thing, each with its part of it. While they have nothing to do they sleep. They are never
 * ended by force: inside onnxruntime that would abort the whole process.
 */
import { Worker } from 'node:worker_threads';

/** What a thread is asked to do: to make its part, or to call a method of it; after `dispose` it ends. */
export interface Order {
  readonly method: string;
  readonly argument?: unknown;
}

/** Its answer; `failure` is for people. */
export interface Answer {
  readonly failure?: string;
}

export interface CrewOptions<Setup> {
  /** The threads' module, compiled: it calls `obey` of crew-worker.ts. */
  readonly file: URL;
  /** One a thread, plain data: what its part is made of. */
  readonly setups: readonly Setup[];
  /** For errors: `a … failed`. */
  readonly name: string;
  /** Lets go whoever waits for another thread: somebody will not come any more. */
  readonly letGo?: () => void;
}

export interface Crew {
  /** Calls a method of every part, and waits until all are done. */
  call(method: string, argument?: unknown): Promise<void>;
  /** Waits until the threads have done what they were asked for, and have ended. */
  dispose(): Promise<void>;
}

/** Longest time that the end of the process waits for threads. */
const patienceMs = 5000;

/** @throws Error in one line, here and from every call, once a thread has failed; the others are ended then */
export async function startCrew<Setup>({ file, setups, name, letGo = () => {} }: CrewOptions<Setup>): Promise<Crew> {
  /** Orders that are not done yet, to all threads together. */
  const unfinished = new Int32Array(new SharedArrayBuffer(4));
  const threads = setups.map(() => startThread(file, name, unfinished));
  let failure: Error | undefined;

  /** Also when the process ends before `dispose`: no thread may be inside onnxruntime then. */
  const standStill = () => {
    letGo();
    for (let left = Atomics.load(unfinished, 0); left > 0; left = Atomics.load(unfinished, 0)) {
      if (Atomics.wait(unfinished, 0, left, patienceMs) === 'timed-out') return;
    }
  };
  process.once('exit', standStill);
  const endAll = async () => {
    letGo();
    await Promise.all(threads.map((thread) => thread.end()));
    process.off('exit', standStill);
  };
  const all = async (order: (thread: number) => Order) => {
    if (failure) throw failure;
    try {
      await Promise.all(threads.map((thread, i) => thread.ask(order(i))));
    } catch (error) {
      failure ??= error as Error;
      await endAll();
      throw failure;
    }
  };

  await all((thread) => ({ method: 'create', argument: setups[thread] }));
  return { call: (method, argument) => all(() => ({ method, argument })), dispose: endAll };
}

interface Thread {
  /** Gives one order and waits until it is done. */
  ask(order: Order): Promise<void>;
  /** Waits until the thread has done what it was asked for, and has ended. */
  end(): Promise<void>;
}

function startThread(file: URL, name: string, unfinished: Int32Array): Thread {
  // The flags of this process (loaders, --input-type) are not for a plain module.
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
        failure === undefined ? resolve() : reject(new Error(`a ${name} failed: ${failure.trim().split('\n')[0]}`));
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
