/** Runs the consoles of a vector environment: in the calling thread, or in a group of worker threads. */
import { AleError } from '../errors.js';
import type { ConsolePlan } from './console-slot.js';
import { control, errorBytes, errorOf, type RequestKind, requests, takeError } from './control.js';
import { type TableMemory, tablesIn } from './tables.js';
import type { Spawn, Thread } from './thread.js';
import { createSlots, runSlots } from './worker.js';

export interface WorkerGroup {
  /** Whether `run` is allowed in the calling thread. */
  readonly mayBlock: boolean;
  /** Carries out a request on all consoles and blocks until they have finished. */
  run(request: RequestKind, seed?: number): void;
  /** Like `run`, without blocking the thread. */
  runAsync(request: RequestKind, seed?: number): Promise<void>;
  /** Ends the threads. A request in progress fails with `disposed`. */
  dispose(): Promise<void>;
}

/**
 * A blocked caller checks its workers at this interval. They count as lost when no console has finished its step in
 * `maxIdleChecks` checks. Checks are counted, not time: the process may have been suspended.
 */
const checkPeriodMs = 100;
const maxIdleChecks = 100;
const idleSeconds = (checkPeriodMs * maxIdleChecks) / 1000;

/** Creates all consoles in the calling thread. */
export function createLocalGroup(plan: ConsolePlan, memory: TableMemory): WorkerGroup {
  const slots = createSlots(plan, tablesIn(memory), 0, memory.numEnvs);
  const run = (request: RequestKind, seed?: number) => runSlots(slots, request, seed);
  return { mayBlock: true, run, runAsync: async (request, seed) => run(request, seed), dispose: async () => {} };
}

/**
 * Starts worker threads. Each gets a fixed, contiguous range of consoles; results do not depend on the number of threads.
 * @throws AleError `worker-failed`, or the error of a worker that could not create its consoles
 */
export async function startWorkerGroup(
  plan: ConsolePlan,
  memory: TableMemory,
  threadCount: number,
  spawn: Spawn,
): Promise<WorkerGroup> {
  const words = new Int32Array(new SharedArrayBuffer(4 * control.words));
  const allErrors = new Uint8Array(new SharedArrayBuffer(threadCount * errorBytes));
  const errors = Array.from({ length: threadCount }, (_, i) =>
    allErrors.subarray(i * errorBytes, (i + 1) * errorBytes),
  );
  const threads: Thread[] = [];
  let lost: AleError | undefined;
  /** Ends the asynchronous request in progress. */
  let settle: ((error?: AleError) => void) | undefined;
  const dispose = async () => {
    settle?.(new AleError('disposed', 'the vector environment was disposed before the call had finished'));
    await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
  };
  const lose = (reason: string) => {
    lost = new AleError('worker-failed', `a worker of the vector environment was lost: ${reason}`, { got: reason });
    settle?.(lost);
  };

  const start = (error: Uint8Array, i: number) =>
    new Promise<void>((resolve, reject) => {
      const thread = spawn();
      threads.push(thread);
      thread.onFailure((reason) => {
        if (threads.length > 0) lose(reason);
        reject(lost);
      });
      thread.onResponse((response) => {
        if (response.kind === 'ready') resolve();
        else if (response.kind === 'failed') reject(errorOf(response.error));
        else settle?.();
      });
      const edge = (k: number) => Math.floor((k * memory.numEnvs) / threadCount);
      thread.start({ plan, tables: memory, first: edge(i), end: edge(i + 1), control: words, error });
    });
  try {
    await Promise.all(errors.map(start));
  } catch (error) {
    await dispose();
    throw error;
  }
  const keepProcessAlive = (wanted: boolean) => {
    for (const thread of threads) thread.keepProcessAlive(wanted);
  };
  keepProcessAlive(false);

  const begin = (request: RequestKind, seed: number | undefined, respond: boolean) => {
    if (lost) throw lost;
    words[control.request] = requests[request];
    words[control.seed] = seed ?? -1;
    words[control.respond] = Number(respond);
    Atomics.store(words, control.pending, threadCount);
    Atomics.add(words, control.requestNumber, 1);
    Atomics.notify(words, control.requestNumber);
  };
  /** Blocks until all workers have finished the request. @throws AleError `worker-failed` when one of them is lost */
  const waitForAll = () => {
    let idleChecks = 0;
    let progress = Atomics.load(words, control.progress);
    for (let pending = threadCount; pending > 0; pending = Atomics.load(words, control.pending)) {
      if (Atomics.wait(words, control.pending, pending, checkPeriodMs) !== 'timed-out') continue;
      const now = Atomics.load(words, control.progress);
      idleChecks = now === progress ? idleChecks + 1 : 0;
      progress = now;
      if (!threads.every((thread) => thread.isAlive())) lose('it ended');
      else if (idleChecks >= maxIdleChecks) lose(`no console has finished a step for ${idleSeconds} seconds`);
      if (lost) throw lost;
    }
  };
  const throwErrors = () => {
    const failures = errors.map(takeError).filter((error) => error !== undefined);
    if (failures[0]) throw failures[0];
  };

  return {
    mayBlock: mayBlock(),
    run(request, seed) {
      begin(request, seed, false);
      waitForAll();
      throwErrors();
    },
    async runAsync(request, seed) {
      keepProcessAlive(true);
      try {
        await new Promise<void>((resolve, reject) => {
          settle = (error) => (error ? reject(error) : resolve());
          begin(request, seed, true);
        });
      } finally {
        settle = undefined;
        keepProcessAlive(false);
      }
      throwErrors();
    },
    dispose,
  };
}

/** Returns whether `Atomics.wait` is allowed here; the main thread of a page must not block. */
function mayBlock(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}
