/**
 * Groups the jobs of a plan into Slurm job arrays. The tasks of an array have the same need of cores and memory, and wait alike:
 *
 *     jobs that need nothing that is left     arrays of any size, without a dependency
 *     jobs that need one job                  `aftercorr`: each task waits for the task of the same number in that job's array
 *     jobs that need several                  an array each, `afterok` of all arrays with those jobs
 *
 * So an evaluation starts as soon as its own training has ended, whatever becomes of the others.
 */
import { sha256 } from '../../files/sha256.js';
import type { SweepJob } from '../plan/jobs.js';

export interface SlurmArray {
  /** For people: `train`, `evaluate-fgsm`. */
  readonly label: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Tasks by their number, which grows; numbers may be missing. */
  readonly tasks: readonly SlurmTask[];
  /** Earlier arrays, by their place in the list. */
  readonly after?: { readonly how: 'aftercorr' | 'afterok'; readonly arrays: readonly number[] };
}

interface SlurmTask {
  /** From 1. */
  readonly number: number;
  /** Of the job. */
  readonly id: string;
}

/** Where a job is: the place of its array in the list, and its number there. */
interface Position {
  readonly array: number;
  readonly number: number;
}

/**
 * @param jobs what is left of a plan, each after what it needs; needs that are not among them are done
 * @param mostTasks of an array
 * @returns arrays, each after those that it waits for
 */
export function arraysOf(jobs: readonly SweepJob[], mostTasks: number): SlurmArray[] {
  const arrays = new Map<string, Omit<SlurmArray, 'tasks'> & { readonly place: number; readonly tasks: SlurmTask[] }>();
  const positions = new Map<string, Position>();
  /** Jobs so far, by what their arrays have in common, and by the job that each of them needs. */
  const counts = new Map<string, number>();
  const count = (key: string): number => {
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    return before;
  };

  for (const job of jobs) {
    const needs = job.needs.flatMap((id) => positions.get(id) ?? []);
    const { id, kind, evaluation, cores, memoryBytes } = job;
    const after = afterOf(needs);
    const shared = [kind, evaluation, cores, memoryBytes, after?.arrays, needs.length > 1 ? id : ''].join(' ');
    // Of the jobs that need the same one, the first is in the first array, the second in the second.
    const before = count(needs.length === 1 ? `${shared} ${needs[0]!.number}` : shared);
    const which = needs.length === 1 ? before : Math.floor(before / mostTasks);
    const number = needs.length === 1 ? needs[0]!.number : (before % mostTasks) + 1;
    const key = `${shared} ${which}`;
    const label = evaluation === undefined ? kind : `${kind}-${evaluation}`;
    const array = arrays.get(key) ?? {
      ...{ place: arrays.size, label, cores, memoryBytes, tasks: [] },
      ...(after && { after }),
    };
    arrays.set(key, array);
    array.tasks.push({ number, id });
    positions.set(id, { array: array.place, number });
  }
  return [...arrays.values()].map(({ place: _, tasks, ...array }) => ({
    ...array,
    tasks: tasks.sort((a, b) => a.number - b.number),
  }));
}

function afterOf(needs: readonly Position[]): SlurmArray['after'] {
  if (needs.length === 0) return undefined;
  const arrays = [...new Set(needs.map(({ array }) => array))];
  return { how: needs.length === 1 ? 'aftercorr' : 'afterok', arrays };
}

/** The ids of an array's tasks, each on the line of its number. */
export function listText({ tasks }: SlurmArray): string {
  const lines: string[] = Array.from({ length: tasks.at(-1)!.number }, () => '');
  for (const { number, id } of tasks) lines[number - 1] = id;
  return `${lines.join('\n')}\n`;
}

/** Relative to the folder of the sweep. A list that waiting tasks will read is never overwritten: its name has its hash. */
export const listPath = (array: SlurmArray): string =>
  `slurm/${array.label}-${sha256(listText(array)).slice(0, 8)}.txt`;

/** As `sbatch --array` takes them: `1-30,32`. */
export function numbersText({ tasks }: SlurmArray): string {
  const numbers = tasks.map(({ number }) => number);
  const firsts = numbers.filter((number, i) => numbers[i - 1] !== number - 1);
  const lasts = numbers.filter((number, i) => numbers[i + 1] !== number + 1);
  return firsts.map((first, i) => (first === lasts[i] ? `${first}` : `${first}-${lasts[i]}`)).join();
}
