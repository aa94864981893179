/**
 * What a perturbation of λ pixels costs a classifier, and what a defence saves, in a folder in which the evaluation can be
 * stopped and taken up again:
 *
 *     settings.json     what was chosen
 *     images.jsonl      a line for each image under each setting
 *     results.json      everything that is printed, and results.csv, results.md
 */
import { asUsage, UsageError } from '../errors.js';
import { expectAllWithin, limits } from '../limits.js';
import { createRandom } from '../random.js';
import { type Classifier, loadClassifier } from '../vision/classifier-files.js';
import type { ImageSet } from '../vision/image-set.js';
import {
  type AdversaryNames,
  adversaryIdentity,
  adversaryOf,
  expectDistinctRuns,
  type RunName,
  weightsIdentity,
} from './cast.js';
import type { Computing } from './evaluate-run.js';
import { groupBy } from './group-by.js';
import { shareOut } from './hands.js';
import { createJobsLeft } from './jobs-left.js';
import { openResultFolder, type ResultFolder } from './result-folder.js';
import { secondsOf, type Timed } from './result-timing.js';
import { type OnJob, planGrid } from './state-grid.js';
import { threadHand } from './thread-hand.js';
import { visionChecks } from './vision-checks.js';
import { expectHeldOut, expectViewOf } from './vision-data.js';
import {
  createImageProber,
  type ImageJob,
  type ImageLine,
  type ImageNames,
  type ImageProberSetup,
  type ImageSetting,
  imageLineSchema,
  openImages,
  settingKey,
} from './vision-prober.js';
import { summariseImages, type VisionReport, visionCsv, visionMarkdown, visionWorstCases } from './vision-report.js';

import { workWeight } from './work-weight.js';

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
  /** Told before the first block, and after every one: lines of images.jsonl. */
  readonly onProgress?: OnJob<ImageJob>;
  /** The images; default those that the choices name. Threads always open theirs by name. */
  readonly set?: ImageSet;
  /** Which of the planned jobs are wanted; default all. */
  readonly wanted?: (job: ImageJob) => boolean;
}

export const visionKind = 'vision evaluation';

/** Rows of a batch, draws counted: a hundred take about half a GB through the gradient of ResNet-20. */
const rowsAtOnce = 100;

/**
 * Computes what the folder does not have yet, and leaves the results in it.
 * @throws UsageError for names that stand for nothing, images that do not fit, or a folder of another evaluation
 */
export async function evaluateClassifiers(
  choices: VisionChoices,
  options: VisionEvaluationOptions,
): Promise<VisionReport> {
  const { folder, set, lines, complete } = await evaluateImages(choices, options);
  const report = reportOf(choices, set, lines, complete);
  folder.write('results.json', `${JSON.stringify(report, null, 2)}\n`);
  folder.write('results.csv', visionCsv(report));
  folder.write('results.md', visionMarkdown(report));
  return report;
}

/** What an evaluation found, image by image. */
export interface EvaluatedImages {
  readonly folder: ResultFolder<ImageLine>;
  readonly set: ImageSet;
  /** Those that the choices ask for, whatever else the folder holds, setting by setting. */
  readonly lines: readonly ImageLine[];
  /** False: stopped before the end. */
  readonly complete: boolean;
}

/** The same without the results: for those who sum up the lines in another way. */
export async function evaluateImages(
  choices: VisionChoices,
  options: VisionEvaluationOptions,
): Promise<EvaluatedImages> {
  const { names, runs, images, count, lambdas, seed } = choices;
  const { workers, ...computing } = options.computing;
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
  const folder = openResultFolder<ImageLine>(options.folder, {
    kind: visionKind,
    lines: 'images',
    schema: imageLineSchema,
    identity: {
      ...adversaryIdentity(names, adversary),
      ...weightsIdentity([...classifiers].map(([run, { views }]) => ({ run, views }))),
      ...{ data: images.data, dataSeed: images.dataSeed, seed },
    },
    choices,
    overwrite: options.overwrite ?? false,
    wrongWith: (lines) => otherImages(lines, set),
  });

  const planned = runs
    .flatMap(({ run }) =>
      planGrid({ cast: adversary, states: { count }, lambdas, rowsAtOnce }).map((job): ImageJob => ({ ...job, run })),
    )
    .filter(options.wanted ?? (() => true));
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
  const hands =
    jobs.length === 0
      ? []
      : alone
        ? [createImageProber(adversary, classifiers, set, seed, computing)]
        : Array.from({ length: Math.min(workers, jobs.length) }, () =>
            threadHand<ImageJob, readonly Timed<ImageLine>[], never>('images', setup),
          );
  const left = createJobsLeft<ImageJob>({
    ...{ jobs, workers: hands.length },
    weightOf: (job) => workWeight({ ...job, lambda: job.lambdas[0]! }, adversary),
  });
  try {
    const complete = await shareOut<ImageJob, readonly Timed<ImageLine>[], never>(jobs, hands, {
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
    return { folder, set, lines, complete };
  } finally {
    await Promise.all(hands.map((hand) => hand.dispose()));
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
  const rows = whole.map(summariseImages);
  return {
    settings: {
      ...{ data: set.name, classes: set.classNames, images: count, lambdas, seed },
      runs: runs.map(({ run }) => run),
      ...{ attackOn: names.attackOn, outputDraws: names.outputDraws },
    },
    complete,
    rows,
    worstCases: visionWorstCases(whole),
    checks: visionChecks(whole, rows, {
      attackOn: names.attackOn,
      classes: set.classNames.length,
      rng: createRandom(seed).split('checks'),
    }),
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

/** What shows that lines were made with other images, or with the same in another order. */
function otherImages(lines: readonly ImageLine[], { test, classNames }: ImageSet): string | undefined {
  const other = lines.find(({ image, label }) => image < test.size && test.label(image) !== label);
  if (!other) return undefined;
  const { image, label } = other;
  return `image ${image} of class ${classNames[label] ?? label}, got one of ${classNames[test.label(image)]}: the images are others, or in another order`;
}

const lineKey = (line: ImageSetting & Pick<ImageLine, 'image'>): string => `${settingKey(line)} ${line.image}`;
