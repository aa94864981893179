import { Command, Option } from 'commander';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import { limits } from '../../common/limits.js';
import { evaluateClassifiers, type VisionChoices, visionKind } from '../../evaluation/images/evaluate-images.js';
import { type ImageJob, settingKey } from '../../evaluation/images/image-prober.js';
import { type VisionReport, visionText } from '../../evaluation/images/image-report.js';
import { planImages } from '../../evaluation/images/plan-images.js';
import { readChoices } from '../../storage/results/result-folder.js';
import { storedChoices } from '../../storage/results/stored-choices.js';
import { secondsEach } from '../../storage/results/timing.js';
import { loadClassifier } from '../../vision/classifier-files.js';
import { type AdversaryFlags, addAdversaryOptions, playerNames } from '../options/adversary-options.js';
import { bundledClassifier, classifierFolder, runName } from '../options/bundled.js';
import { addComputingOptions, type ComputingFlags, computingOf, prepareEngine } from '../options/computing-options.js';
import {
  calledRun,
  classifierIdentities,
  computingIdentity,
  defaultFolder,
  homeOf,
  listed,
} from '../options/default-folder.js';
import { listOf } from '../options/lists.js';
import { numberOption } from '../options/options.js';
import { addOutputOptions, type OutputFlags, refuseChoices } from '../options/output-options.js';
import { interruptible } from '../terminal/interruptible.js';
import { addPlanOption, type PlanFlags, printWorkPlan } from '../terminal/work-plan.js';
import { dataOptions } from './vision-train.js';

interface VisionEvaluateFlags extends PlanFlags, AdversaryFlags, ComputingFlags, OutputFlags {
  readonly runs: string[];
  readonly data?: string;
  readonly dataDir?: string;
  readonly images: number;
  readonly lambda: string;
  readonly seed: number;
  readonly resume?: string;
}

export function visionEvaluateCommand(): Command {
  const command = new Command('evaluate')
    .description(
      'accuracy under attack, with and without a defense, with intervals and checks. Lists take several values with commas: their product is evaluated. Stopped, it goes on where it was when the same command is given again',
    )
    .addOption(
      new Option('--run, --runs <list>', 'run folders of the classifiers, or those that come along: bundled-<kind>')
        .argParser(listOf(classifierFolder))
        .default([bundledClassifier], 'bundled-dense'),
    );
  dataOptions(command, 'what the first classifier was trained on')
    .option('--images <count>', 'first images of the test set', numberOption(limits.command.images), 250)
    .option('--lambda <list>', 'sizes of the perturbation in pixels, 0…255, with commas; 0 = no attack', '0,1,2,4')
    .option('--seed <integer>', 'seed of all draws', numberOption(limits.classifier.seed), 1);
  addAdversaryOptions(command, { attacks: 'fgsm', defenses: 'sap100' });
  addPlanOption(addComputingOptions(command));
  return addOutputOptions(command, 'results.json, .csv, .md and images.jsonl', 'in the run, or in runs/')
    .option('--resume <folder>', 'go on with the evaluation in that folder; no other choices are to be given')
    .action((flags: VisionEvaluateFlags) => evaluateAction(flags, command));
}

async function evaluateAction(flags: VisionEvaluateFlags, command: Command): Promise<void> {
  if (flags.resume !== undefined) refuseChoices(command, flags.resume);
  const choices =
    flags.resume === undefined
      ? choicesOf(flags)
      : readChoices<VisionChoices>(flags.resume, visionKind, storedChoices.vision);
  const folder = flags.resume ?? flags.out ?? folderFor(choices, flags);
  if (flags.plan) {
    return printWorkPlan(flags.json, async (sampling) => {
      await prepareEngine(flags);
      return planImages(choices, { ...sampling, folder, overwrite: flags.overwrite, computing: computingOf(flags) });
    });
  }
  const options = { isComplete: ({ complete }: VisionReport) => complete, quiet: flags.json };
  const report = await interruptible(options, async ({ signal, show, warn }) => {
    await prepareEngine(flags);
    return evaluateClassifiers(choices, {
      ...{ folder, signal, onWarning: warn, overwrite: flags.overwrite, computing: computingOf(flags) },
      onProgress: (done, total, job, secondsLeft) =>
        show({ name: 'evaluating', unit: 'images' }, done, total, fieldsOf(job), { secondsLeft }),
    });
  });
  console.log(
    flags.json
      ? JSON.stringify(report, null, 2)
      : `${visionText(report, secondsEach(folder, settingKey))}\nwritten to ${folder}`,
  );
}

const fieldsOf = (job: ImageJob | undefined): Record<string, string> =>
  job ? { agent: job.agent, ...(job.attack && { attack: job.attack }) } : {};

function choicesOf(flags: VisionEvaluateFlags): VisionChoices {
  const { runs, images: count, lambda, seed, data, dataDir } = flags;
  const { target: _target, timing: _timing, frames: _frames, ...adversary } = playerNames(flags);
  const { config } = loadClassifier(runs[0]!);
  return {
    names: adversary,
    runs: runs.map(runName),
    images: { data: data ?? config.data, dataFolder: dataDir ?? config.dataFolder, dataSeed: config.seed },
    ...{ count, seed, lambdas: parseLambdas(lambda) },
  };
}

/** Inside the classifier's own run; of several, under runs/. */
function folderFor({ names, runs, ...choices }: VisionChoices, flags: VisionEvaluateFlags): string {
  const { attacks, defenses, ...adversary } = names;
  const home = homeOf(flags.runs);
  return defaultFolder({
    kind: home === undefined ? 'vision-evaluation' : 'evaluation',
    words: [
      ...(home === undefined ? [listed(runs.map(calledRun), 'classifiers')] : []),
      ...[listed(attacks, 'attacks'), listed(defenses, 'defenses')],
    ],
    identity: [classifierIdentities(runs), attacks, defenses, adversary, choices, computingIdentity(flags)],
    home,
  });
}
