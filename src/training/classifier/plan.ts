/** Time, memory and disk space of a classifier's training on this machine, extrapolated from a run of some seconds. */
import { createFlatParameters, totalSize } from '../../common/flat-parameters.js';
import { createRandom } from '../../common/random.js';
import type { VisionConfig } from '../../vision/config.js';
import { batchesPerEpoch } from '../../vision/data/batches.js';
import type { ImageSet } from '../../vision/data/image-set.js';
import { initializeResnet, resnetSpecs } from '../../vision/resnet.js';
import { freeBytes, never, probe } from '../probe.js';
import { accuracyMeter } from './accuracy.js';
import { firstImages } from './data.js';
import { trainClassifier, type VisionProgress } from './train.js';

export interface VisionMeasurement {
  readonly secondsPerStep: number;
  /** Per image of an evaluation. */
  readonly secondsPerEvaluated: number;
  readonly residentBytes: number;
}

export interface VisionPlan {
  readonly data: string;
  /** Of the training set. */
  readonly images: number;
  readonly epochs: number;
  readonly steps: number;
  readonly imagesPerSecond: number;
  readonly seconds: { readonly learning: number; readonly evaluation: number; readonly total: number };
  readonly memoryBytes: { readonly total: number; readonly free: number };
  /** Of three checkpoints (one of them being written) and the classifier. */
  readonly diskBytes: { readonly total: number; readonly free: number };
}

const evaluationImages = 100;

/** Measures `seconds` of training after its first step; adversarial training past its clean first epoch. */
export async function measureVisionTraining(
  config: VisionConfig,
  set: ImageSet,
  seconds = 10,
): Promise<VisionMeasurement> {
  // Adversarial training attacks from the second epoch on: an epoch of one batch makes that the second step.
  const short = config.adversarialShare > 0 ? { trainImages: config.batchImages } : {};
  const endless: VisionConfig = {
    ...{ ...config, ...short, epochs: never },
    ...{ evaluationPeriodEpochs: 0, checkpointPeriodMinutes: never, metricsPeriodSteps: never },
  };
  const secondsPerStep = await probe<VisionProgress, number>(
    {
      train: (probing) => trainClassifier(endless, { ...probing, set }),
      seconds,
      isWarm: () => true,
      isEnough: (now, first) => now.step >= first.step + 2,
    },
    (first, last) => (last.seconds - first.seconds) / (last.progress.step - first.progress.step),
  );
  const secondsPerEvaluated = await measureEvaluation(config, set);
  return { secondsPerStep, secondsPerEvaluated, residentBytes: process.memoryUsage.rss() };
}

/** @returns seconds per image of an evaluation */
async function measureEvaluation(
  { cropPixels, engine, provider, threads, seed }: VisionConfig,
  set: ImageSet,
): Promise<number> {
  const specs = resnetSpecs(set.classNames.length);
  const meter = await accuracyMeter({ specs, set, cropPixels, images: evaluationImages, engine, provider, threads });
  const { views } = createFlatParameters(specs);
  initializeResnet(views, specs, createRandom(seed));
  const start = performance.now();
  const { images } = (await meter.measure(views))!;
  const seconds = (performance.now() - start) / 1000;
  await meter.dispose();
  return seconds / images;
}

/** @param folder where the run will be; it need not exist yet */
export function planVisionTraining(
  config: VisionConfig,
  data: ImageSet,
  measured: VisionMeasurement,
  folder: string,
): VisionPlan {
  const { epochs, batchImages, evaluationPeriodEpochs: period, evaluationImages, adversarialShare } = config;
  const set = firstImages(data, config);
  const steps = epochs * batchesPerEpoch(set.train.size, batchImages);
  const evaluations = period === 0 ? 0 : Math.ceil(epochs / period);
  const learning = steps * measured.secondsPerStep;
  const evaluation = evaluations * Math.min(evaluationImages, set.test.size) * measured.secondsPerEvaluated;
  const network = 4 * totalSize(resnetSpecs(set.classNames.length));
  const blocks = adversarialShare > 0 ? 3 : 2;
  const free = freeBytes(folder);
  return {
    data: set.name,
    images: set.train.size,
    epochs,
    steps,
    imagesPerSecond: batchImages / measured.secondsPerStep,
    seconds: { learning, evaluation, total: learning + evaluation },
    memoryBytes: { total: measured.residentBytes, free: free.memoryBytes },
    diskBytes: { total: (3 * blocks + 1) * network, free: free.diskBytes },
  };
}
