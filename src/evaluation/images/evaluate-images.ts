/**
 * What a perturbation of λ pixels costs a classifier, and what a defense saves, in a folder in which the evaluation can be
 * stopped and taken up again:
 *
 *     settings.json     what was chosen
 *     images.jsonl      a line for each image under each setting
 *     timing.jsonl      how long each block of them took
 *     results.json      everything that is printed, and results.csv, results.md
 */

import { asUsage, UsageError } from '../../common/errors.js';
import { groupBy } from '../../common/group-by.js';
import { expectAllWithin, limits } from '../../common/limits.js';
import { createRandom } from '../../common/random.js';
import { engineSettings } from '../../compute/engine.js';
import type { Lease } from '../../files/lease.js';
import { createJobsLeft } from '../../jobs/jobs-left.js';
import { expectMemory } from '../../jobs/memory.js';
import { runJobs } from '../../jobs/worker.js';
import {
  asWriter,
  type OnWarning,
  openResultFolder,
  type ResultFolder,
  type ResultKind,
  resultFolderKind,
} from '../../storage/results/result-folder.js';
import { secondsOf, type Timed } from '../../storage/results/timing.js';
import { expectHeldOut, expectViewOf } from '../../training/classifier/data.js';
import { type Classifier, loadClassifier } from '../../vision/classifier-files.js';
import type { ImageSet } from '../../vision/data/image-set.js';
import type { Computing } from '../games/run-evaluation.js';
import { imagesMemory } from '../memory.js';
import {
  type Adversary,
  type AdversaryNames,
  adversaryIdentity,
  adversaryOf,
  attackSettingsOf,
  expectDistinctRuns,
  type RunName,
  weightsIdentity,
} from '../players/players.js';
import { workWeight } from '../players/work-weight.js';
import { type OnJob, planGrid } from '../states/state-grid.js';
import { startJobWorker } from '../worker.js';
import { visionChecks } from './image-checks.js';
import { compareClassifiers } from './image-comparison.js';
import {
  createImageProber,
  type ImageJob,
  type ImageLine,
  type ImageNames,
  type ImageProberSetup,
  type ImageSetting,
  imageLineSchema,
  imagePieceKey,
  openImages,
  settingKey,
} from './image-prober.js';
import { summarizeImages, type VisionReport, visionCsv, visionMarkdown, visionWorstCases } from './image-report.js';
import { visionWarnings } from './image-warnings.js';

/** Everything that is chosen about an evaluation; plain data. */
export interface VisionChoices {
  readonly names: AdversaryNames;
  readonly runs: readonly RunName[];
  readonly images: ImageNames;
  /** First images of the test set. */
  readonly count: number;
  readonly lambdas: readonly number[];
  /** Of all draws. */
  readonly seed: number;
}

export interface VisionEvaluationOptions {
  readonly folder: string;
  readonly overwrite?: boolean;
  readonly computing: Computing;
  readonly signal?: AbortSignal | undefined;
  /** Receives a line when the lease of a process that has ended is taken over. */
  readonly onWarning?: OnWarning | undefined;
  /** Told before the first block, and after every one: lines of images.jsonl. */
  readonly onProgress?: OnJob<ImageJob>;
  /** The images; default those that the choices name. Threads always open theirs by name. */
  readonly set?: ImageSet;
  /** Which of the planned jobs are wanted; default all. */
  readonly wanted?: (job: ImageJob) => boolean;
}

export const visionKind: ResultKind = { name: 'vision evaluation', noun: 'an evaluation of classifiers' };

const [jsonName, csvName, markdownName] = ['results.json', 'results.csv', 'results.md'];

/** Rows of a batch, draws counted: a hundred take about half a GB through the gradient of ResNet-20. */
const rowsAtOnce = 100;

/**
 * Computes what the folder does not have yet, and leaves the results in it.
 * @throws UsageError for names that stand for nothing, images that do not fit, or a folder of anything else or in use
 */
export async function evaluateClassifiers(
  choices: VisionChoices,
  options: VisionEvaluationOptions,
): Promise<VisionReport> {
  const engine = await engineSettings(options.computing);
  return evaluateImages(choices, options, ({ set, lines, complete }, folder) => {
    const { settings, ...rest } = reportOf(choices, set, lines, complete);
    const report = { settings: { ...settings, ...engine }, ...rest };
    folder.write(jsonName, `${JSON.stringify(report, null, 2)}\n`);
    folder.write(csvName, visionCsv(report));
    folder.write(markdownName, visionMarkdown(report));
    return report;
  });
}

/** What an evaluation found, image by image. */
export interface EvaluatedImages {
  readonly set: ImageSet;
  /** Those that the choices ask for, whatever else the folder holds, setting by setting. */
  readonly lines: readonly ImageLine[];
  /** False: stopped before the end. */
  readonly complete: boolean;
}

/** The same without the results: for those who sum up the lines in another way. @param use called while the folder is held */
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
  const adversary = adversaryOf(names);
  expectDistinctRuns(runs);
  const classifiers = new Map(runs.map(({ run, folder }) => [run, loadClassifier(folder)]));
  for (const [run, { config }] of classifiers) expectHeldOut(run, config, images);
  const set = options.set ?? (await openImages(images));
  for (const [run, classifier] of classifiers) expectClassifierFor(run, classifier, set, count);
  const jobs = plannedImages(choices, adversary, options);
  expectMemory(await imagesMemory(jobs, adversary, classifiers.values().next().value!, options.computing.workers));
  const compute = async (lease: Lease) => {
    const folder = openImagesFolder(lease, choices, { adversary, classifiers, set }, options);
    const found = await evaluateInto(folder, choices, { adversary, classifiers, set }, options);
    folder.finish();
    return use(found, folder);
  };
  return asWriter(options.folder, resultFolderKind(visionKind), compute, options.onWarning);
}

/** Blocks of images, classifier by classifier. */
export const plannedImages = (
  { runs, count, lambdas }: Pick<VisionChoices, 'runs' | 'count' | 'lambdas'>,
  adversary: Adversary,
  { wanted = () => true }: Pick<VisionEvaluationOptions, 'wanted'> = {},
): ImageJob[] =>
  runs
    .flatMap(({ run }) =>
      planGrid({ players: adversary, states: { count }, lambdas, rowsAtOnce }).map(
        (job): ImageJob => ({ ...job, run }),
      ),
    )
    .filter(wanted);

/** What an evaluation works with. */
interface Loaded {
  readonly adversary: Adversary;
  readonly classifiers: ReadonlyMap<string, Classifier>;
  readonly set: ImageSet;
}

const openImagesFolder = (
  lease: Lease,
  choices: VisionChoices,
  { adversary, classifiers, set }: Loaded,
  { folder, overwrite = false }: VisionEvaluationOptions,
): ResultFolder<ImageLine> =>
  openResultFolder<ImageLine>(folder, lease, {
    kind: visionKind,
    lines: 'images',
    schema: imageLineSchema,
    keyOf: imagePieceKey,
    identity: {
      ...adversaryIdentity(choices.names, adversary),
      ...weightsIdentity([...classifiers].map(([run, { views }]) => ({ run, views }))),
      ...{ data: choices.images.data, dataSeed: choices.images.dataSeed, seed: choices.seed },
    },
    choices,
    overwrite,
    products: [jsonName, csvName, markdownName],
    faultOf: (line) => notOfSet(line, set),
    wrongWith: (lines) => otherImages(lines, set),
  });

async function evaluateInto(
  folder: ResultFolder<ImageLine>,
  choices: VisionChoices,
  { adversary, classifiers, set }: Loaded,
  options: VisionEvaluationOptions,
): Promise<EvaluatedImages> {
  const { names, runs, images, seed } = choices;
  const { workers, ...computing } = options.computing;
  const planned = plannedImages(choices, adversary, options);
  const done = new Map(folder.lines.map((line) => [lineKey(line), line]));
  const keysOf = (job: ImageJob, lambda: number) =>
    Array.from({ length: job.states }, (_, i) => lineKey({ ...job, lambda, image: job.from + i }));
  const allKeys = planned.flatMap((job) => job.lambdas.flatMap((lambda) => keysOf(job, lambda)));
  const jobs = planned.flatMap((job) => {
    const left = job.lambdas.filter((lambda) => !keysOf(job, lambda).every((key) => done.has(key)));
    return left.length > 0 ? [{ ...job, lambdas: left }] : [];
  });
  let linesDone = allKeys.filter((key) => done.has(key)).length;
  options.onProgress?.(linesDone, allKeys.length);

  if (jobs.length > 0) folder.expectRevision();
  const setup: ImageProberSetup = { names, runs, images, seed, computing };
  const alone = workers === 1 || jobs.length === 1 || options.set !== undefined;
  const pool =
    jobs.length === 0
      ? []
      : alone
        ? [createImageProber(adversary, classifiers, set, seed, computing)]
        : Array.from({ length: Math.min(workers, jobs.length) }, () =>
            startJobWorker<ImageJob, readonly Timed<ImageLine>[], never>('images', setup),
          );
  const left = createJobsLeft<ImageJob>({
    ...{ jobs, workers: pool.length },
    weightOf: (job) => workWeight({ ...job, lambda: job.lambdas[0]! }, adversary),
  });
  try {
    const complete = await runJobs<ImageJob, readonly Timed<ImageLine>[], never>(jobs, pool, {
      signal: options.signal,
      onResult(found, job) {
        for (const { lines, timing } of found) {
          // A block may have been stopped between two of its lines.
          const fresh = lines.filter((line) => !done.has(lineKey(line)));
          folder.add(fresh, timing);
          for (const line of fresh) done.set(lineKey(line), line);
          linesDone += fresh.length;
        }
        left.ended(job, secondsOf(found));
        options.onProgress?.(linesDone, allKeys.length, job, left.secondsLeft);
      },
    });
    const lines = allKeys.flatMap((key) => done.get(key) ?? []);
    return { set, lines, complete };
  } finally {
    await Promise.all(pool.map((worker) => worker.dispose()));
  }
}

function reportOf(
  { names, runs, count, lambdas, seed }: VisionChoices,
  set: ImageSet,
  lines: readonly ImageLine[],
  complete: boolean,
): VisionReport {
  // Settings with an image missing would be other images than the rest.
  const whole = [...groupBy(lines, settingKey).values()].filter((group) => group.length === count);
  const rows = whole.map(summarizeImages);
  const rng = createRandom(seed);
  const checks = visionChecks(whole, rows, {
    attackOn: names.attackOn,
    attackSettings: attackSettingsOf(adversaryOf(names)),
    classes: set.classNames.length,
    rng: rng.split('checks'),
  });
  return {
    settings: {
      ...{ data: set.name, classes: set.classNames, images: count, lambdas, seed },
      runs: runs.map(({ run }) => run),
      ...{ attackOn: names.attackOn, outputSamples: names.outputSamples },
    },
    complete,
    rows,
    comparisons: compareClassifiers(whole, rng.split('comparisons')),
    worstCases: visionWorstCases(whole),
    checks,
    warnings: visionWarnings(rows, checks, names.outputSamples),
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

/** What a line says that no image of the set can be. */
function notOfSet({ image, probabilities }: ImageLine, { test, classNames }: ImageSet): string | undefined {
  if (image >= test.size) return `image: expected a place among ${test.size} test images, got ${image}`;
  if (probabilities.length === classNames.length) return undefined;
  return `probabilities: expected ${classNames.length}, one a class, got ${probabilities.length}`;
}

/** What shows that lines were made with other images, or with the same in another order. */
function otherImages(lines: readonly ImageLine[], { test, classNames }: ImageSet): string | undefined {
  const other = lines.find(({ image, label }) => test.label(image) !== label);
  if (!other) return undefined;
  const { image, label } = other;
  return `image ${image} of class ${classNames[label] ?? label}, got one of ${classNames[test.label(image)]}: the images are others, or in another order`;
}

const lineKey = (line: ImageSetting & Pick<ImageLine, 'image'>): string => `${settingKey(line)} ${line.image}`;
