/** Training of a classifier, by default with the figures of the SAP paper: dense, adversarial, or with dropout. */
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { createFlatParameters } from '../../common/flat-parameters.js';
import { createRandom } from '../../common/random.js';
import type { CompileOptions } from '../../compute/signature.js';
import { whenThereIsRoom } from '../../files/disk-full.js';
import { expectMemory } from '../../jobs/memory.js';
import { saveModelFiles } from '../../model/model-files.js';
import type { OpenOptions } from '../../storage/run-folder.js';
import { encodeClassifier } from '../../vision/classifier-files.js';
import type { VisionConfig } from '../../vision/config.js';
import { batchesPerEpoch, trainBatches } from '../../vision/data/batches.js';
import type { ImageSet } from '../../vision/data/image-set.js';
import { initializeResnet, resnetSpecs } from '../../vision/resnet.js';
import { learningRateSchedule, schedules } from '../../vision/schedule.js';
import { isLearned } from '../../vision/training-step.js';
import { startClock } from '../clock.js';
import { type AccuracyMeter, accuracyMeter } from './accuracy.js';
import { type AdversarialBatches, adversarialBatches } from './adversarial-batches.js';
import { type ClassifierTraining, classifierTrainingFiles, restoreClassifierTraining } from './checkpoint.js';
import {
  openVisionRun,
  type VisionEvaluationRow,
  type VisionMetricsRow,
  type VisionRunFolder,
} from './classifier-run.js';
import { firstImages, trainingView } from './data.js';
import { visionTrainingMemory } from './memory.js';
import { createTrainer } from './trainer/create-trainer.js';
import type { ImageBatch, StepFigures, Trainer } from './trainer/trainer.js';

export interface VisionTrainOptions extends OpenOptions {
  /** Where the run is kept; see run-folder.ts. */
  readonly folder: string;
  readonly set: ImageSet;
  /** Aborting it ends the run after the step in progress, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  /** Between two attempts to write to a full disk. */
  readonly retryPauseSeconds?: number | undefined;
  /** Called after every step. */
  readonly onProgress?: ((progress: VisionProgress) => void) | undefined;
}

export interface VisionProgress {
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly learningRate: number;
  /** The newest row of the metrics, once there is one. */
  readonly metrics: VisionMetricsRow | null;
  /** The newest evaluation, once there is one. */
  readonly evaluation: VisionEvaluationRow | null;
  /** That this process has spent on evaluations so far. */
  readonly evaluationSeconds: number;
}

export interface VisionTrainResult {
  readonly step: number;
  /** False when the signal ended the run before its time: it can be resumed. */
  readonly finished: boolean;
}

/** How far the run is; plain data, kept in its checkpoints. */
interface Counters {
  step: number;
  /** Sums since the last row of the metrics. */
  period: { steps: number; loss: number; accuracy: number };
  metrics: VisionMetricsRow | null;
  evaluation: VisionEvaluationRow | null;
}

interface Setup extends ClassifierTraining {
  readonly set: ImageSet;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  readonly trainer: Trainer;
  readonly adversary: AdversarialBatches | undefined;
  readonly meter: AccuracyMeter | undefined;
  dispose(): Promise<void>;
}

/**
 * Trains a classifier and leaves a run folder with it. Equal configs and images give equal bytes in everything but
 * timing.jsonl and TensorBoard's events, resumed or not. A full disk makes the run wait.
 * @throws UsageError for a folder or images that do not fit; Error when a file cannot be written: the last checkpoint is
 * intact
 */
export async function trainClassifier(config: VisionConfig, options: VisionTrainOptions): Promise<VisionTrainResult> {
  const set = firstImages(options.set, config);
  expectMemory(await visionTrainingMemory(config, set));
  const run = openVisionRun(options.folder, config, options);
  try {
    const { setup, state: counters } = await run.begin({
      create: () => setUp(config, set),
      restore: (checkpoint, setup) => load(setup, restoreClassifierTraining(checkpoint, setup, countersSchema)),
      initialize: (setup) => load(setup, newCounters()),
    });
    try {
      await learn(config, options, run, setup, counters);
      const { step } = counters;
      const model = encodeClassifier({ ...setup.classifier, step, views: setup.parameters.views });
      if (step > 0) await persist(options, () => run.asWriter(() => saveModelFiles(options.folder, model)));
      return { step, finished: step >= setup.totalSteps && !evaluationIsDue(config, setup, counters) };
    } finally {
      await setup.dispose();
    }
  } finally {
    run.release();
  }
}

async function setUp(config: VisionConfig, set: ImageSet): Promise<Setup> {
  const { batchImages: batch, batchSlices: slices, cropPixels: side, momentum, weightDecay, dropoutRate } = config;
  const { engine, provider, threads, adversarialShare: share, adversarialLambda: lambda } = config;
  const computing: CompileOptions = { engine, provider, threads };
  const specs = resnetSpecs(set.classNames.length);
  const trainer = await createTrainer({
    ...{ specs, slices, dropoutRate, momentum, weightDecay, batch, side },
    ...computing,
  });
  // One thread: it works beside those that train.
  const adversary =
    share > 0 ? await adversarialBatches({ specs, batch, side, share, lambda, ...computing, threads: 1 }) : undefined;
  const images = config.evaluationImages;
  const meter =
    config.evaluationPeriodEpochs > 0
      ? await accuracyMeter({ specs, set, cropPixels: side, images, ...computing })
      : undefined;
  const parameters = createFlatParameters(specs);
  initializeResnet(parameters.views, specs, createRandom(config.seed).split('parameters'));
  const stepsPerEpoch = batchesPerEpoch(set.train.size, batch);
  return {
    classifier: { classNames: set.classNames, config, specs },
    parameters,
    velocities: createFlatParameters(specs.filter(isLearned)),
    previous: adversary?.previous,
    ...{ set, stepsPerEpoch, trainer, adversary, meter },
    totalSteps: stepsPerEpoch * config.epochs,
    async dispose() {
      await Promise.all([trainer.dispose(), adversary?.dispose(), meter?.dispose()]);
    },
  };
}

function load({ trainer, parameters, velocities }: Setup, counters: Counters): Counters {
  trainer.load(parameters.views, velocities.views);
  return counters;
}

const newCounters = (): Counters => ({ step: 0, period: newPeriod(), metrics: null, evaluation: null });

const count = z.int().min(0);
const countersSchema = z.object({
  step: count,
  period: z.object({ steps: count, loss: z.number(), accuracy: z.number() }),
  metrics: z.looseObject({ step: count }).nullable(),
  evaluation: z.looseObject({ step: count }).nullable(),
}) as z.ZodType<object> as z.ZodType<Counters>;

const newPeriod = () => ({ steps: 0, loss: 0, accuracy: 0 });

/** Learns until the run's last step or the signal, then writes a checkpoint. Updates `counters`. */
async function learn(
  config: VisionConfig,
  options: VisionTrainOptions,
  run: VisionRunFolder,
  setup: Setup,
  counters: Counters,
): Promise<void> {
  const { signal, onProgress = () => {} } = options;
  const { batchImages, metricsPeriodSteps, checkpointPeriodMinutes, epochs } = config;
  const { trainer, adversary, parameters, velocities, set, stepsPerEpoch, totalSteps } = setup;
  const learningRate = learningRateSchedule(schedules[config.schedule], { initial: config.learningRate, epochs });
  const rng = createRandom(config.seed).split('batches');
  const drawSeed = createRandom(config.seed).split('dropout').uint32() | 0;
  const epochsDone = () => counters.step / stepsPerEpoch;
  const isOver = () => counters.step >= totalSteps || signal?.aborted === true;
  const clock = startClock(['images'], { images: counters.step * batchImages });
  const store = () => trainer.store(parameters.views, velocities.views);
  const checkpoint = async () => {
    await store();
    await persist(options, () => run.addCheckpoint(counters.step, classifierTrainingFiles(setup, counters)));
    clock.saved();
  };
  const evaluateIfDue = async () => {
    if (!evaluationIsDue(config, setup, counters) || signal?.aborted) return;
    await store();
    const found = await setup.meter!.measure(parameters.views, signal);
    if (!found) return;
    const row = { step: counters.step, epoch: epochsDone(), ...found };
    await persist(options, () => run.addEvaluation(row));
    counters.evaluation = row;
  };

  await evaluateIfDue(); // one that a signal broke off
  if (isOver()) return;
  const view = trainingView(config, set);
  while (!isOver()) {
    const epoch = Math.floor(epochsDone());
    const fromBatch = counters.step % stepsPerEpoch;
    if (adversary && fromBatch === 0) {
      await store();
      adversary.previous.flat.set(parameters.flat);
    }
    const batches = trainBatches(set, view, { batchSize: batchImages, epoch, fromBatch, rng }, Uint8Array);
    const nextBatch = async (): Promise<ImageBatch | undefined> => {
      const batch = batches.next().value || undefined;
      if (batch && adversary && epoch > 0) await adversary.perturb(batch.pixels, batch.labels);
      return batch;
    };
    for (let batch = await nextBatch(); batch; ) {
      const rate = learningRate(epochsDone());
      const training = trainer.step(batch, rate, [drawSeed, counters.step]);
      // The next one is made while threads train.
      const [found, next]: [StepFigures, ImageBatch | undefined] = await Promise.all([training, nextBatch()]);
      const { loss, accuracy } = found;
      batch = next;
      if (!Number.isFinite(loss)) {
        throw new Error(`training diverged: expected a finite loss, got ${loss}; lower learningRate`);
      }
      counters.step++;
      const { period } = counters;
      counters.period = { steps: period.steps + 1, loss: period.loss + loss, accuracy: period.accuracy + accuracy };

      if (counters.step % metricsPeriodSteps === 0) {
        const { step } = counters;
        const metrics = metricsRow(counters, { epoch: epochsDone(), images: step * batchImages, learningRate: rate });
        counters.metrics = metrics;
        await persist(options, () => run.addMetrics(metrics));
        counters.period = newPeriod();
        const { seconds, perSecond, residentBytes } = clock.timing({ images: step * batchImages });
        await persist(options, () =>
          run.addTiming({ step, seconds, imagesPerSecond: perSecond.images, residentBytes }),
        );
      }
      await clock.apart(evaluateIfDue);
      const { step, metrics, evaluation } = counters;
      const evaluationSeconds = clock.apartSeconds();
      onProgress({ step, totalSteps, epoch: epochsDone(), learningRate: rate, metrics, evaluation, evaluationSeconds });
      await setImmediate(); // steps end in microtasks: without a pause, no signal would be heard
      if (isOver()) break;
      if (clock.minutesSinceSaved() >= checkpointPeriodMinutes) await checkpoint();
    }
  }
  await checkpoint();
}

function metricsRow(
  { step, period }: Counters,
  totals: Pick<VisionMetricsRow, 'epoch' | 'images' | 'learningRate'>,
): VisionMetricsRow {
  const { epoch, images, learningRate } = totals;
  const { steps, loss, accuracy } = period;
  return { step, epoch, images, loss: loss / steps, accuracy: accuracy / steps, learningRate };
}

/** At the end of every period of epochs, and of the run. */
function evaluationIsDue(
  { evaluationPeriodEpochs: period }: VisionConfig,
  { stepsPerEpoch, totalSteps }: Setup,
  { step, evaluation }: Counters,
): boolean {
  if (period === 0 || step === 0 || evaluation?.step === step) return false;
  return step === totalSteps || step % (period * stepsPerEpoch) === 0;
}

/** Writes; while the disk is full, the run stands still. */
const persist = <T>({ signal, onWarning, retryPauseSeconds }: VisionTrainOptions, write: () => T): Promise<T> =>
  whenThereIsRoom(write, { signal, onWarning, pauseSeconds: retryPauseSeconds });
