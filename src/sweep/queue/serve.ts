/**
 * A worker: takes jobs of the submitted sweeps of a store from their queues, as many as fit its cores and memory.
 *
 * The folder of a sweep decides what is done, not the server. So a job may be delivered twice, and a server may forget jobs: a
 * worker without work adds again all that can start.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { plural } from '../../common/format.js';
import { bytesText } from '../../jobs/memory.js';
import { createCapacity } from '../run/capacity.js';
import { type DeliverOptions, type Delivery, deliver } from './deliver.js';
import type { JobSize } from './queues.js';
import { lockMs, type Machine, openSweep, type Served } from './served.js';
import type { QueueServer } from './server.js';
import { submittedSweeps } from './submission.js';
import { unlessStopped } from './unless-stopped.js';

export interface ServeOptions extends DeliverOptions {
  readonly server: QueueServer;
  readonly capacity: Machine;
  /** Aborting it stops all jobs with a checkpoint, and gives them back. */
  readonly signal: AbortSignal;
  /** Ends when no job of any submitted sweep can start. */
  readonly untilDone?: boolean;
  /** Receives a line for each sweep that is not served, and for each fault of the server. */
  readonly onWarning: (line: string) => void;
}

/** Without work, new sweeps are looked for and jobs are added again after so long. */
const idleMs = 10_000;
/** Between two looks at empty queues. */
const pollMs = 500;

/** Serves until `signal` is aborted, or with `untilDone` until nothing is left. */
export async function serveSweeps(options: ServeOptions): Promise<void> {
  const { server, store, signal, untilDone = false } = options;
  const onWarning = seldom(options.onWarning);
  const capacity = createCapacity(options.capacity);
  const sweeps = sweepList({ ...options, onWarning });
  const running = new Map<Delivery, Promise<void>>();
  const renewal = setInterval(() => void renewLocks(running.keys(), onWarning), lockMs / 3);
  let wake = new AbortController();
  let tokens = 0;
  let isAway = false;

  /** Takes one job that fits what is free. @returns whether there was one */
  async function takeOne(): Promise<boolean> {
    for (const sweep of sweeps.all()) {
      for (const { size, worker } of sweep.workers()) {
        if (signal.aborted || !capacity.take(size)) continue;
        const token = `${process.pid}-${++tokens}`;
        const job = await unlessStopped(worker.getNextJob(token, { block: false }), signal).catch(warned);
        if (job) {
          start(sweep, { job, token, worker }, () => capacity.release(size));
          return true;
        }
        capacity.release(size);
      }
    }
    return false;
  }

  function start(sweep: Served, delivery: Delivery, release: () => void): void {
    const work = deliver(sweep, delivery, options)
      .catch(warned)
      .finally(() => {
        running.delete(delivery);
        release();
        wake.abort();
      });
    running.set(delivery, work as Promise<void>);
  }

  /** While the connection is closed at the end, commands fail as they should. */
  function warned(error: Error): undefined {
    if (!signal.aborted) onWarning(error.message);
    return undefined;
  }

  /** What is known is served while the store is away. */
  async function lookAgain(): Promise<void> {
    try {
      await store.refresh();
      isAway = false;
    } catch (error) {
      isAway = true;
      warned(error as Error);
    }
    sweeps.refresh();
    for (const sweep of sweeps.all()) await addForgotten(sweep);
  }

  const pause = (): Promise<void> => {
    wake = new AbortController();
    return sleep(pollMs, undefined, { signal: AbortSignal.any([wake.signal, signal]) }).catch(() => {});
  };

  try {
    for (let idleUntil = 0; !signal.aborted; ) {
      if (await takeOne()) continue;
      if (performance.now() >= idleUntil) {
        await unlessStopped(lookAgain(), signal).catch(warned);
        idleUntil = performance.now() + idleMs;
        if (await takeOne()) continue;
      }
      if (untilDone && !isAway && running.size === 0 && sweeps.areKnown() && sweeps.all().every(hasEnded)) return;
      await pause();
    }
  } finally {
    await Promise.all(running.values());
    clearInterval(renewal);
    await Promise.race([sweeps.close(), sleep(closeMs, undefined, { ref: false })]);
    await server.close();
  }
}

const repeatMs = 60_000;

/** Passes a line on, and the same line again at most once a minute: a server that refuses is asked twice a second. */
export function seldom(onWarning: (line: string) => void, now = () => performance.now()): (line: string) => void {
  const said = new Map<string, number>();
  return (line) => {
    if (now() - (said.get(line) ?? Number.NEGATIVE_INFINITY) < repeatMs) return;
    said.set(line, now());
    onWarning(line);
  };
}

/** Adds all that can start, where the queues hold less than that. */
async function addForgotten({ queues, ready, plan }: Served): Promise<void> {
  const jobs = ready().all();
  if (jobs.length === 0) return;
  const { active, waiting } = await queues.count(plan().jobs);
  if (active + waiting >= jobs.length) return;
  await queues.forgetEnded(jobs);
  await queues.add(jobs);
}

/** Closing waits for a server that may be gone. */
const closeMs = 5000;

/** Whether nothing of a sweep can start any more. */
const hasEnded = (sweep: Served): boolean => sweep.ready().all().length === 0;

/** Why jobs of this size are left to other workers. */
function leftText({ cores, memoryBytes, gpu, game }: JobSize, machine: Machine): string {
  if (game !== undefined && !machine.hasGame(game)) {
    return `jobs of ${game} are left to workers that have its ROM: import it here (sap-atari roms import), then start this worker again`;
  }
  return gpu && !machine.gpu
    ? 'jobs that compute on a GPU are left to workers with --gpu'
    : `jobs of ${plural(cores, 'core')} and ${bytesText(memoryBytes)} are left to larger workers`;
}

/**
 * The submitted sweeps of a store. One that cannot be served is named once, and looked at again: its plan may just be written, or
 * its file system be mounted later.
 */
function sweepList({ store, server, capacity, onWarning }: ServeOptions) {
  const served = new Map<string, Served>();
  const faults = new Map<string, { readonly message: string; readonly times: number }>();

  function open(folder: string): void {
    const sweep = openSweep(folder, server, capacity);
    served.set(folder, sweep);
    for (const size of sweep.tooLarge()) onWarning(`${folder}: ${leftText(size, capacity)}`);
  }

  return {
    all: (): Served[] => [...served.values()].filter(({ folder }) => !faults.has(folder)),
    /** Whether each sweep is served, or was found unfit twice. */
    areKnown: (): boolean => [...faults.values()].every(({ times }) => times > 1),
    refresh(): void {
      for (const folder of new Set([...served.keys(), ...submittedSweeps(store.root)])) {
        try {
          const known = served.get(folder);
          if (known) known.refresh();
          else open(folder);
          faults.delete(folder);
        } catch (error) {
          const { message } = error as Error;
          const before = faults.get(folder);
          if (before?.message !== message) onWarning(`not served: ${message}`);
          faults.set(folder, { message, times: before?.message === message ? before.times + 1 : 1 });
        }
      }
    },
    async close(): Promise<void> {
      for (const sweep of served.values()) await sweep.close();
    },
  };
}

async function renewLocks(deliveries: Iterable<Delivery>, onWarning: (line: string) => void): Promise<void> {
  for (const { job, token, worker } of deliveries) {
    await worker.extendJobLocks([job.id!], [token], lockMs).catch((error: Error) => onWarning(error.message));
  }
}
