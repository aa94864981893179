/** Runs a training for some seconds, in a folder that is deleted afterwards, to see what it needs on this machine. */
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { availableMemory } from '../jobs/memory.js';
import type { TrainingOptions } from './loop.js';
import { type MachineLoad, machineLoad } from './machine-load.js';

/** The progress at a time, in seconds. */
export interface Reading<Progress> {
  readonly progress: Progress;
  readonly seconds: number;
  readonly residentBytes: number;
  readonly load: MachineLoad;
}

export interface ProbeOptions<Progress> {
  /** Runs the training; its config must have no end of its own. */
  readonly train: (options: TrainingOptions<Progress>) => Promise<unknown>;
  /** Least time to measure. */
  readonly seconds: number;
  /** Whether kernels are warm and pages allocated: the measurement starts. */
  readonly isWarm: (progress: Progress) => boolean;
  /** Whether there is enough to measure, however long it takes. */
  readonly isEnough: (now: Progress, first: Progress) => boolean;
}

/** A period that never comes. */
export const never = Number.MAX_SAFE_INTEGER;

/** @param measure makes the result of the first and the last reading, while the run folder is still there */
export async function probe<Progress, Result>(
  { train, seconds, isWarm, isEnough }: ProbeOptions<Progress>,
  measure: (first: Reading<Progress>, last: Reading<Progress>, folder: string) => Result,
): Promise<Result> {
  const parent = mkdtempSync(join(tmpdir(), 'sap-atari-probe-'));
  const folder = join(parent, 'run');
  const controller = new AbortController();
  let first: Reading<Progress> | undefined;
  let last: Reading<Progress> | undefined;
  const read = (progress: Progress): Reading<Progress> => ({
    progress,
    seconds: performance.now() / 1000,
    residentBytes: process.memoryUsage.rss(),
    load: machineLoad(),
  });
  try {
    await train({
      folder,
      signal: controller.signal,
      onProgress(progress) {
        if (!isWarm(progress)) return;
        first ??= read(progress);
        const passed = performance.now() / 1000 - first.seconds;
        if (passed < seconds || progress === first.progress || !isEnough(progress, first.progress)) return;
        last = read(progress);
        controller.abort();
      },
    });
    return measure(first!, last!, folder);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** @param folder where a run will be; it need not exist yet */
export function freeBytes(folder: string): { memoryBytes: number; diskBytes: number } {
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return { memoryBytes: availableMemory(), diskBytes: bavail * bsize };
}
