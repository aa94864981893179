/** `sweep slurm`: writes the lists of jobs into the sweep's folder, and prints the script that submits them. */
import { join } from 'node:path';
import { makeFolder, writeAtomically } from '../../files/atomic-write.js';
import { endedJobs } from '../../sweep/folder.js';
import { arraysOf, listPath, listText } from '../../sweep/slurm/arrays.js';
import { type SubmissionOptions, submissionText, taskPath, taskText } from '../../sweep/slurm/script.js';
import type { Planned } from './plan.js';

export interface SlurmFlags extends Pick<SubmissionOptions, 'partition' | 'account' | 'throttle' | 'sbatch'> {
  /** In seconds. */
  readonly time?: number;
  /** Most tasks of an array. */
  readonly arraySize: number;
}

/** @returns the script */
export function slurmSubmission({ plan, folder }: Planned, { time, arraySize, ...flags }: SlurmFlags): string {
  const { done } = endedJobs(folder);
  const arrays = arraysOf(
    plan.jobs.filter(({ id }) => !done.has(id)),
    arraySize,
  );
  const command = [process.execPath, process.argv[1]!];
  const script = submissionText(arrays, { ...flags, name: plan.spec.name, folder, command, timeSeconds: time });
  makeFolder(join(folder, 'slurm'));
  makeFolder(join(folder, 'logs')); // sbatch makes no folder for its logs
  for (const array of arrays) writeAtomically(join(folder, listPath(array)), listText(array));
  writeAtomically(join(folder, taskPath), taskText({ folder, command }));
  return script;
}
