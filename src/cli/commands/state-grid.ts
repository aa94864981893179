import { Command } from 'commander';
import type { GridReport } from '../../evaluation/states/grid-report.js';
import { gridText } from '../../evaluation/states/grid-text.js';
import { type GridChoices, gridKind } from '../../evaluation/states/run-state-grid.js';
import { readChoices } from '../../storage/results/settings.js';
import { storedChoices } from '../../storage/results/stored-choices.js';
import { chooseRun, chosenName, introduce, plainNames } from '../agents/chosen-agents.js';
import { gridChoices, gridExperiment, gridFolder } from '../experiment/grid.js';
import { printReport, runExperiment } from '../experiment/run-experiment.js';
import { type AdversaryFlags, addAdversaryOptions } from '../options/adversary-options.js';
import { addComputingOptions, type ComputingFlags } from '../options/computing-options.js';
import { lambdaOption } from '../options/lambda-option.js';
import { addOutputOptions, addResumeOption, type OutputFlags, refuseChoices } from '../options/output-options.js';
import { addPlanOption, type PlanFlags } from '../options/plan-option.js';
import { addStatesOptions, type StatesFlags } from '../options/states-options.js';

interface GridFlags extends PlanFlags, StatesFlags, AdversaryFlags, ComputingFlags, OutputFlags {
  readonly lambda: string;
  readonly resume?: string;
}

export function stateGridCommand(): Command {
  const command = addStatesOptions(
    new Command('state-grid').description(
      'Evaluate every defense under every attack at every λ on one set of recorded states: how many actions flip, and the loss in Q.',
    ),
  ).addOption(lambdaOption([0, 1, 2, 4, 8, 16, 32, 64]));
  addAdversaryOptions(command, { attacks: 'fgsm,random,transfer', defenses: 'sap100' });
  addPlanOption(addComputingOptions(command));
  addOutputOptions(command, 'results.json, .csv, .md, flips.svg and grid.jsonl', 'in runs/');
  return addResumeOption(command, 'grid').action((flags: GridFlags) => gridAction(flags, command));
}

async function gridAction(flags: GridFlags, command: Command): Promise<void> {
  if (flags.resume !== undefined) refuseChoices(command, flags.resume);
  const { choices, agents, folder } = flags.resume === undefined ? await start(flags) : resume(flags.resume);
  const introduction = await introduce(agents);
  const print = (report: GridReport) =>
    printReport(flags, report, (options) => gridText(report, options), folder, introduction);
  await runExperiment(flags, { ...gridExperiment(choices, folder, print), introduction });
}

async function start(flags: GridFlags) {
  const agents = [chosenName(await chooseRun(flags))];
  const choices = gridChoices(flags, plainNames(agents));
  return { choices, agents, folder: flags.out ?? gridFolder('grid', choices, flags) };
}

function resume(folder: string) {
  const choices = readChoices<GridChoices>(folder, gridKind, storedChoices.grid);
  return { choices, agents: choices.names.runs, folder };
}
