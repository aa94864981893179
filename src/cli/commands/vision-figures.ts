import { join } from 'node:path';
import { Command } from 'commander';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import { limits } from '../../common/limits.js';
import type { FigureSettings } from '../../studies/figure/evaluate-figure.js';
import { figureLambdas, roles } from '../../studies/figure/figure.js';
import type { FigureReport } from '../../studies/figure/figure-report.js';
import { figureMarkdown } from '../../studies/figure/figure-text.js';
import { makeFigures } from '../../studies/figure/make-figures.js';
import { planFigures } from '../../studies/figure/plan-figures.js';
import { figures } from '../../studies/figures/index.js';
import { loadClassifier } from '../../vision/classifier-files.js';
import { classifierIdentities, computingIdentity, defaultFolder } from '../experiment/default-folder.js';
import { type ExperimentFlags, runExperiment } from '../experiment/run-experiment.js';
import { runName } from '../options/bundled.js';
import { addComputingOptions } from '../options/computing-options.js';
import { addDataOptions, type DataFlags } from '../options/data-options.js';
import { bundledRoles, chosenFigures, parseRoles, type RoleRuns } from '../options/figure-options.js';
import { lambdaOption } from '../options/lambda-option.js';
import { names } from '../options/parse/lists.js';
import { numberOption } from '../options/parse/numbers.js';
import { addPlanOption } from '../options/plan-option.js';

interface FiguresFlags extends ExperimentFlags, DataFlags {
  readonly figures?: string[];
  readonly runs?: RoleRuns;
  readonly images: number;
  readonly lambda: string;
  readonly gradientSamples?: number;
  readonly outputSamples?: number;
  readonly seed: number;
  readonly out?: string;
}

export function visionFiguresCommand(): Command {
  const command = new Command('figures')
    .summary('make the figures of the paper’s image part')
    .description(
      'Make the figures of the paper’s image part: tables, charts, and the checks that must hold, beside the paper’s values if the images are CIFAR-10. Figures that were stopped resume when the same command is run again.',
    )
    .option(
      '--figure, --figures <list>',
      `${figures.map(({ name }) => name).join(', ')} (default: all whose classifiers are given)`,
      names,
    )
    .option(
      '--run, --runs <list>',
      `classifiers by training, <kind>=<run folder>, with the kinds ${roles.join(', ')} (default: the bundled ones)`,
      parseRoles,
    );
  addDataOptions(command, 'the training set of the first classifier')
    .option('--images <count>', 'number of images, the first of the test set', numberOption(limits.command.images), 250)
    .addOption(lambdaOption(figureLambdas))
    .option(
      '--gradient-samples <count>',
      'upper bound on the Monte Carlo samples in a gradient (default: each figure’s own number)',
      numberOption(limits.adversary.gradientSamples),
    )
    .option(
      '--output-samples <count>',
      'upper bound on the Monte Carlo samples averaged for an output (default: each figure’s own number)',
      numberOption(limits.adversary.outputSamples),
    )
    .option('--seed <integer>', 'seed of all Monte Carlo samples', numberOption(limits.classifier.seed), 1);
  return addPlanOption(addComputingOptions(command))
    .option('--json', 'with --plan: print the plan as JSON', false)
    .option('--out <folder>', 'folder of the figures, each in a folder of its own (default: in runs/)')
    .option('--overwrite', 'replace the figures that the folder holds, each once the new one has started', false)
    .addHelpText('after', `\nFigures:\n${figures.map(({ name, title }) => `  ${name.padEnd(14)} ${title}`).join('\n')}`)
    .action(figuresAction);
}

async function figuresAction(flags: FiguresFlags): Promise<void> {
  const runs = flags.runs ?? bundledRoles();
  const chosen = chosenFigures(flags.figures, runs);
  const settings = settingsOf(flags, runs);
  const folder = flags.out ?? folderFor(runs, settings, flags);
  const work = { figures: chosen, runs, settings };
  await runExperiment<readonly FigureReport[]>(
    { ...flags, json: flags.json && flags.plan },
    {
      folder,
      plan: (options) => planFigures({ ...work, ...options }),
      isComplete: (finished) => finished.length === chosen.length,
      compute: (options, show) =>
        makeFigures({
          ...work,
          ...options,
          commandOf: (figure) => commandOf(figure, flags),
          onProgress(figure, curve, done, total, _, secondsLeft) {
            const name = `${figure}: ${curve.name}`;
            show({ name, unit: 'images' }, done, total, { of: name }, { secondsLeft });
          },
        }),
      print(finished) {
        if (chosen.length === 1 && finished[0]) console.log(figureMarkdown(finished[0]));
        console.log(
          finished.length === chosen.length
            ? `written to ${chosen.map(({ name }) => join(folder, name)).join(', ')}`
            : `${finished.length} of ${chosen.length} figures are finished, in ${folder}`,
        );
      },
    },
  );
}

function settingsOf(flags: FiguresFlags, runs: RoleRuns): FigureSettings {
  const first = runs[roles.find((role) => runs[role] !== undefined)!]!;
  const { config } = loadClassifier(first);
  const { data = config.data, dataDir = config.dataFolder, images: count, seed } = flags;
  return {
    images: { data, dataFolder: dataDir, dataSeed: config.seed },
    ...{ count, seed, lambdas: parseLambdas(flags.lambda) },
    mostGradientSamples: flags.gradientSamples ?? Number.POSITIVE_INFINITY,
    mostOutputSamples: flags.outputSamples ?? Number.POSITIVE_INFINITY,
  };
}

/** All figures share a folder: which of them are made changes none of them. */
function folderFor(runs: RoleRuns, settings: FigureSettings, flags: FiguresFlags): string {
  const given = roles.flatMap((role) => (runs[role] === undefined ? [] : [runName(runs[role])]));
  return defaultFolder({
    kind: 'vision-figures',
    words: [settings.images.data],
    identity: [Object.keys(runs), classifierIdentities(given), settings, computingIdentity(flags)],
  });
}

/** Returns the command as a user types it, without the options that change no figure. */
function commandOf(
  figure: string,
  { runs, data, dataDir, images, lambda, gradientSamples, outputSamples, seed }: FiguresFlags,
): string {
  return [
    `npx sap-atari vision figures --figure ${figure}`,
    ...(runs ? [`--runs ${roles.flatMap((role) => (runs[role] ? `${role}=${runs[role]}` : [])).join()}`] : []),
    ...(data === undefined ? [] : [`--data ${data}`]),
    ...(dataDir === undefined ? [] : [`--data-dir ${dataDir}`]),
    `--images ${images}`,
    ...(lambda === figureLambdas.join() ? [] : [`--lambda ${lambda}`]),
    ...(gradientSamples === undefined ? [] : [`--gradient-samples ${gradientSamples}`]),
    ...(outputSamples === undefined ? [] : [`--output-samples ${outputSamples}`]),
    `--seed ${seed}`,
  ].join(' ');
}
