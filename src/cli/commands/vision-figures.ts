import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import { UsageError } from '../../common/errors.js';
import { limits } from '../../common/limits.js';
import type { FigureSettings } from '../../studies/figure/evaluate-figure.js';
import { type Figure, figureLambdas, type Role, roles } from '../../studies/figure/figure.js';
import { figureMarkdown } from '../../studies/figure/figure-text.js';
import { makeFigures, missingRoles } from '../../studies/figure/make-figures.js';
import { planFigures } from '../../studies/figure/plan-figures.js';
import { figureNamed, figures } from '../../studies/figures/index.js';
import { loadClassifier } from '../../vision/classifier-files.js';
import { bundledClassifiers, classifierFolder, runName } from '../options/bundled.js';
import { addComputingOptions, type ComputingFlags, computingOf, prepareEngine } from '../options/computing-options.js';
import { classifierIdentities, computingIdentity, defaultFolder } from '../options/default-folder.js';
import { names } from '../options/lists.js';
import { numberOption } from '../options/options.js';
import { interruptible } from '../terminal/interruptible.js';
import { addPlanOption, type PlanFlags, printWorkPlan } from '../terminal/work-plan.js';
import { dataOptions } from './vision-train.js';

type Runs = Readonly<Partial<Record<Role, string>>>;

interface FiguresFlags extends ComputingFlags, PlanFlags {
  readonly json: boolean;
  readonly figures?: string[];
  readonly runs?: Runs;
  readonly data?: string;
  readonly dataDir?: string;
  readonly images: number;
  readonly lambda: string;
  readonly gradientSamples?: number;
  readonly outputSamples?: number;
  readonly seed: number;
  readonly out?: string;
  readonly overwrite: boolean;
}

export function visionFiguresCommand(): Command {
  const command = new Command('figures')
    .description(
      'the paper’s image part, figure by figure: tables, charts and the checks that must hold, beside the paper’s values where the images are CIFAR-10. Stopped, the same command goes on where it was',
    )
    .option(
      '--figure, --figures <list>',
      `${figures.map(({ name, title }) => `${name}: ${title}`).join('; ')} (default: all whose classifiers there are)`,
      names,
    )
    .option(
      '--run, --runs <list>',
      `classifiers by what they were trained for, <kind>=<run folder>, with kinds ${roles.join(', ')} (default: those that come along)`,
      parseRuns,
    );
  dataOptions(command, 'what the first classifier was trained on')
    .option('--images <count>', 'first images of the test set', numberOption(limits.command.images), 250)
    .option('--lambda <list>', 'sizes of the perturbation in pixels, 0…255, with commas', figureLambdas.join())
    .option(
      '--gradient-samples <draws>',
      'at most so many draws of a defense in a gradient (default: each figure’s own)',
      numberOption(limits.adversary.gradientSamples),
    )
    .option(
      '--output-samples <draws>',
      'at most so many averaged for an answer (default: each figure’s own)',
      numberOption(limits.adversary.outputSamples),
    )
    .option('--seed <integer>', 'seed of all draws', numberOption(limits.classifier.seed), 1);
  return addPlanOption(addComputingOptions(command))
    .option('--json', 'with --plan: print it as JSON', false)
    .option('--out <folder>', 'where the figures go, each in a folder of its own (default: in runs/)')
    .option(
      '--overwrite',
      'compute anew what the folder holds, replacing each part once the new one has started',
      false,
    )
    .action(figuresAction);
}

async function figuresAction(flags: FiguresFlags): Promise<void> {
  const runs = flags.runs ?? comeAlong();
  const chosen = chosenFigures(flags, runs);
  const first = runs[roles.find((role) => runs[role] !== undefined)!]!;
  const { config } = loadClassifier(first);
  const { data = config.data, dataDir = config.dataFolder, images: count, seed } = flags;
  const settings: FigureSettings = {
    images: { data, dataFolder: dataDir, dataSeed: config.seed },
    ...{ count, seed, lambdas: parseLambdas(flags.lambda) },
    mostDraws: flags.gradientSamples ?? Number.POSITIVE_INFINITY,
    mostOutputDraws: flags.outputSamples ?? Number.POSITIVE_INFINITY,
  };
  const out = flags.out ?? folderFor(runs, settings, flags);
  if (flags.plan) {
    return printWorkPlan(flags.json, async (sampling) => {
      await prepareEngine(flags);
      const work = { figures: chosen, runs, settings, folder: out, overwrite: flags.overwrite };
      return planFigures({ ...work, ...sampling, computing: computingOf(flags) });
    });
  }
  const isComplete = (made: readonly unknown[]) => made.length === chosen.length;
  const finished = await interruptible({ isComplete, quiet: false }, async ({ signal, show, warn }) => {
    await prepareEngine(flags);
    return makeFigures({
      figures: chosen,
      runs,
      settings,
      onWarning: warn,
      folder: out,
      commandOf: (figure) => commandOf(figure, flags),
      overwrite: flags.overwrite,
      computing: computingOf(flags),
      signal,
      onProgress(figure, curve, done, total, _, secondsLeft) {
        const name = `${figure}: ${curve.name}`;
        show({ name, unit: 'images' }, done, total, { of: name }, { secondsLeft });
      },
    });
  });
  if (chosen.length === 1 && finished[0]) console.log(figureMarkdown(finished[0]));
  console.log(
    isComplete(finished)
      ? `written to ${chosen.map(({ name }) => join(out, name)).join(', ')}`
      : `stopped with ${finished.length} of ${chosen.length} figures finished: give the same command again to go on in ${out}`,
  );
}

/** Which figures are made decides nothing about any of them: all share a folder. */
function folderFor(runs: Runs, settings: FigureSettings, flags: FiguresFlags): string {
  const given = roles.flatMap((role) => (runs[role] === undefined ? [] : [runName(runs[role])]));
  return defaultFolder({
    kind: 'vision-figures',
    words: [settings.images.data],
    identity: [Object.keys(runs), classifierIdentities(given), settings, computingIdentity(flags)],
  });
}

/** `dense=runs/a,adv=runs/b` */
function parseRuns(text: string): Runs {
  const runs: Partial<Record<Role, string>> = {};
  for (const part of names(text)) {
    const [, kind, folder] = /^([^=]*)=(.+)$/.exec(part) ?? [];
    const role = roles.find((each) => each === kind);
    if (!role || runs[role] !== undefined) {
      throw new InvalidArgumentError(`expected ${roles.join(', ')}, each once, as <kind>=<run folder>, got "${part}"`);
    }
    runs[role] = classifierFolder(folder!);
  }
  return runs;
}

/** The classifiers that come along, by folders that do not tell where this project lies. */
const comeAlong = (): Runs =>
  Object.fromEntries(Object.entries(bundledClassifiers()).map(([role, folder]) => [role, runName(folder).folder]));

/** What was asked for, or what can be had. @throws UsageError when nothing can */
function chosenFigures({ figures: wanted }: FiguresFlags, runs: Runs): Figure[] {
  if (wanted) return [...new Set(wanted)].map(figureNamed);
  const possible = figures.filter((figure) => missingRoles(figure, runs).length === 0);
  if (possible.length === 0) {
    throw new UsageError(
      `expected --runs with dense=<run folder> at least, got ${Object.keys(runs).join(', ') || 'none'}; train one with sap-atari vision train`,
    );
  }
  for (const figure of figures) {
    const missing = missingRoles(figure, runs);
    if (missing.length > 0) console.error(`left out: ${figure.name}, which needs --runs ${missing[0]}=<run folder>`);
  }
  return possible;
}

/** The command as it would be typed, without what changes no figure. */
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
