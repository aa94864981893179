import { Command } from 'commander';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import { planStateGrid } from '../../evaluation/plan-work.js';
import type { GridReport } from '../../evaluation/states/grid-report.js';
import { gridText } from '../../evaluation/states/grid-report.js';
import { describeStates } from '../../evaluation/states/record-states.js';
import { type GridChoices, gridKind, runStateGrid } from '../../evaluation/states/run-state-grid.js';
import type { GridJob } from '../../evaluation/states/state-grid.js';
import { type Extras, readChoices } from '../../storage/results/result-folder.js';
import { storedChoices } from '../../storage/results/stored-choices.js';
import { type AdversaryFlags, addAdversaryOptions, playerNames } from '../options/adversary-options.js';
import { runName } from '../options/bundled.js';
import { addComputingOptions, type ComputingFlags, computingOf, prepareEngine } from '../options/computing-options.js';
import { agentIdentities, calledRun, computingIdentity, defaultFolder, listed } from '../options/default-folder.js';
import { addOutputOptions, type OutputFlags, refuseChoices } from '../options/output-options.js';
import { addStatesOptions, type StatesFlags, statesOf } from '../options/states-options.js';
import { interruptible } from '../terminal/interruptible.js';
import { addPlanOption, type PlanFlags, printWorkPlan } from '../terminal/work-plan.js';

interface GridFlags extends PlanFlags, StatesFlags, AdversaryFlags, ComputingFlags, OutputFlags {
  readonly lambda: string;
  readonly resume?: string;
}

export function stateGridCommand(): Command {
  const command = addStatesOptions(
    new Command('state-grid').description(
      'every defense under every attack at every λ on one set of recorded states: how many actions flip, and what that costs in Q',
    ),
  ).option('--lambda <list>', 'sizes of the perturbation in pixels, 0…255, with commas', '0,1,2,4,8,16,32,64');
  addAdversaryOptions(command, { attacks: 'fgsm,random,transfer', defenses: 'sap100' });
  addComputingOptions(command);
  addPlanOption(command);
  return addOutputOptions(command, 'results.json, .csv, .md, flips.svg and grid.jsonl', 'in runs/')
    .option('--resume <folder>', 'go on with the grid in that folder; no other choices are to be given')
    .action((flags: GridFlags) => gridAction(flags, command));
}

async function gridAction(flags: GridFlags, command: Command): Promise<void> {
  if (flags.resume !== undefined) refuseChoices(command, flags.resume);
  const choices =
    flags.resume === undefined
      ? choicesOf(flags)
      : readChoices<GridChoices>(flags.resume, gridKind, storedChoices.grid);
  const folder = flags.resume ?? flags.out ?? gridFolder('grid', choices, flags);
  if (flags.plan) return printGridPlan(choices, folder, flags);
  const report = await computeAndWrite(choices, folder, flags);
  if (!report) return console.error('stopped while states were recorded: nothing is written');
  console.log(flags.json ? JSON.stringify(report, null, 2) : `${gridText(report)}\nwritten to ${folder}`);
}

const choicesOf = (flags: GridFlags): GridChoices => ({
  names: { ...playerNames(flags), runs: [runName(flags.run)] },
  lambdas: parseLambdas(flags.lambda),
  seed: flags.seed,
  states: statesOf(flags),
});

/** The default folder of a grid. */
export function gridFolder(
  kind: string,
  { names, states, ...choices }: GridChoices,
  computing: ComputingFlags,
): string {
  const { runs, attacks, defenses, ...adversary } = names;
  const given = typeof states === 'string' ? describeStates(states).sha256 : states;
  return defaultFolder({
    kind,
    words: [listed(runs.map(calledRun), 'agents'), listed(attacks, 'attacks'), listed(defenses, 'defenses')],
    identity: [agentIdentities(runs), attacks, defenses, adversary, given, choices, computingIdentity(computing)],
  });
}

/** For commands that compute on recorded states. */
export const printGridPlan = (
  choices: GridChoices,
  folder: string,
  flags: ComputingFlags & Pick<OutputFlags, 'overwrite' | 'json'>,
): Promise<void> =>
  printWorkPlan(flags.json, async (sampling) => {
    await prepareEngine(flags);
    return planStateGrid(choices, { ...sampling, folder, overwrite: flags.overwrite, computing: computingOf(flags) });
  });

/** Computes with a progress bar until the end or Ctrl-C; sets the exit code. */
export const computeAndWrite = (
  choices: GridChoices,
  folder: string,
  flags: ComputingFlags & Pick<OutputFlags, 'overwrite' | 'json'>,
  extras: Extras<GridReport> = {},
): Promise<GridReport | undefined> =>
  interruptible(
    { isComplete: (report) => report?.complete === true, quiet: flags.json },
    async ({ signal, show, warn }) => {
      await prepareEngine(flags);
      return runStateGrid(choices, {
        ...{ folder, signal, extras, onWarning: warn, overwrite: flags.overwrite, computing: computingOf(flags) },
        onStates: (recorded, total) => show({ name: 'recording', unit: 'states' }, recorded, total),
        onProgress: (done, total, job, secondsLeft) =>
          show({ name: 'computing', unit: 'lines' }, done, total, fieldsOf(job), { secondsLeft }),
      });
    },
  );

const fieldsOf = (job: GridJob | undefined): Record<string, string> =>
  job ? { agent: job.agent, ...(job.attack && { attack: job.attack }), λ: job.lambdas.join(',') } : {};
