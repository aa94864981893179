/** A submitted sweep as a worker serves it: its plan, what can start, and its queues. */
import type { Job, Worker } from 'bullmq';
import { planReader, type SweepPlan } from '../plan/plan-file.js';
import { expectSamePrograms } from '../plan/same-programs.js';
import { createReadyJobs, type ReadyJobs } from '../ready.js';
import type { Capacity } from '../run/capacity.js';
import { type JobData, type JobSize, openQueues, queueName, type SweepQueues, sizesOf } from './queues.js';
import type { QueueServer } from './server.js';
import { readSubmission, type Submission } from './submission.js';

/** How long a worker may be silent before another one takes its jobs. */
export const lockMs = 30_000;
/** Workers may stall often during a long sweep: a job is given up for its failures, not for them. */
const mostStalls = 1000;

export type QueueWorker = Worker<JobData, string, string>;
export type QueueJob = Job<JobData, string, string>;

/** What a worker has for jobs. */
export interface Machine extends Capacity {
  /** Whether it has the ROM of a game. */
  readonly hasGame: (game: string) => boolean;
}

/** The queue of one size of jobs. */
interface SizedWorker {
  readonly size: JobSize;
  readonly worker: QueueWorker;
}

export interface Served {
  readonly folder: string;
  readonly submission: Submission;
  readonly queues: SweepQueues;
  /** Reads the plan again where it has changed. @throws UsageError where it is damaged, gone, or of another version */
  refresh(): void;
  plan(): SweepPlan;
  ready(): ReadyJobs;
  /** For the sizes of jobs that this machine can hold at all, the largest first. */
  workers(): SizedWorker[];
  /** The other sizes. */
  tooLarge(): JobSize[];
  close(): Promise<void>;
}

/** @throws UsageError for a sweep of another version, or a damaged one */
export function openSweep(folder: string, server: QueueServer, capacity: Machine): Served {
  const submission = readSubmission(folder)!;
  const readPlan = planReader(folder);
  let plan = readPlan();
  expectSamePrograms(plan, folder);
  let ready = createReadyJobs(folder, plan.jobs);
  const queues = openQueues(server, submission);
  const workers = new Map<string, SizedWorker>();

  const workerFor = (size: JobSize): SizedWorker => {
    const name = queueName(submission, size);
    const opened = workers.get(name) ?? { size, worker: openWorker(name, server) };
    workers.set(name, opened);
    return opened;
  };
  const fitting = () => sizesOf(plan.jobs).filter((size) => isWithin(size, capacity));
  let sizes = fitting();
  return {
    ...{ folder, submission, queues },
    refresh() {
      const read = readPlan();
      expectSamePrograms(read, folder);
      if (read === plan) return;
      plan = read;
      ready = createReadyJobs(folder, plan.jobs);
      sizes = fitting();
    },
    plan: () => plan,
    ready: () => ready,
    workers: () => sizes.map(workerFor),
    tooLarge: () => sizesOf(plan.jobs).filter((size) => !isWithin(size, capacity)),
    async close() {
      for (const { worker } of workers.values()) await worker.close(true);
      await queues.close();
    },
  };
}

const isWithin = (size: JobSize, { cores, memoryBytes, gpu, hasGame }: Machine): boolean =>
  size.cores <= cores &&
  size.memoryBytes <= memoryBytes &&
  (!size.gpu || gpu) &&
  (size.game === undefined || hasGame(size.game));

/** Jobs are fetched by hand, so that only those that fit are taken; their locks are renewed by hand too. */
function openWorker(name: string, { bullmq, connection }: QueueServer): QueueWorker {
  const worker: QueueWorker = new bullmq.Worker<JobData, string, string>(name, null, {
    ...{ connection, autorun: false, lockDuration: lockMs, skipLockRenewal: true },
    ...{ stalledInterval: lockMs / 2, maxStalledCount: mostStalls },
  });
  worker.on('error', () => {}); // the connection reports its own faults
  void worker.startStalledCheckTimer();
  return worker;
}
