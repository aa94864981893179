/** What a classifier's training will take here: the loop itself is run for some seconds, and carried on to the end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { totalSize } from '../../common/flat-parameters.js';
import type { VisionConfig } from '../../vision/config.js';
import { batchesPerEpoch } from '../../vision/data/batches.js';
import type { ImageSet } from '../../vision/data/image-set.js';
import { resnetSpecs } from '../../vision/resnet.js';
import { freeBytes } from '../dqn/plan.js';
import { accuracyMeter } from './accuracy.js';
import { firstImages } from './data.js';
import { trainClassifier } from './train.js';

export interface VisionMeasurement {
  readonly secondsPerStep: number;
  /** Of one image of an evaluation. */
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
  /** Three checkpoints (one is being written) and the classifier. */
  readonly diskBytes: { readonly total: number; readonly free: number };
}

const never = Number.MAX_SAFE_INTEGER;
const evaluated = 100;

/** Steps for so many seconds, after one that does not count; adversarial training is measured past its clean first epoch. */
export async function measureVisionTraining(
  config: VisionConfig,
  set: ImageSet,
  seconds = 10,
): Promise<VisionMeasurement> {
  const folder = mkdtempSync(join(tmpdir(), 'sap-atari-plan-'));
  const { batchImages, adversarialShare, cropPixels, engine, provider, threads } = config;
  const quiet = { evaluationPeriodEpochs: 0, checkpointPeriodMinutes: never, metricsPeriodSteps: never };
  // Of adversarial training, an epoch of one batch: the second step has images to attack.
  const short = adversarialShare > 0 ? { trainImages: batchImages } : {};
  const controller = new AbortController();
  const times: number[] = [];
  try {
    await trainClassifier(
      { ...config, ...quiet, ...short, epochs: never },
      {
        folder: join(folder, 'run'),
        set,
        signal: controller.signal,
        onProgress() {
          times.push(performance.now());
          if (times.length > 2 && times.at(-1)! - times[0]! > seconds * 1000) controller.abort();
        },
      },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const specs = resnetSpecs(set.classNames.length);
  const meter = await accuracyMeter({ specs, set, cropPixels, images: evaluated, engine, provider, threads });
  const views = specs.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b)).fill(1));
  const begin = performance.now();
  const { images } = (await meter.measure(views))!;
  const evaluation = (performance.now() - begin) / 1000;
  await meter.dispose();
  return {
    secondsPerStep: (times.at(-1)! - times[0]!) / 1000 / (times.length - 1),
    secondsPerEvaluated: evaluation / images,
    residentBytes: process.memoryUsage.rss(),
  };
}

/** @param folder where the run will be; it need not be there yet */
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
