import { dirname, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { UsageError } from '../../common/errors.js';
import { plural } from '../../common/format.js';
import { limits } from '../../common/limits.js';
import { shown } from '../../common/printable.js';
import { mergeEvaluations } from '../../sweep/merge.js';
import { readPlan } from '../../sweep/plan/plan-file.js';
import { readSpec } from '../../sweep/spec/spec.js';
import { sweepStatus } from '../../sweep/status.js';
import { durationOption } from '../options/parse/durations.js';
import { numberOption } from '../options/parse/numbers.js';
import { collectSweep } from '../sweep/collect.js';
import { type CostFlags, printCost } from '../sweep/cost.js';
import { runJob } from '../sweep/job.js';
import { planFrom } from '../sweep/plan.js';
import { countQueues, expectQueue, type QueueFlags, retrySweep, submitSweep, withQueueOption } from '../sweep/queue.js';
import { type RunFlags, runSweep } from '../sweep/run.js';
import { type SlurmFlags, slurmSubmission } from '../sweep/slurm.js';
import { statusText } from '../sweep/status.js';
import { type StoreFlags, withStore, withStoreOption, withSweep } from '../sweep/store.js';
import { conventions } from '../terminal/conventions.js';

export function sweepCommand(): Command {
  const command = new Command('sweep').description(
    'Train and evaluate a grid of games, seeds, configs, attacks and defenses, on this machine or on many. A sweep is a folder; what is done in it is never done again.',
  );
  const parts = [planCommand, runCommand, submitCommand, statusCommand, retryCommand, collectCommand];
  for (const part of [...parts, slurmCommand, jobCommand, mergeCommand]) command.addCommand(conventions(part()));
  return command;
}

const fileArgument = '<sweep.json>';
const sweepArgument = '<sweep>';
const sweepText = 'its folder; with --store its name';
const fileText = 'the grid, see docs/scale.md';

const withOut = (command: Command): Command =>
  command.option('--out <folder>', 'folder of the sweep (default: runs/sweeps/NAME)');

function planCommand(): Command {
  return withOut(new Command('plan').description('Write the jobs of a sweep, and what they cost on this machine.'))
    .argument(fileArgument, fileText)
    .option('--no-measure', 'do not measure how long a job of each kind takes, which is some seconds per kind')
    .option('--json', 'print the costs as JSON; the jobs are in jobs.jsonl of the folder')
    .action(async (path: string, { out, ...flags }: CostFlags & { readonly out?: string }) => {
      const startSeconds = performance.now() / 1000; // since the start of the process, as it will be in a job
      await printCost(await planFrom(path, out), flags, startSeconds);
    });
}

function runCommand(): Command {
  return withAttempts(
    withOut(new Command('run').description('Run a sweep on this machine; the same command resumes it.')),
  )
    .argument(fileArgument, fileText)
    .option('--workers <count>', 'cores to use (default: all)', numberOption(limits.command.parallel))
    .action(async (path: string, flags: RunFlags & { readonly out?: string }) => {
      await runSweep(await planFrom(path, flags.out), flags);
    });
}

const withAttempts = (command: Command): Command =>
  command.option('--attempts <count>', 'attempts at each job', numberOption(limits.command.attempts), 3);

function submitCommand(): Command {
  const command = new Command('submit').description(
    'Put a sweep into a queue, for workers on this and other machines; what is done or submitted is not added again.',
  );
  return withStoreOption(withQueueOption(withAttempts(withOut(command))))
    .argument(fileArgument, fileText)
    .action(submitAction);
}

interface SubmitFlags extends QueueFlags, StoreFlags {
  readonly out?: string;
  readonly attempts: number;
}

async function submitAction(path: string, flags: SubmitFlags): Promise<void> {
  const url = expectQueue(flags);
  if (flags.out !== undefined && flags.store !== undefined)
    throw new UsageError('--out cannot be combined with --store: a store has a folder for each sweep, by its name');
  await withStore(flags, async (store) => {
    const folder = flags.out ?? join(store.root, readSpec(path).name);
    await store.refresh(folder);
    const planned = await store.deleting(folder, () => planFrom(path, folder));
    const count = await submitSweep(planned, url, flags.attempts, store);
    console.log(
      `submitted: ${count} of ${planned.plan.jobs.length} jobs can start; run them with: sap-atari worker --queue … --store ${flags.store ?? dirname(folder)}`,
    );
  });
}

function statusCommand(): Command {
  const command = new Command('status').description(
    'Show how far a sweep is, what failed and why, and what it cost so far.',
  );
  return withStoreOption(withQueueOption(command))
    .argument(sweepArgument, sweepText)
    .option('--json', 'print it as JSON')
    .action((sweep: string, { queue, json, ...flags }: QueueFlags & StoreFlags & { readonly json?: boolean }) =>
      withSweep(sweep, flags, async (folder) => {
        const status = sweepStatus(folder, readPlan(folder).jobs);
        const counts = queue === undefined ? undefined : await countQueues(folder, queue);
        console.log(json ? JSON.stringify({ ...status, queue: counts }, null, 2) : statusText(status, folder, counts));
      }),
    );
}

function retryCommand(): Command {
  const command = new Command('retry').description('Let the jobs that failed be run again.');
  return withStoreOption(withQueueOption(command))
    .argument(sweepArgument, sweepText)
    .action((sweep: string, { queue, ...flags }: QueueFlags & StoreFlags) =>
      withSweep(sweep, flags, async (folder, store) => {
        console.log(`${plural(await retrySweep(folder, queue, store), 'job')} can be run again`);
      }),
    );
}

function mergeCommand(): Command {
  return new Command('merge')
    .description('Merge the finished parts of an evaluation of a sweep, as its last job does.')
    .argument('<folder>', 'folder of the sweep')
    .argument('<evaluation>', 'name of the evaluation')
    .action(async (folder: string, evaluation: string) => {
      const { jobs } = readPlan(folder);
      const job = jobs.find((each) => each.kind === 'merge' && each.evaluation === evaluation);
      if (!job) throw new UsageError(`${folder} has no evaluation ${evaluation}: expected one of its spec`);
      const needs = new Set(job.needs);
      const parts = jobs.filter(({ id }) => needs.has(id)).map((part) => join(folder, part.folder));
      await mergeEvaluations(parts, join(folder, job.folder));
      console.log(`merged ${parts.length} parts: ${join(folder, job.folder)}`);
    });
}

function collectCommand(): Command {
  const command = new Command('collect').description(
    'Write one table over all merged evaluations of a sweep: table.json, table.csv and table.md in its folder; and a result card for each agent in cards/. Of a sweep that is not finished it collects what is merged, and exits with code 1.',
  );
  return withStoreOption(command)
    .argument(sweepArgument, sweepText)
    .option('--wide', 'print all lines and columns', false)
    .option('--no-cards', 'write the table alone')
    .action(
      (sweep: string, { wide, cards, ...flags }: StoreFlags & { readonly wide: boolean; readonly cards: boolean }) =>
        withSweep(sweep, flags, async (folder, store) => {
          await store.fetchResults(folder);
          await collectSweep(folder, { wide, cards });
        }),
    );
}

function jobCommand(): Command {
  return new Command('job')
    .description(
      'Run one job of a sweep here and record how it ended. Exit codes: 0 done, 1 failed, 75 not now: another process runs it, or what it needs is not done.',
    )
    .argument('<folder>', 'folder of the sweep')
    .argument('<id>', 'of the job, as in jobs.jsonl')
    .action(runJob);
}

function slurmCommand(): Command {
  return withOut(
    new Command('slurm').description(
      'Print a bash script that submits what is left of a sweep to Slurm, as arrays with dependencies. The lists of their jobs are written into the folder of the sweep.',
    ),
  )
    .argument(fileArgument, fileText)
    .option(
      '--time <time>',
      'time limit of a task, such as 12h; one that needs longer is continued (default: of the partition)',
      durationOption(limits.command.budgetSeconds),
    )
    .option('--partition <name>', 'partition')
    .option('--account <name>', 'account to charge')
    .option('--throttle <count>', 'tasks of an array that run at a time', numberOption(limits.command.arrayTasks))
    .option(
      '--array-size <count>',
      'most tasks of an array, less than MaxArraySize of the cluster',
      numberOption(limits.command.arrayTasks),
      1000,
    )
    .option(
      '--sbatch <option>',
      'another option of sbatch, such as --sbatch=--qos=low; may be given again',
      sbatchOption,
      [],
    )
    .action(async (path: string, { out, ...flags }: SlurmFlags & { readonly out?: string }) => {
      process.stdout.write(slurmSubmission(await planFrom(path, out), flags));
    });
}

function sbatchOption(text: string, before: readonly string[]): string[] {
  if (/^-[^\p{Cc}]+$/u.test(text)) return [...before, text];
  throw new InvalidArgumentError(`expected an option of sbatch, such as --qos=low, got ${shown(text)}`);
}
