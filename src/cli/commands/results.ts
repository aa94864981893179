import { Command, Option } from 'commander';
import { bundledAgentFolders } from '../../agent/bundled-agents.js';
import { limits } from '../../common/limits.js';
import type { RunName } from '../../evaluation/players/players.js';
import { computedMinutes, planResults, results } from '../../studies/results/results.js';
import { agentIdentities, calledRun, computingIdentity, defaultFolder, listed } from '../experiment/default-folder.js';
import { type ExperimentFlags, runExperiment } from '../experiment/run-experiment.js';
import { runFolder, runName } from '../options/bundled.js';
import { addComputingOptions } from '../options/computing-options.js';
import { listOf } from '../options/parse/lists.js';
import { numberOption } from '../options/parse/numbers.js';
import { addPlanOption } from '../options/plan-option.js';

interface ResultsFlags extends ExperimentFlags {
  readonly runs?: string[];
  readonly states: number;
  readonly every: number;
  readonly steps: number;
  readonly maxSteps?: number;
  readonly seed: number;
  readonly out?: string;
}

export function resultsCommand(): Command {
  const command = new Command('results')
    .description(
      'Write the report of the bundled agents: every defense under every attack on recorded states, the Monte Carlo study, and whole episodes. A report that was stopped resumes when the same command is run again.',
    )
    .addOption(
      new Option('--run, --runs <list>', 'run folders of other agents (default: the bundled ones)').argParser(
        listOf(runFolder),
      ),
    )
    .option('--states <count>', 'states to record from episodes of each agent', numberOption(limits.command.states), 30)
    .option('--every <steps>', 'record one state in this many steps', numberOption(limits.command.every), 10)
    .option(
      '--steps <count>',
      'steps that each agent plays at least under each attack and λ, in whole episodes',
      numberOption(limits.command.steps),
      3000,
    )
    .option(
      '--max-steps <count>',
      'truncate episodes after this many steps (default: never)',
      numberOption(limits.command.maxSteps),
    )
    .option('--seed <integer>', 'seed of everything', numberOption(limits.agent.seed), 1);
  return addPlanOption(addComputingOptions(command))
    .option('--json', 'with --plan: print the plan as JSON', false)
    .option('--out <folder>', 'folder of the report (default: in runs/)')
    .option(
      '--overwrite',
      'replace the parts of a report that the folder holds, each once the new one has started',
      false,
    )
    .action(resultsAction);
}

async function resultsAction(flags: ResultsFlags): Promise<void> {
  const { runs = bundledAgentFolders(), states: count, every: periodSteps, steps, maxSteps, seed } = flags;
  const agents = runs.map(runName);
  const folder = flags.out ?? folderFor(agents, flags);
  const choices = {
    ...{ agents, states: { count, periodSteps }, seed },
    ...{ stepsPerSetting: steps, maxSteps: maxSteps ?? null },
  };
  await runExperiment(
    { ...flags, json: flags.json && flags.plan },
    {
      folder,
      plan: (options) => planResults({ ...choices, ...options }),
      isComplete: Boolean,
      compute: (options, show) =>
        results({
          ...choices,
          ...options,
          command: commandOf(flags),
          onProgress: (name, unit, done, total, { stepsDone, secondsLeft } = {}) =>
            show(
              { name, unit },
              done,
              total,
              { of: name },
              {
                ...(stepsDone !== undefined && { counted: { done: stepsDone, unit: 'steps' } }),
                secondsLeft,
              },
            ),
        }),
      print(finished) {
        if (!finished) return;
        const minutes = computedMinutes({ agents, folder });
        console.log(`written to ${folder}; computed in ${minutes.toFixed(0)} minutes of one core`);
      },
    },
  );
}

function folderFor(agents: readonly RunName[], flags: ResultsFlags): string {
  const { states, every, steps, maxSteps = null, seed } = flags;
  return defaultFolder({
    kind: 'results',
    words: [listed(agents.map(calledRun), 'agents')],
    identity: [agentIdentities(agents), { states, every, steps, maxSteps, seed }, computingIdentity(flags)],
  });
}

/** Returns the command as a user types it, without the options that change no result. */
function commandOf({ runs, states, every, steps, maxSteps, seed }: ResultsFlags): string {
  const folders = runs?.map((run) => runName(run).run);
  return [
    'npx sap-atari results',
    ...(folders ? [`--runs ${folders.join()}`] : []),
    `--states ${states} --every ${every} --steps ${steps}`,
    ...(maxSteps === undefined ? [] : [`--max-steps ${maxSteps}`]),
    `--seed ${seed}`,
  ].join(' ');
}
