/** The text of a Slurm submission: a script that calls `sbatch`, and the script of each task. Both are plain bash. */
import { join, resolve } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import { programBytes } from '../../jobs/memory.js';
import { shellWord } from '../shell-word.js';
import { listPath, numbersText, type SlurmArray } from './arrays.js';

export interface SubmissionOptions {
  /** Of the sweep, in its spec. */
  readonly name: string;
  /** Of the sweep. */
  readonly folder: string;
  /** Words of the command that runs sap-atari. */
  readonly command: readonly string[];
  /** After which a task is stopped with a checkpoint and continued later; undefined: the partition's own. */
  readonly timeSeconds?: number | undefined;
  readonly partition?: string | undefined;
  readonly account?: string | undefined;
  /** Tasks of an array that run at a time. */
  readonly throttle?: number | undefined;
  /** Other options of `sbatch`, which take precedence. */
  readonly sbatch: readonly string[];
}

/** Relative to the folder of the sweep. */
export const taskPath = 'slurm/task.sh';

const shellcheckLine = '# shellcheck disable=SC2016 # a $ in the name of a folder is not a variable';

/** Seconds before the end of its time at which a task is told to stop. */
const noticeSeconds = 120;

/**
 * Submits the arrays, each after those that it waits for.
 * @throws UsageError for a folder whose name Slurm cannot take
 */
export function submissionText(arrays: readonly SlurmArray[], options: SubmissionOptions): string {
  const { name, throttle, sbatch } = options;
  const folder = usableFolder(options.folder);
  const tasks = arrays.reduce((sum, array) => sum + array.tasks.length, 0);
  const lines = arrays.flatMap((array, place) => {
    const id = `array${place + 1}`;
    const label = `${name}/${array.label}`;
    const words = [
      ...[listPath(array), `--job-name=${label}`],
      `--array=${numbersText(array)}${throttle === undefined ? '' : `%${throttle}`}`,
      `--cpus-per-task=${array.cores}`,
      `--mem=${mebibytes(array.memoryBytes + programBytes)}M`,
    ].map(shellWord);
    return [
      `${id}=$(submit ${[...words, ...dependencyOf(array)].join(' ')})`,
      `echo "$${id} ${label}: ${array.tasks.length}"`,
    ];
  });
  return [
    '#!/usr/bin/env bash',
    shellcheckLine,
    `# Submits the ${tasks} jobs of the sweep ${name} that are left, in ${arrays.length} arrays. Made by sap-atari sweep slurm.`,
    'set -euo pipefail',
    `cd -- ${shellWord(folder)}`,
    'options=(',
    ...commonOptions(folder, options).map((option) => `  ${shellWord(option)}`),
    ')',
    '',
    '# Prints the id of an array. Arguments: the list of its jobs, options of sbatch.',
    'submit() {',
    '  local list=$1',
    '  shift',
    `  sbatch "\${options[@]}" "$@" ${[...sbatch, taskPath].map(shellWord).join(' ')} "$list" | cut -d ';' -f 1`,
    '}',
    '',
    ...(arrays.length > 0 ? lines : ['echo "nothing is left to do"']),
    '',
  ].join('\n');
}

function commonOptions(folder: string, { timeSeconds, partition, account }: SubmissionOptions): string[] {
  return [
    ...['--parsable', '--nodes=1', '--ntasks=1', '--requeue', '--open-mode=append', '--kill-on-invalid-dep=yes'],
    `--signal=B:TERM@${noticeSeconds}`,
    `--output=${join(folder, 'logs/slurm-').replaceAll('%', '%%')}%A_%a.txt`,
    ...(timeSeconds === undefined ? [] : [`--time=${timeText(timeSeconds)}`]),
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
  ];
}

const dependencyOf = ({ after }: SlurmArray): string[] =>
  after ? [`--dependency="${[after.how, ...after.arrays.map((place) => `$array${place + 1}`)].join(':')}"`] : [];

/**
 * Runs the job on the line of its number in a list. A task that is stopped before its end has written a checkpoint, and is queued
 * again; so is one whose job another process runs. Slurm itself queues preempted tasks again: they are not RUNNING any more, and
 * neither are cancelled ones.
 */
export function taskText({ folder, command }: Pick<SubmissionOptions, 'folder' | 'command'>): string {
  return `#!/usr/bin/env bash
${shellcheckLine}
# One task of an array: runs the job on the line of its number in the list of jobs. Made by sap-atari sweep slurm.
set -euo pipefail
cd -- ${shellWord(usableFolder(folder))}
id=$(sed -n "\${SLURM_ARRAY_TASK_ID}p" "$1")
task=\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
pid=
trap '[ -z "$pid" ] || kill -TERM "$pid" 2>/dev/null || true' TERM

${command.map(shellWord).join(' ')} sweep job . "$id" &
pid=$!
code=0
wait "$pid" || code=$?
while kill -0 "$pid" 2>/dev/null; do # a signal has ended the waiting, not the job
  code=0
  wait "$pid" || code=$?
done

case $code in
75 | 130 | 143) # another process runs the job, or it was stopped with a checkpoint: later
  if [ "$(squeue --noheader --jobs="$task" --format=%T)" = RUNNING ]; then
    scontrol requeue "$task"
  fi
  ;;
esac
exit "$code"
`;
}

const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

/** `1-02:03:04` */
function timeText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
  return `${Math.floor(seconds / 86_400)}-${parts.map((part) => String(part).padStart(2, '0')).join(':')}`;
}

function usableFolder(folder: string): string {
  const path = resolve(folder);
  if (!/[\\\p{Cc}]/u.test(path)) return path;
  throw new UsageError(
    `expected a folder without backslashes and control characters, which Slurm does not take in the names of logs, got ${shown(path)}`,
  );
}
