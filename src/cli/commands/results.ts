import { Command, Option } from 'commander';
import { limits } from '../../common/limits.js';
import type { RunName } from '../../evaluation/players/players.js';
import { computedMinutes, planResults, results } from '../../studies/results/results.js';
import { bundledAgents, runFolder, runName } from '../options/bundled.js';
import { addComputingOptions, type ComputingFlags, computingOf, prepareEngine } from '../options/computing-options.js';
import { agentIdentities, calledRun, computingIdentity, defaultFolder, listed } from '../options/default-folder.js';
import { listOf } from '../options/lists.js';
import { numberOption } from '../options/options.js';
import { interruptible } from '../terminal/interruptible.js';
import { addPlanOption, type PlanFlags, printWorkPlan } from '../terminal/work-plan.js';

interface ResultsFlags extends ComputingFlags, PlanFlags {
  readonly json: boolean;
  readonly runs?: string[];
  readonly states: number;
  readonly every: number;
  readonly steps: number;
  readonly maxSteps?: number;
  readonly seed: number;
  readonly out?: string;
  readonly overwrite: boolean;
}

export function resultsCommand(): Command {
  const command = new Command('results')
    .description(
      'the report of the bundled agents: every defense under every attack on recorded states, the Monte-Carlo study, and whole games, with a text that says what the figures show. Stopped, the same command goes on where it was',
    )
    .addOption(
      new Option('--run, --runs <list>', 'run folders of other agents (default: the bundled ones)').argParser(
        listOf(runFolder),
      ),
    )
    .option('--states <count>', 'states to record from each agent’s games', numberOption(limits.command.states), 30)
    .option('--every <steps>', 'steps from one recorded state to the next', numberOption(limits.command.every), 10)
    .option(
      '--steps <count>',
      'how long each agent plays under each attack and λ, in whole games',
      numberOption(limits.command.steps),
      3000,
    )
    .option(
      '--max-steps <count>',
      'cut games off after so many steps (default: never)',
      numberOption(limits.command.maxSteps),
    )
    .option('--seed <integer>', 'seed of everything', numberOption(limits.agent.seed), 1);
  return addPlanOption(addComputingOptions(command))
    .option('--json', 'with --plan: print it as JSON', false)
    .option('--out <folder>', 'where the report goes (default: in runs/)')
    .option(
      '--overwrite',
      'replace what the folder holds of an earlier one, part by part, once the new one has started',
      false,
    )
    .action(resultsAction);
}

async function resultsAction(flags: ResultsFlags): Promise<void> {
  const { runs = bundledAgents(), states: count, every: periodSteps, steps, maxSteps, seed } = flags;
  const folder = flags.out ?? folderFor(runs.map(runName), flags);
  const choices = {
    ...{ agents: runs.map(runName), folder, states: { count, periodSteps }, seed },
    ...{ stepsPerSetting: steps, maxSteps: maxSteps ?? null, overwrite: flags.overwrite },
  };
  if (flags.plan) {
    return printWorkPlan(flags.json, async (sampling) => {
      await prepareEngine(flags);
      return planResults({ ...choices, ...sampling, computing: computingOf(flags) });
    });
  }
  const finished = await interruptible({ isComplete: Boolean, quiet: false }, async ({ signal, show, warn }) => {
    await prepareEngine(flags);
    return results({
      ...choices,
      onWarning: warn,
      command: commandOf(flags),
      computing: computingOf(flags),
      signal,
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
    });
  });
  if (!finished) return console.log(`stopped: give the same command again to go on in ${folder}`);
  const minutes = computedMinutes({ agents: runs.map(runName), folder });
  console.log(`written to ${folder}; computed in ${minutes.toFixed(0)} minutes of one core`);
}

function folderFor(agents: readonly RunName[], flags: ResultsFlags): string {
  const { states, every, steps, maxSteps = null, seed } = flags;
  return defaultFolder({
    kind: 'results',
    words: [listed(agents.map(calledRun), 'agents')],
    identity: [agentIdentities(agents), { states, every, steps, maxSteps, seed }, computingIdentity(flags)],
  });
}

/** The command as it would be typed, without what changes no figure. */
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
