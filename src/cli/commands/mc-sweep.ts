import { Command } from 'commander';
import type { GridReport } from '../../evaluation/states/grid-report.js';
import { sweepChart, sweepMarkdown, sweepText, sweptSamples } from '../../studies/mc-sweep.js';
import { chooseRun, chosenName, introduce, plainNames } from '../agents/chosen-agents.js';
import { gridChoices, gridExperiment, gridFolder } from '../experiment/grid.js';
import { printReport, runExperiment } from '../experiment/run-experiment.js';
import { type AdversaryFlags, addAdversaryOptions } from '../options/adversary-options.js';
import { addComputingOptions, type ComputingFlags } from '../options/computing-options.js';
import { lambdaOption } from '../options/lambda-option.js';
import { addOutputOptions, type OutputFlags } from '../options/output-options.js';
import { addPlanOption, type PlanFlags } from '../options/plan-option.js';
import { addStatesOptions, type StatesFlags } from '../options/states-options.js';

interface SweepFlags extends PlanFlags, StatesFlags, AdversaryFlags, ComputingFlags, OutputFlags {
  readonly lambda: string;
}

export function mcSweepCommand(): Command {
  const command = addStatesOptions(
    new Command('mc-sweep').description(
      'Repeat the paper’s Monte Carlo study on recorded states: does an attack flip more actions with more samples of the defense in its gradient?',
    ),
  ).addOption(lambdaOption([0, 1, 2, 4, 8, 16]));
  addAdversaryOptions(command, { attacks: 'fgsm', defenses: 'sap100', gradientSamples: [...sweptSamples] });
  addPlanOption(addComputingOptions(command));
  return addOutputOptions(command, 'results.*, samples.md, samples.svg and grid.jsonl', 'in runs/').action(sweepAction);
}

async function sweepAction(flags: SweepFlags): Promise<void> {
  const agents = [chosenName(await chooseRun(flags))];
  const choices = gridChoices(flags, plainNames(agents));
  const folder = flags.out ?? gridFolder('mc-sweep', choices, flags);
  const extras = { 'samples.md': sweepMarkdown, 'samples.svg': sweepChart };
  const introduction = await introduce(agents);
  const print = (report: GridReport) =>
    printReport(flags, report, (options) => sweepText(report, options), folder, introduction);
  await runExperiment(flags, { ...gridExperiment(choices, folder, print, extras), introduction });
}
