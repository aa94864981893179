/**
 * An evaluation of classifiers: what does a perturbation of λ cost, and what does a defense save? It runs in a folder, and can
 * be stopped and resumed:
 *
 *     settings.json     the choices
 *     images.jsonl      a line per image and setting
 *     timing.jsonl      the time of each block of images
 *     results.json      everything that is printed; also results.csv and results.md
 */
import { asUsage, UsageError } from '../../common/errors.js';
import { expectAllWithin, limits } from '../../common/limits.js';
import { engineSettings } from '../../compute/engine.js';
import { jsonText } from '../../files/json-text.js';
import type { Lease } from '../../files/lease.js';
import { expectMemory } from '../../jobs/memory.js';
import type { PieceKey } from '../../storage/results/lines.js';
import { asWriter, type ResultFolder } from '../../storage/results/result-folder.js';
import { type ResultKind, resultFolderKind } from '../../storage/results/settings.js';
import { expectHeldOut, expectViewOf } from '../../training/classifier/data.js';
import { type Classifier, loadClassifier } from '../../vision/classifier-files.js';
import type { ImageSet } from '../../vision/data/image-set.js';
import { blockClock, missingLambdas, type OnJob, planBlocks } from '../blocks.js';
import {
  computeInFolder,
  computeMissing,
  type FolderOptions,
  type FolderRun,
  type Work,
  writeReport,
} from '../lifecycle.js';
import {
  type Adversary,
  type AdversaryNames,
  adversaryOf,
  attackSettingsOf,
  openAdversary,
} from '../players/adversary.js';
import { adversaryIdentity, weightsIdentity } from '../players/identity.js';
import { expectDistinctRuns, type RunName } from '../players/players.js';
import { visionCsv } from './image-csv.js';
import { type ImageLine, imageKey, imageLineSchema } from './image-line.js';
import {
  createImageProber,
  type ImageJob,
  type ImageNames,
  type ImageProberSetup,
  openImages,
} from './image-prober.js';
import { createImageReport, type VisionReport } from './image-report.js';
import { visionMarkdown } from './image-text.js';
import { imagesMemory } from './memory.js';

/** All choices of an evaluation, as plain data. */
export interface VisionChoices {
  readonly names: AdversaryNames;
  readonly runs: readonly RunName[];
  readonly images: ImageNames;
  /** Number of images: the first of the test set. */
  readonly count: number;
  readonly lambdas: readonly number[];
  /** Seed of all random numbers. */
  readonly seed: number;
}

export interface VisionEvaluationOptions extends FolderOptions {
  /** Counts lines of images.jsonl. */
  readonly onProgress?: OnJob<ImageJob>;
  /** The images; default: those that the choices name. Only this thread can use a set that is passed here. */
  readonly set?: ImageSet;
  /** Selects some of the planned jobs; default: all. */
  readonly wanted?: (job: ImageJob) => boolean;
}

export const visionKind: ResultKind = { name: 'vision evaluation', noun: 'an evaluation of classifiers' };

const files = { 'results.json': jsonText, 'results.csv': visionCsv, 'results.md': visionMarkdown };

/** Rows per batch, Monte Carlo samples included: a hundred take about half a GB through the gradient of ResNet-20. */
const rowsAtOnce = 100;

/**
 * Computes the lines that the folder does not hold yet, and writes the results to it.
 * @throws UsageError for unknown names, images that do not fit, or a folder that holds anything else or is in use
 */
export async function evaluateClassifiers(
  choices: VisionChoices,
  options: VisionEvaluationOptions,
): Promise<VisionReport> {
  const { names, runs, count, lambdas, seed } = choices;
  const { attackOn, outputSamples } = names;
  const engine = await engineSettings(options.computing);
  return evaluateImages(choices, options, ({ set, lines, complete }, folder) => {
    const settings: VisionReport['settings'] = {
      ...{ data: set.name, classes: set.classNames, images: count, lambdas, seed },
      ...{ runs: runs.map(({ run }) => run), attackOn, outputSamples, ...engine },
      ...(names.plugin && { plugin: names.plugin }),
    };
    const report = createImageReport(settings, attackSettingsOf(adversaryOf(names)), lines, complete);
    writeReport(folder, report, files);
    return report;
  });
}

/** The result of an evaluation, image by image. */
export interface EvaluatedImages {
  readonly set: ImageSet;
  /** The lines of the choices, setting by setting; the folder may hold others. */
  readonly lines: readonly ImageLine[];
  /** False: stopped before the end. */
  readonly complete: boolean;
}

/**
 * As `evaluateClassifiers`, but without result files.
 * @param use called with the lines while the folder is locked; returns what `evaluateImages` returns
 */
export async function evaluateImages<T>(
  choices: VisionChoices,
  options: VisionEvaluationOptions,
  use: (found: EvaluatedImages, folder: ResultFolder<ImageLine>) => T,
): Promise<T> {
  const { names, runs, images, count, lambdas, seed } = choices;
  asUsage(() =>
    expectAllWithin({
      images: [limits.command.images, count],
      lambda: [limits.adversary.lambda, ...lambdas],
      seed: [limits.classifier.seed, seed],
    }),
  );
  const adversary = await openAdversary(names);
  expectDistinctRuns(runs);
  const classifiers = new Map(runs.map(({ run, folder }) => [run, loadClassifier(folder)]));
  for (const [run, { config }] of classifiers) expectHeldOut(run, config, images);
  const set = options.set ?? (await openImages(images));
  for (const [run, classifier] of classifiers) expectClassifierFor(run, classifier, set, count);
  const work = imagesWork(choices, adversary, options.wanted);
  const { workers } = options.computing;
  expectMemory(await imagesMemory(work.jobs, adversary, classifiers.values().next().value!, workers));
  const compute = async (lease: Lease) => {
    const run = runOf(choices, { adversary, classifiers, set }, options);
    const { found, folder } = await computeInFolder(lease, options, run, (store) =>
      computeMissing<ImageJob, ImageLine>(work, {
        ...{ ...store, signal: options.signal, createClock: blockClock(adversary), onStart: options.onProgress },
        onFinished: (job, { linesDone, linesTotal, secondsLeft }) =>
          options.onProgress?.(linesDone, linesTotal, job, secondsLeft),
      }),
    );
    return use({ set, ...found }, folder);
  };
  return asWriter(options.folder, resultFolderKind(visionKind), compute, options.onWarning);
}

const keysOf = (job: ImageJob): PieceKey[] =>
  job.lambdas.flatMap((lambda) =>
    Array.from({ length: job.states }, (_, i) => imageKey({ ...job, lambda, image: job.from + i })),
  );

/** Plans blocks of images, classifier by classifier. */
export const imagesWork = (
  { runs, count, lambdas }: Pick<VisionChoices, 'runs' | 'count' | 'lambdas'>,
  adversary: Adversary,
  wanted: (job: ImageJob) => boolean = () => true,
): Work<ImageJob, ImageLine> => ({
  jobs: runs
    .flatMap(({ run }) =>
      planBlocks({ adversary, count, lambdas, rowsAtOnce }).map((job): ImageJob => ({ ...job, run })),
    )
    .filter(wanted),
  ...{ keysOf, keyOf: imageKey, missingPart: missingLambdas(keysOf) },
});

/** What an evaluation works with. */
interface Loaded {
  readonly adversary: Adversary;
  readonly classifiers: ReadonlyMap<string, Classifier>;
  readonly set: ImageSet;
}

function runOf(
  choices: VisionChoices,
  { adversary, classifiers, set }: Loaded,
  options: VisionEvaluationOptions,
): FolderRun<ImageJob, ImageLine, never> {
  const { names, runs, images, seed } = choices;
  const { workers, ...computing } = options.computing;
  const setup: ImageProberSetup = { names, runs, images, seed, computing };
  return {
    results: {
      ...{ kind: visionKind, lines: 'images', schema: imageLineSchema, keyOf: imageKey, choices },
      identity: {
        ...adversaryIdentity(names, adversary),
        ...weightsIdentity([...classifiers].map(([run, { views }]) => ({ run, views }))),
        ...{ data: images.data, dataSeed: images.dataSeed, seed },
      },
      products: Object.keys(files),
      faultOf: (line) => notOfSet(line, set),
      wrongWith: (lines) => otherImages(lines, set),
    },
    pool: {
      ...{ kind: 'images', setup, workers: options.set ? 1 : workers },
      local: () => createImageProber(adversary, classifiers, set, seed, computing),
    },
  };
}

function expectClassifierFor(run: string, { classNames, config }: Classifier, set: ImageSet, count: number): void {
  if (classNames.join() !== set.classNames.join()) {
    throw new UsageError(
      `${run}: expected a classifier of the classes of ${set.name} (${set.classNames.join(', ')}), got one of ${classNames.join(', ')}`,
    );
  }
  if (count > set.test.size) {
    throw new UsageError(`images: expected at most the ${set.test.size} test images of ${set.name}, got ${count}`);
  }
  expectViewOf(set, config.cropPixels);
}

/** Returns what contradicts the image set in a line. */
function notOfSet({ image, probabilities }: ImageLine, { test, classNames }: ImageSet): string | undefined {
  if (image >= test.size) return `image: expected an index among ${test.size} test images, got ${image}`;
  if (probabilities.length === classNames.length) return undefined;
  return `probabilities: expected ${classNames.length}, one per class, got ${probabilities.length}`;
}

/** Returns what shows that lines are of other images, or of the same ones in another order. */
function otherImages(lines: readonly ImageLine[], { test, classNames }: ImageSet): string | undefined {
  const other = lines.find(({ image, label }) => test.label(image) !== label);
  if (!other) return undefined;
  const { image, label } = other;
  return `image ${image} of class ${classNames[label] ?? label}, got one of ${classNames[test.label(image)]}: the images are others, or in another order`;
}
