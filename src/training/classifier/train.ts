/** Training of a classifier, by default with the figures of the SAP paper: dense, adversarial, or with dropout. */
import { z } from 'zod';
import { createFlatParameters } from '../../common/flat-parameters.js';
import { createRandom } from '../../common/random.js';
import type { CompileOptions } from '../../compute/signature.js';
import type { FileSet } from '../../files/file-set.js';
import { expectMemory } from '../../jobs/memory.js';
import { saveModelFiles } from '../../model/model-files.js';
import { count } from '../../storage/results/line-values.js';
import { openRun } from '../../storage/runs/run-folder.js';
import { keptWarnings } from '../../storage/runs/warnings.js';
import { encodeClassifier } from '../../vision/classifier-files.js';
import type { VisionConfig } from '../../vision/config.js';
import { batchesPerEpoch, trainBatches } from '../../vision/data/batches.js';
import type { ImageSet } from '../../vision/data/image-set.js';
import { initializeResnet, resnetSpecs } from '../../vision/resnet.js';
import { learningRateSchedule, schedules } from '../../vision/schedule.js';
import { isLearned } from '../../vision/training-step.js';
import {
  type CommonProgress,
  type Counters,
  runTraining,
  type Training,
  type TrainingOptions,
  type TrainingResult,
} from '../loop.js';
import { type AccuracyMeter, accuracyMeter } from './accuracy.js';
import { type AdversarialBatches, adversarialBatches } from './adversarial-batches.js';
import { type ClassifierTraining, classifierTrainingFiles, restoreClassifierTraining } from './checkpoint.js';
import { type ClassifierCount, type ClassifierRows, classifierRun } from './classifier-run.js';
import { firstImages, trainingView } from './data.js';
import { visionTrainingMemory } from './memory.js';
import { createTrainer } from './trainer/create-trainer.js';
import type { ImageBatch, StepFigures, Trainer } from './trainer/trainer.js';

export interface VisionTrainOptions extends TrainingOptions<VisionProgress> {
  readonly set: ImageSet;
}

/** What only the training of a classifier reports. */
interface ClassifierProgress {
  readonly epoch: number;
  readonly learningRate: number;
}

export type VisionProgress = CommonProgress<ClassifierRows> & ClassifierProgress;

/** How far the run is; plain data, kept in its checkpoints. */
interface ClassifierCounters extends Counters<ClassifierRows> {
  /** Sums since the last row of the metrics. */
  period: { steps: number; loss: number; accuracy: number };
}

/** What the training needs in memory and threads. */
interface ClassifierSetup extends ClassifierTraining {
  readonly trainer: Trainer;
  readonly adversary: AdversarialBatches | undefined;
  readonly meter: AccuracyMeter | undefined;
  dispose(): Promise<void>;
}

/**
 * Trains a classifier and leaves a run folder with it. Equal configs and images give equal bytes in everything but
 * timing.jsonl, warnings.jsonl and TensorBoard's events, resumed or not. A full disk makes the run wait.
 * @throws UsageError for a folder or images that do not fit; Error when a file cannot be written: the last checkpoint is
 *   intact
 */
export async function trainClassifier(config: VisionConfig, given: VisionTrainOptions): Promise<TrainingResult> {
  const options = { ...given, onWarning: keptWarnings(given.folder, given.onWarning) };
  const set = firstImages(options.set, config);
  expectMemory(await visionTrainingMemory(config, set));
  const run = openRun<VisionConfig, ClassifierRows>(classifierRun, given.folder, config, given);
  const { metricsPeriodSteps, checkpointPeriodMinutes } = config;
  const kind = {
    ...{ totalSteps: totalSteps(config, set), metricsPeriodSteps, checkpointPeriodMinutes },
    create: () => setUp(config, set),
    restore: restoreCounters,
    initialize: newCounters,
    start: (setup: ClassifierSetup, counters: ClassifierCounters) =>
      classifierTraining(config, { ...options, set }, setup, counters),
  };
  return runTraining(run, kind, options);
}

const stepsPerEpoch = ({ batchImages }: VisionConfig, { train }: ImageSet) => batchesPerEpoch(train.size, batchImages);
const totalSteps = (config: VisionConfig, set: ImageSet) => config.epochs * stepsPerEpoch(config, set);

async function setUp(config: VisionConfig, set: ImageSet): Promise<ClassifierSetup> {
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
  return {
    classifier: { classNames: set.classNames, config, specs },
    parameters,
    velocities: createFlatParameters(specs.filter(isLearned)),
    previous: adversary?.previous,
    ...{ trainer, adversary, meter },
    async dispose() {
      await Promise.all([trainer.dispose(), adversary?.dispose(), meter?.dispose()]);
    },
  };
}

const restoreCounters = (checkpoint: FileSet, setup: ClassifierSetup): ClassifierCounters =>
  load(setup, restoreClassifierTraining(checkpoint, setup, countersSchema));

const newCounters = (setup: ClassifierSetup): ClassifierCounters =>
  load(setup, { step: 0, period: newPeriod(), metrics: null, evaluation: null });

/** Copies the parameters to the threads that train. */
function load({ trainer, parameters, velocities }: ClassifierSetup, counters: ClassifierCounters): ClassifierCounters {
  trainer.load(parameters.views, velocities.views);
  return counters;
}

const row = z.looseObject({ step: count }).nullable();
const countersSchema = z.object({
  step: count,
  period: z.object({ steps: count, loss: z.number(), accuracy: z.number() }),
  metrics: row,
  evaluation: row,
}) as z.ZodType<object> as z.ZodType<ClassifierCounters>;

const newPeriod = () => ({ steps: 0, loss: 0, accuracy: 0 });

/** Stochastic gradient descent for the loop of loop.ts: a round is a step on one batch. */
function classifierTraining(
  config: VisionConfig,
  { folder, set }: VisionTrainOptions,
  setup: ClassifierSetup,
  counters: ClassifierCounters,
): Training<ClassifierCount, ClassifierRows, ClassifierProgress> {
  const { batchImages, evaluationPeriodEpochs } = config;
  const { trainer, adversary, parameters, velocities, meter } = setup;
  const epochSteps = stepsPerEpoch(config, set);
  const lastStep = totalSteps(config, set);
  const rateAt = learningRateSchedule(schedules[config.schedule], {
    initial: config.learningRate,
    epochs: config.epochs,
  });
  const rng = createRandom(config.seed).split('batches');
  const dropoutSeed = createRandom(config.seed).split('dropout').uint32() | 0;
  const view = trainingView(config, set);
  const epochsDone = () => counters.step / epochSteps;
  const imagesShown = () => counters.step * batchImages;
  const settle = () => trainer.store(parameters.views, velocities.views);
  let learningRate = config.learningRate; // of the last step

  function countIn({ loss, accuracy }: StepFigures) {
    if (!Number.isFinite(loss)) {
      throw new Error(`training diverged: expected a finite loss, got ${loss}; lower learningRate`);
    }
    const { period } = counters;
    counters.step++;
    counters.period = { steps: period.steps + 1, loss: period.loss + loss, accuracy: period.accuracy + accuracy };
  }

  /** The rest of the epoch that the run is in. */
  async function* epochRounds() {
    const epoch = Math.floor(epochsDone());
    const fromBatch = counters.step % epochSteps;
    if (adversary && fromBatch === 0) {
      await settle();
      adversary.previous.flat.set(parameters.flat);
    }
    const batches = trainBatches(set, view, { batchSize: batchImages, epoch, fromBatch, rng }, Uint8Array);
    const nextBatch = async (): Promise<ImageBatch | undefined> => {
      const batch = batches.next().value || undefined;
      if (batch && adversary && epoch > 0) await adversary.perturb(batch.pixels, batch.labels);
      return batch;
    };
    for (let batch = await nextBatch(); batch; ) {
      learningRate = rateAt(epochsDone());
      const training = trainer.step(batch, learningRate, [dropoutSeed, counters.step]);
      // The next batch is made while the threads train.
      const [figures, next]: [StepFigures, ImageBatch | undefined] = await Promise.all([training, nextBatch()]);
      batch = next;
      countIn(figures);
      yield;
    }
  }

  return {
    settle,
    async *rounds() {
      while (counters.step < lastStep) yield* epochRounds();
    },
    counts: () => ({ images: imagesShown() }),
    async closePeriod() {
      const { step, period } = counters;
      counters.period = newPeriod();
      const means = { loss: period.loss / period.steps, accuracy: period.accuracy / period.steps };
      return { step, epoch: epochsDone(), images: imagesShown(), ...means, learningRate };
    },
    /** At the end of every period of epochs, and of the run. */
    isEvaluationDue() {
      const { step, evaluation } = counters;
      if (evaluationPeriodEpochs === 0 || step === 0 || evaluation?.step === step) return false;
      return step === lastStep || step % (evaluationPeriodEpochs * epochSteps) === 0;
    },
    evaluatesBeside: false, // its threads train
    async evaluate(signal) {
      const found = await meter!.measure(parameters.views, signal);
      return found && { step: counters.step, epoch: epochsDone(), ...found };
    },
    checkpointFiles: () => classifierTrainingFiles(setup, counters),
    saveModel() {
      const { step } = counters;
      saveModelFiles(folder, encodeClassifier({ ...setup.classifier, step, views: parameters.views }));
    },
    progress: () => ({ epoch: epochsDone(), learningRate }),
  };
}
