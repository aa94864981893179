import { Command } from 'commander';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import type { GridChoices } from '../../evaluation/states/run-state-grid.js';
import { sweepChart, sweepMarkdown, sweepText, sweptDraws } from '../../studies/mc-sweep.js';
import { type AdversaryFlags, addAdversaryOptions, playerNames } from '../options/adversary-options.js';
import { runName } from '../options/bundled.js';
import { addComputingOptions, type ComputingFlags } from '../options/computing-options.js';
import { addOutputOptions, type OutputFlags } from '../options/output-options.js';
import { addStatesOptions, type StatesFlags, statesOf } from '../options/states-options.js';
import { addPlanOption, type PlanFlags } from '../terminal/work-plan.js';
import { computeAndWrite, gridFolder, printGridPlan } from './state-grid.js';

interface SweepFlags extends PlanFlags, StatesFlags, AdversaryFlags, ComputingFlags, OutputFlags {
  readonly lambda: string;
}

export function mcSweepCommand(): Command {
  const command = addStatesOptions(
    new Command('mc-sweep').description(
      'the paper’s Monte-Carlo study on recorded states: does an attack gain from more draws of the defense in its gradient?',
    ),
  ).option('--lambda <list>', 'sizes of the perturbation in pixels, 0…255, with commas', '0,1,2,4,8,16');
  addAdversaryOptions(command, { attacks: 'fgsm', defenses: 'sap100', draws: [...sweptDraws] });
  addComputingOptions(command);
  addPlanOption(command);
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
  if (flags.plan) return printGridPlan(choices, folder, flags);
  const report = await computeAndWrite(choices, folder, flags, {
    'samples.md': sweepMarkdown,
    'samples.svg': sweepChart,
  });
  if (!report) return console.error('stopped while states were recorded: nothing is written');
  console.log(flags.json ? JSON.stringify(report, null, 2) : `${sweepText(report)}\nwritten to ${folder}`);
}
