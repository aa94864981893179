/** A group: threads that do the same thing, each with its part of it. While they have nothing to do they sleep. */
import { startThread } from './thread.js';

/** What a thread is asked to do: to make its part, or to call a method of it; after `dispose` it is asked to end. */
export interface Order {
  readonly method: string;
  readonly argument?: unknown;
}

/** Its answer; `failure` is for people. */
export interface Answer {
  readonly failure?: string;
}

export interface WorkerGroupOptions<Setup> {
  /** The threads' module, compiled: it calls `serveGroup` of group-worker.ts. */
  readonly file: URL;
  /** One a thread, plain data: what its part is made of. */
  readonly setups: readonly Setup[];
  /** For errors: `a … failed`. */
  readonly name: string;
  /** Lets go whoever waits for another thread: somebody will not come any more. */
  readonly release?: () => void;
}

export interface WorkerGroup {
  /** Calls a method of every part, and waits until all are done. */
  call(method: string, argument?: unknown): Promise<void>;
  /** Waits until the threads have done what they were asked for, and have ended. */
  dispose(): Promise<void>;
}

/** @throws Error in one line, here and from every call, once a thread has failed; the others are ended then */
export async function startWorkerGroup<Setup>({
  file,
  setups,
  name,
  release = () => {},
}: WorkerGroupOptions<Setup>): Promise<WorkerGroup> {
  const members = setups.map(() => startMember(file, name, release));
  let failure: Error | undefined;

  const endAll = async () => {
    release();
    await Promise.all(members.map((member) => member.end()));
  };
  const all = async (order: (thread: number) => Order) => {
    if (failure) throw failure;
    try {
      await Promise.all(members.map((member, i) => member.ask(order(i))));
    } catch (error) {
      failure ??= error as Error;
      await endAll();
      throw failure;
    }
  };

  await all((thread) => ({ method: 'create', argument: setups[thread] }));
  return { call: (method, argument) => all(() => ({ method, argument })), dispose: endAll };
}

interface Member {
  /** Gives one order and waits until it is done. */
  ask(order: Order): Promise<void>;
  /** Waits until the thread has done what it was asked for, and has ended. */
  end(): Promise<void>;
}

function startMember(file: URL, name: string, unblock: () => void): Member {
  const { worker, end } = startThread({ file, data: undefined, unblock });
  const waiting: ((failure?: string) => void)[] = [];
  let lost: string | undefined;
  worker.on('exit', (code) => {
    lost ??= `it ended with exit code ${code}`;
    for (const settle of waiting.splice(0)) settle(lost);
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
      worker.postMessage(order);
    });
  return {
    ask,
    async end() {
      await ask({ method: 'dispose' }).catch(() => {});
      await end();
    },
  };
}
