/**
 * Every hyper-parameter of a classifier's training: flat data, with the unit in the key. Defaults are those of the SAP paper
 * for a dense network; a config file overrides them, and flags override both. docs/departures.md lists what the paper omits.
 */
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import { limits } from '../common/limits.js';
import { providers } from '../compute/signature.js';
import { configFile } from '../files/config-file.js';
import { choice, limited } from '../files/config-forms.js';
import { imageSides } from './resnet.js';
import { type ScheduleName, schedules } from './schedule.js';

const { classifier: bounds } = limits;

/** A step is one gradient step, on one batch; an epoch shows every image of the training set once. */
const schema = z.strictObject({
  data: z
    .string('the name of a data set')
    .min(1, 'the name of a data set')
    .describe('data set: embedded, cifar10 or a folder of pictures'),
  dataFolder: z.string('a folder or null').nullable().describe('where CIFAR-10 lies; null = data/'),
  seed: limited(bounds.seed).describe('training seed: of all random numbers'),
  trainImages: limited(bounds.trainImages).describe('first images of the training set that are used; 0 = all'),
  cropPixels: z
    .literal(imageSides, `one of ${imageSides.join(', ')}`)
    .describe('side of the square that the network sees'),
  augmentation: choice('paper', 'crop', 'none').describe(
    'of training images: crop, mirror and shifted colors; crop and mirror; or the middle as it is',
  ),

  schedule: choice(...(Object.keys(schedules) as [ScheduleName, ...ScheduleName[]])).describe(
    'when the learning rate drops: as the paper has it for that kind of training, stretched over `epochs`',
  ),
  epochs: limited(bounds.epochs).describe('length of the run'),
  learningRate: limited(bounds.learningRate).describe('of the first epoch'),
  momentum: limited(bounds.momentum).describe('share of the velocity that stays at each step'),
  weightDecay: limited(bounds.weightDecay).describe('of convolutions and the output’s weights'),
  batchImages: limited(bounds.batchImages).describe('images in a step'),
  batchSlices: limited(bounds.batchSlices).describe(
    'parts of a batch, each normalized by its own statistics, whose gradients are averaged',
  ),

  adversarialShare: limited(bounds.adversarialShare).describe(
    'share of each batch that is attacked by FGSM on the previous epoch’s model',
  ),
  adversarialLambda: limited(bounds.adversarialLambda).describe('λ of that attack, in gray levels'),
  dropoutRate: limited(bounds.dropoutRate).describe('share of activations dropped in training; 0 = none'),

  evaluationPeriodEpochs: limited(bounds.evaluationPeriodEpochs).describe(
    'epochs between evaluations on held-out images; 0 = none',
  ),
  evaluationImages: limited(bounds.evaluationImages).describe('images of such an evaluation'),
  metricsPeriodSteps: limited(bounds.metricsPeriodSteps).describe('steps summed up in a row of metrics.jsonl'),
  checkpointPeriodMinutes: limited(bounds.checkpointPeriodMinutes).describe('most work a crash can lose'),
  engine: choice('onnx', 'tfjs').describe('what computes: one compiled graph, or TensorFlow.js as installed'),
  provider: choice(...providers).describe('where the compiled graph runs'),
  threads: limited(bounds.threads).describe('threads that compute a step'),
});

export type VisionConfig = Readonly<z.infer<typeof schema>>;

export const visionDefaults: VisionConfig = {
  data: 'embedded',
  dataFolder: null,
  seed: 1,
  trainImages: 0,
  cropPixels: 28,
  augmentation: 'paper',
  schedule: 'dense',
  epochs: 150,
  learningRate: 0.5,
  momentum: 0.9,
  weightDecay: 1e-4,
  batchImages: 512,
  batchSlices: 8,
  adversarialShare: 0,
  adversarialLambda: 2,
  dropoutRate: 0,
  evaluationPeriodEpochs: 1,
  evaluationImages: 1000,
  metricsPeriodSteps: 20,
  checkpointPeriodMinutes: 10,
  engine: 'onnx',
  provider: 'cpu',
  threads: 1,
};

/** The meaning and unit of each key; `parse` checks some keys, `load` merges defaults, file and flags. */
export const {
  keys: visionConfigKeys,
  parse: parseVisionConfig,
  load: loadVisionConfig,
} = configFile({ schema, defaults: visionDefaults, checkTogether });

/** Checks what depends on several keys. */
function checkTogether(config: VisionConfig): VisionConfig {
  const { batchImages, batchSlices, adversarialShare, dropoutRate, trainImages } = config;
  if (batchImages % batchSlices !== 0) {
    throw new UsageError(`batchSlices: expected a divisor of batchImages (${batchImages}), got ${batchSlices}`);
  }
  if (adversarialShare > 0 && Math.round(adversarialShare * batchImages) < 1) {
    throw new UsageError(`adversarialShare: expected at least 1 image of ${batchImages}, got ${adversarialShare}`);
  }
  if (dropoutRate === 1) throw new UsageError('dropoutRate: expected a number below 1, got 1');
  if (trainImages > 0 && trainImages < batchImages) {
    throw new UsageError(`trainImages: expected at least batchImages (${batchImages}), or 0, got ${trainImages}`);
  }
  return config;
}
