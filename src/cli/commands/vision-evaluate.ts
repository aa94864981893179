import { Command, Option } from 'commander';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import { limits } from '../../common/limits.js';
import { evaluateClassifiers, type VisionChoices, visionKind } from '../../evaluation/images/evaluate-images.js';
import { settingKey } from '../../evaluation/images/image-line.js';
import type { ImageJob } from '../../evaluation/images/image-prober.js';
import type { VisionReport } from '../../evaluation/images/image-report.js';
import { visionText } from '../../evaluation/images/image-text.js';
import { planImages } from '../../evaluation/images/plan-images.js';
import type { RunName } from '../../evaluation/players/players.js';
import type { TextOptions } from '../../report/renderer.js';
import { readChoices } from '../../storage/results/settings.js';
import { storedChoices } from '../../storage/results/stored-choices.js';
import { secondsEach } from '../../storage/results/timing.js';
import { loadClassifier } from '../../vision/classifier-files.js';
import { type ChosenName, plainNames } from '../agents/chosen-agents.js';
import { chooseClassifiers, introduceClassifiers } from '../agents/chosen-classifiers.js';
import {
  calledRun,
  classifierIdentities,
  computingIdentity,
  defaultFolder,
  homeOf,
  listed,
} from '../experiment/default-folder.js';
import { printReport, runExperiment } from '../experiment/run-experiment.js';
import { type AdversaryFlags, addAdversaryOptions, playerNames } from '../options/adversary-options.js';
import { classifierFolder } from '../options/bundled.js';
import { addComputingOptions, type ComputingFlags } from '../options/computing-options.js';
import { addDataOptions, type DataFlags } from '../options/data-options.js';
import { lambdaOption } from '../options/lambda-option.js';
import { addOutputOptions, addResumeOption, type OutputFlags, refuseChoices } from '../options/output-options.js';
import { listOf } from '../options/parse/lists.js';
import { numberOption } from '../options/parse/numbers.js';
import { addPlanOption, type PlanFlags } from '../options/plan-option.js';

interface VisionEvaluateFlags extends PlanFlags, AdversaryFlags, ComputingFlags, OutputFlags, DataFlags {
  readonly runs?: string[];
  readonly images: number;
  readonly lambda: string;
  readonly seed: number;
  readonly resume?: string;
}

export function visionEvaluateCommand(): Command {
  const command = new Command('evaluate')
    .summary('accuracy under attack, with and without a defense')
    .description(
      'Report accuracy under attack, with and without a defense, with intervals and checks. Lists take several values with commas; every combination is evaluated. An evaluation that was stopped resumes when the same command is run again.',
    )
    .addOption(
      new Option(
        '--run, --runs <list>',
        'run folders of the classifiers, or bundled ones: bundled-<kind> (default: the newest run of a classifier under runs/, else bundled-dense)',
      ).argParser(listOf(classifierFolder)),
    );
  addDataOptions(command, 'the training set of the first classifier')
    .option('--images <count>', 'number of images, the first of the test set', numberOption(limits.command.images), 250)
    .addOption(lambdaOption([0, 1, 2, 4]))
    .option('--seed <integer>', 'seed of all Monte Carlo samples', numberOption(limits.classifier.seed), 1);
  addAdversaryOptions(command, { attacks: 'fgsm', defenses: 'sap100' });
  addPlanOption(addComputingOptions(command));
  addOutputOptions(command, 'results.json, .csv, .md and images.jsonl', 'in the run, or in runs/');
  return addResumeOption(command, 'evaluation').action((flags: VisionEvaluateFlags) => evaluateAction(flags, command));
}

async function evaluateAction(flags: VisionEvaluateFlags, command: Command): Promise<void> {
  if (flags.resume !== undefined) refuseChoices(command, flags.resume);
  const { choices, classifiers, folder } = flags.resume === undefined ? start(flags) : resume(flags.resume);
  const introduction = introduceClassifiers(classifiers);
  await runExperiment<VisionReport>(flags, {
    ...{ folder, introduction },
    plan: (options) => planImages(choices, options),
    isComplete: ({ complete }) => complete,
    compute: (options, show) =>
      evaluateClassifiers(choices, {
        ...options,
        onProgress: (done, total, job, secondsLeft) =>
          show({ name: 'evaluating', unit: 'images' }, done, total, fieldsOf(job), { secondsLeft }),
      }),
    print(report) {
      const text = (options: TextOptions) => visionText(report, secondsEach(folder, settingKey), options);
      printReport(flags, report, text, folder, introduction);
    },
  });
}

interface Started {
  readonly choices: VisionChoices;
  readonly classifiers: readonly ChosenName[];
  readonly folder: string;
}

function start(flags: VisionEvaluateFlags): Started {
  const classifiers = chooseClassifiers(flags.runs);
  const choices = choicesOf(flags, plainNames(classifiers));
  return { choices, classifiers, folder: flags.out ?? folderFor(choices, flags) };
}

function resume(folder: string): Started {
  const choices = readChoices<VisionChoices>(folder, visionKind, storedChoices.vision);
  return { choices, classifiers: choices.runs, folder };
}

const fieldsOf = (job: ImageJob | undefined): Record<string, string> =>
  job ? { agent: job.agent, ...(job.attack && { attack: job.attack }) } : {};

function choicesOf(flags: VisionEvaluateFlags, runs: readonly RunName[]): VisionChoices {
  const { images: count, lambda, seed, data, dataDir } = flags;
  const { target: _target, timing: _timing, frames: _frames, ...adversary } = playerNames(flags);
  const { config } = loadClassifier(runs[0]!.folder);
  return {
    names: adversary,
    runs,
    images: { data: data ?? config.data, dataFolder: dataDir ?? config.dataFolder, dataSeed: config.seed },
    ...{ count, seed, lambdas: parseLambdas(lambda) },
  };
}

/** Returns a folder inside the run of a single classifier; several are evaluated under runs/. */
function folderFor({ names, runs, ...choices }: VisionChoices, flags: VisionEvaluateFlags): string {
  const { attacks, defenses, ...adversary } = names;
  const home = homeOf(runs.map(({ folder }) => folder));
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
