/** Who plays the consoles: the calling thread alone, or workers that share them. */
import { AleError } from '../errors.js';
import type { LanePlan } from './console-slot.js';
import { type Command, commands, control, errorBytes, errorOf, takeError } from './control.js';
import { type TableMemory, tablesIn } from './tables.js';
import type { Spawn, Thread } from './thread.js';
import { createLanes, runLanes } from './worker.js';

export interface Crew {
  /** Whether `run` may be used in this thread. */
  readonly mayBlock: boolean;
  /** Lets all consoles step or reset and returns when they have. */
  run(command: Command, seed?: number): void;
  /** The same without blocking the thread. */
  runAsync(command: Command, seed?: number): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * A caller that blocks looks after its workers so often. They are taken for lost when no console finishes its step for so many
 * looks; counted in looks, not by the clock, since a process may be suspended.
 */
const lookPeriodMs = 100;
const mostIdleLooks = 100;
const idleSeconds = (lookPeriodMs * mostIdleLooks) / 1000;

export function createSoloCrew(plan: LanePlan, memory: TableMemory): Crew {
  const lanes = createLanes(plan, tablesIn(memory), 0, memory.numEnvs);
  const run = (command: Command, seed?: number) => runLanes(lanes, command, seed);
  return { mayBlock: true, run, runAsync: async (command, seed) => run(command, seed), dispose: async () => {} };
}

/** Consoles are dealt out in equal runs, once: the result of a console does not depend on who plays it. */
export async function createWorkerCrew(
  plan: LanePlan,
  memory: TableMemory,
  threadCount: number,
  spawn: Spawn,
): Promise<Crew> {
  const words = new Int32Array(new SharedArrayBuffer(4 * control.words));
  const errors = new Uint8Array(new SharedArrayBuffer(threadCount * errorBytes));
  const slots = Array.from({ length: threadCount }, (_, i) => errors.subarray(i * errorBytes, (i + 1) * errorBytes));
  const threads: Thread[] = [];
  let lost: AleError | undefined;
  let settle: ((error?: AleError) => void) | undefined;
  const dispose = async () => {
    settle?.(new AleError('disposed', 'the vector environment was disposed before the call had finished'));
    await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
  };
  const lose = (reason: string) => {
    lost = new AleError('worker-failed', `a worker of the vector environment was lost: ${reason}`, { got: reason });
    settle?.(lost);
  };

  const start = (slot: Uint8Array, i: number) =>
    new Promise<void>((resolve, reject) => {
      const thread = spawn();
      threads.push(thread);
      thread.onFailure((reason) => {
        if (threads.length > 0) lose(reason);
        reject(lost);
      });
      thread.onMessage((message) => {
        if (message.kind === 'ready') resolve();
        else if (message.kind === 'failed') reject(errorOf(message.error));
        else settle?.();
      });
      const edge = (k: number) => Math.floor((k * memory.numEnvs) / threadCount);
      thread.start({ plan, tables: memory, first: edge(i), end: edge(i + 1), control: words, error: slot });
    });
  try {
    await Promise.all(slots.map(start));
  } catch (error) {
    await dispose();
    throw error;
  }
  const hold = (wanted: boolean) => {
    for (const thread of threads) thread.hold(wanted);
  };
  hold(false);

  const begin = (command: Command, seed: number | undefined, announce: boolean) => {
    if (lost) throw lost;
    words[control.command] = commands[command];
    words[control.seed] = seed ?? -1;
    words[control.announce] = Number(announce);
    Atomics.store(words, control.pending, threadCount);
    Atomics.add(words, control.turn, 1);
    Atomics.notify(words, control.turn);
  };
  /** Blocks until all workers have finished the turn. @throws AleError when one of them will not */
  const waitForAll = () => {
    let idleLooks = 0;
    let progress = Atomics.load(words, control.progress);
    for (let pending = threadCount; pending > 0; pending = Atomics.load(words, control.pending)) {
      if (Atomics.wait(words, control.pending, pending, lookPeriodMs) !== 'timed-out') continue;
      const now = Atomics.load(words, control.progress);
      idleLooks = now === progress ? idleLooks + 1 : 0;
      progress = now;
      if (!threads.every((thread) => thread.isAlive())) lose('it ended');
      else if (idleLooks >= mostIdleLooks) lose(`no console has finished a step for ${idleSeconds} seconds`);
      if (lost) throw lost;
    }
  };
  const finish = () => {
    const failures = slots.map(takeError).filter((error) => error !== undefined);
    if (failures[0]) throw failures[0];
  };

  return {
    mayBlock: mayBlock(),
    run(command, seed) {
      begin(command, seed, false);
      waitForAll();
      finish();
    },
    async runAsync(command, seed) {
      hold(true);
      try {
        await new Promise<void>((resolve, reject) => {
          settle = (error) => (error ? reject(error) : resolve());
          begin(command, seed, true);
        });
      } finally {
        settle = undefined;
        hold(false);
      }
      finish();
    },
    dispose,
  };
}

/** Whether `Atomics.wait` is allowed here: not in a page's own thread. */
function mayBlock(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}
