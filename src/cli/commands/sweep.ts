import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { UsageError } from '../../common/errors.js';
import { limits } from '../../common/limits.js';
import { shown } from '../../common/printable.js';
import { mergeEvaluations } from '../../sweep/merge.js';
import { readPlan } from '../../sweep/plan/plan-file.js';
import { durationOption } from '../options/parse/durations.js';
import { numberOption } from '../options/parse/numbers.js';
import { collectSweep } from '../sweep/collect.js';
import { type CostFlags, printCost } from '../sweep/cost.js';
import { runJob } from '../sweep/job.js';
import { planFrom } from '../sweep/plan.js';
import { type RunFlags, runSweep } from '../sweep/run.js';
import { type SlurmFlags, slurmSubmission } from '../sweep/slurm.js';
import { conventions } from '../terminal/conventions.js';

export function sweepCommand(): Command {
  const command = new Command('sweep').description(
    'Train and evaluate a grid of games, seeds, configs, attacks and defenses, on this machine or on many. A sweep is a folder; what is done in it is never done again.',
  );
  const commands = [planCommand(), runCommand(), jobCommand(), mergeCommand(), slurmCommand(), collectCommand()];
  for (const each of commands) command.addCommand(conventions(each));
  return command;
}

const fileArgument = '<sweep.json>';
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
  return withOut(new Command('run').description('Run a sweep on this machine; the same command resumes it.'))
    .argument(fileArgument, fileText)
    .option('--workers <count>', 'cores to use (default: all)', numberOption(limits.command.parallel))
    .option('--attempts <count>', 'attempts at each job', numberOption(limits.command.attempts), 3)
    .action(async (path: string, flags: RunFlags & { readonly out?: string }) => {
      await runSweep(await planFrom(path, flags.out), flags);
    });
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
  return new Command('collect')
    .description(
      'Write one table over all merged evaluations of a sweep: table.json, table.csv and table.md in its folder; and a result card for each agent in cards/. Of a sweep that is not finished it collects what is merged, and exits with code 1.',
    )
    .argument('<folder>', 'folder of the sweep')
    .option('--wide', 'print all lines and columns', false)
    .action(collectSweep);
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
