import { Command } from 'commander';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import type { GridChoices } from '../../evaluation/states/run-state-grid.js';
import { sweepChart, sweepMarkdown, sweepText, sweptSamples } from '../../studies/mc-sweep.js';
import { gridExperiment, gridFolder } from '../experiment/grid.js';
import { printReport, runExperiment } from '../experiment/run-experiment.js';
import { type AdversaryFlags, addAdversaryOptions, playerNames } from '../options/adversary-options.js';
import { runName } from '../options/bundled.js';
import { addComputingOptions, type ComputingFlags } from '../options/computing-options.js';
import { lambdaOption } from '../options/lambda-option.js';
import { addOutputOptions, type OutputFlags } from '../options/output-options.js';
import { addPlanOption, type PlanFlags } from '../options/plan-option.js';
import { addStatesOptions, type StatesFlags, statesOf } from '../options/states-options.js';

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
  const choices: GridChoices = {
    names: { ...playerNames(flags), runs: [runName(flags.run)] },
    lambdas: parseLambdas(flags.lambda),
    seed: flags.seed,
    states: statesOf(flags),
  };
  const folder = flags.out ?? gridFolder('mc-sweep', choices, flags);
  const extras = { 'samples.md': sweepMarkdown, 'samples.svg': sweepChart };
  await runExperiment(
    flags,
    gridExperiment(
      choices,
      folder,
      (report) => printReport(flags, report, (options) => sweepText(report, options), folder),
      extras,
    ),
  );
}
