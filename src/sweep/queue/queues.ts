/** The queues of a sweep: one for each size of job and each game, so that a worker takes only what fits it. */
import type { JobsOptions, Queue } from 'bullmq';
import { z } from 'zod';
import { groupBy } from '../../common/group-by.js';
import type { JobKind, SweepJob } from '../plan/jobs.js';
import type { QueueServer } from './server.js';
import type { Submission } from './submission.js';

/** What the jobs of a queue need at most. */
export interface JobSize {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly gpu?: true;
  /** Whose ROM they need. */
  readonly game?: string;
}

const gigabyte = 1e9;

/** Memory is rounded up to a power of two of gigabytes, so that few sizes exist. */
export const sizeOf = ({ cores, memoryBytes, gpu, game }: SweepJob): JobSize => ({
  ...(gpu && { gpu }),
  ...(game !== undefined && { game }),
  cores,
  memoryBytes: gigabyte * 2 ** Math.max(0, Math.ceil(Math.log2(memoryBytes / gigabyte))),
});

/** `sap-atari-<id of the sweep>-2c-4g-pong` */
export const queueName = ({ id }: Submission, { cores, memoryBytes, gpu, game }: JobSize): string =>
  `sap-atari-${id}-${cores}c-${memoryBytes / gigabyte}g${gpu ? '-gpu' : ''}${game === undefined ? '' : `-${game}`}`;

/** The sizes of the jobs, the largest first: small jobs find a place more easily. */
export function sizesOf(jobs: readonly SweepJob[]): JobSize[] {
  const sizes = [...groupBy(jobs, (job) => JSON.stringify(sizeOf(job))).keys()].map(
    (key) => JSON.parse(key) as JobSize,
  );
  return sizes.sort((a, b) => b.cores - a.cores || b.memoryBytes - a.memoryBytes);
}

/** What a queue holds of a job: names of a sweep and of a job in its plan, no command and no path. */
export interface JobData {
  readonly sweep: string;
  readonly job: string;
}

/** Data of a job; anything else in a queue is refused. */
export const jobDataSchema: z.ZodType<JobData> = z.strictObject({
  sweep: z.uuid(),
  job: z.string().regex(/^[0-9a-f]{16}$/),
});

/** Lower is earlier: trainings first, since others wait for them. */
const priorities: Readonly<Record<JobKind, number>> = { train: 1, evaluate: 2, merge: 3 };

const firstDelayMs = 1000;
/** Finished jobs that the server keeps, to be looked at. */
const keptJobs = 1000;

/** Name of a job in its queue; BullMQ refuses names of digits alone, which a hash may have. */
export const queuedName = (id: string): string => `job-${id}`;

const optionsOf = ({ id, kind }: SweepJob, attempts: number): JobsOptions => ({
  jobId: queuedName(id),
  priority: priorities[kind],
  attempts,
  backoff: { type: 'exponential', delay: firstDelayMs },
  removeOnComplete: { count: keptJobs },
});

export type SweepQueue = Queue<JobData, string, string>;

/** Jobs that are sent at a time. */
const chunk = 1000;

export interface QueueCounts {
  readonly active: number;
  readonly waiting: number;
}

/** Opens the queues of a sweep on demand. */
export function openQueues(server: QueueServer, submission: Submission) {
  const open = new Map<string, SweepQueue>();
  const queueFor = (size: JobSize): SweepQueue => {
    const name = queueName(submission, size);
    const queue =
      open.get(name) ?? new server.bullmq.Queue<JobData, string, string>(name, { connection: server.connection });
    open.set(name, queue);
    return queue;
  };
  return {
    queueFor,
    /** Adds jobs; those that a queue holds already stay as they are. */
    async add(jobs: readonly SweepJob[]): Promise<void> {
      for (const ofSize of groupBy(jobs, (job) => queueName(submission, sizeOf(job))).values()) {
        const queue = queueFor(sizeOf(ofSize[0]!));
        for (let at = 0; at < ofSize.length; at += chunk) {
          await queue.addBulk(
            ofSize.slice(at, at + chunk).map((job) => ({
              name: job.kind,
              data: { sweep: submission.id, job: job.id },
              opts: optionsOf(job, submission.attempts),
            })),
          );
        }
      }
    },
    /** Jobs that wait in a queue or run. @param jobs of the plan, which decide what queues there are */
    async count(jobs: readonly SweepJob[]): Promise<QueueCounts> {
      const counts = await Promise.all(
        sizesOf(jobs).map((size) => queueFor(size).getJobCounts('active', 'wait', 'prioritized', 'delayed')),
      );
      const sum = (...states: readonly string[]) =>
        counts.reduce((total, count) => total + states.reduce((all, state) => all + (count[state] ?? 0), 0), 0);
      return { active: sum('active'), waiting: sum('wait', 'prioritized', 'delayed') };
    },
    /**
     * Forgets those of the jobs that ended, as the server has it: with their ids in a queue they could not be added again, though
     * the folder of the sweep says that they can start.
     */
    async forgetEnded(jobs: readonly SweepJob[]): Promise<void> {
      const ids = new Set(jobs.map(({ id }) => queuedName(id)));
      for (const size of sizesOf(jobs)) {
        for (const job of await queueFor(size).getJobs(['completed', 'failed'])) {
          if (job?.id !== undefined && ids.has(job.id)) await job.remove();
        }
      }
    },
    /** Forgets jobs, so that they can be added again. */
    async remove(jobs: readonly SweepJob[]): Promise<void> {
      for (const job of jobs) await queueFor(sizeOf(job)).remove(queuedName(job.id));
    },
    async close(): Promise<void> {
      for (const queue of open.values()) await queue.close();
    },
  };
}

export type SweepQueues = ReturnType<typeof openQueues>;
