/**
 * All hyperparameters of a training, as flat data with the unit in the key. The defaults are those of the paper
 * (configs/paper.json). A config file overrides them, and flags override both. docs/departures.md lists the keys that the paper does
 * not specify.
 */
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import { limits } from '../common/limits.js';
import { providers } from '../compute/signature.js';
import { givenShape, presets, resolveRules } from '../env/presets.js';
import { expectTrainable, pickRules } from '../env/rules.js';
import { configFile } from '../files/config-file.js';
import { choice, limited } from '../files/config-forms.js';
import type { OptimizerOptions } from './optimizer/optimizers.js';
import { minimalBufferSlots } from './replay/slots.js';

const { agent: bounds } = limits;

const initFromForm = 'the 64 hexadecimal digits of a SHA-256, or null';

const rmspropShape = {
  rmspropDecay: limited(bounds.rmspropDecay).describe('of both moments'),
  rmspropEpsilon: limited(bounds.rmspropEpsilon).describe('under the root, for gradients averaged over the batch'),
  rmspropCentered: z.boolean('true or false').describe('whether the squared mean is subtracted from the mean square'),
};

const adamShape = {
  adamMeanDecay: limited(bounds.adamMeanDecay).describe('β₁: of the mean of the gradient, of `adam` and `radam`'),
  adamSquareDecay: limited(bounds.adamSquareDecay).describe('β₂: of the mean of its square'),
  adamEpsilon: limited(bounds.adamEpsilon).describe('added to the root of the mean square'),
};

const pqnShape = {
  rolloutSteps: limited(bounds.rolloutSteps).describe('pqn: steps of each environment between two phases of learning'),
  returnLambda: limited(bounds.returnLambda).describe('pqn: λ of the returns that Q-values learn'),
  epochs: limited(bounds.epochs).describe('pqn: passes over the steps of a rollout'),
  minibatches: limited(bounds.minibatches).describe('pqn: parts of a rollout, with an update each'),
  maxGradientNorm: limited(bounds.maxGradientNorm).describe(
    'pqn: the norm of the gradient is clipped at it; 0 = no clipping',
  ),
};

const ddqnShape = {
  nStep: limited(bounds.nStep).describe('ddqn: rewards of a return before its Q-value'),
  batchTransitions: limited(bounds.batchTransitions).describe('ddqn: transitions in an update'),
  learnPeriodSteps: limited(bounds.learnPeriodSteps).describe('ddqn: steps between updates'),
  actingLagUpdates: z
    .literal([0, 1], '0 or 1')
    .describe(
      'ddqn: updates by which the acting network is older than the trained one; with 1, acting and updates overlap',
    ),
  targetPeriodSteps: limited(bounds.targetPeriodSteps).describe(
    'ddqn: steps between copies of the online network to the target network',
  ),
  replayCapacityTransitions: limited(bounds.replayCapacityTransitions).describe('ddqn: transitions the replay holds'),
  replay: choice('compressed', 'raw').describe('ddqn: how frames are kept in memory; both give the same bytes'),
  warmUpSteps: limited(bounds.warmUpSteps).describe('ddqn: steps before the first update'),
};

/** A step is one agent step: one action, held for `frameSkipFrames` frames. An update is one gradient step. */
const schema = z.strictObject({
  game: z.string('the id of a game').min(1, 'the id of a game').describe('id in the game table'),
  ...givenShape,

  seed: limited(bounds.seed).describe('training seed: of all random numbers'),
  initFrom: z
    .string(initFromForm)
    .regex(/^[0-9a-f]{64}$/, initFromForm)
    .nullable()
    .describe('SHA-256 of the weights at the start, as `--init-from` writes it; null = random weights'),
  initFromFrames: limited(bounds.initFromFrames).describe(
    'frames from which these weights have learned, without those of starts; also written by `--init-from`',
  ),
  algorithm: choice('ddqn', 'pqn').describe(
    'double DQN with replay, or parallel Q-learning (PQN) without; a config with `pqn` starts from other defaults',
  ),
  environments: limited(bounds.environments).describe('parallel environments; a step of each counts as one step'),
  totalSteps: limited(bounds.totalSteps).describe('length of the run'),

  hiddenLayers: limited(bounds.hiddenLayers).describe('fully connected layers of 512 units before the output'),
  normalization: choice('none', 'layer').describe(
    'layer = layer normalization before each ReLU, over the channels of a pixel or the units',
  ),
  discount: limited(bounds.discount).describe('γ, per step'),
  loss: choice('huber', 'squared').describe('of the TD error; huber = its gradient is clipped to [−1, 1]'),
  optimizer: choice('rmsprop', 'adam', 'radam').describe('radam = Adam whose first steps have no denominator'),
  learningRate: limited(bounds.learningRate).describe('of the optimizer, at first'),
  annealLearningRate: z.boolean('true or false').describe('whether it falls linearly, to 0 at `totalSteps`'),
  ...rmspropShape,
  ...adamShape,
  ...pqnShape,
  ...ddqnShape,
  explorationStart: limited(bounds.explorationStart).describe('exploration: share of random actions at first'),
  explorationEnd: limited(bounds.explorationEnd).describe('exploration: share of random actions in the end'),
  explorationHoldSteps: limited(bounds.explorationHoldSteps).describe('steps at `explorationStart` before it falls'),
  explorationAnnealSteps: limited(bounds.explorationAnnealSteps).describe('steps over which it falls linearly'),
  evaluationExploration: limited(bounds.evaluationExploration).describe(
    'share of random actions when the agent is evaluated',
  ),
  evaluationPeriodSteps: limited(bounds.evaluationPeriodSteps).describe(
    'steps between evaluations of the agent in training; 0 = none',
  ),
  evaluationEpisodes: limited(bounds.evaluationEpisodes).describe('episodes of such an evaluation'),
  evaluationMaxSteps: limited(bounds.evaluationMaxSteps)
    .nullable()
    .describe('steps after which such an episode is truncated; null = by `maxEpisodeFrames` only'),
  evaluationMaxStallSteps: limited(bounds.evaluationMaxStallSteps)
    .nullable()
    .describe('steps without a change of the screen after which such an episode is truncated; null = never'),

  metricsPeriodSteps: limited(bounds.metricsPeriodSteps).describe('steps summed up in a row of metrics.jsonl'),
  checkpointPeriodMinutes: limited(bounds.checkpointPeriodMinutes).describe('most work a crash can lose'),
  engine: choice('onnx', 'tfjs').describe('what computes: one compiled graph, or TensorFlow.js as installed'),
  provider: choice(...providers).describe('where the compiled graph runs'),
  threads: limited(bounds.threads).describe(
    'threads that compute an update, and with pqn also play; 0 = no thread besides the acting one',
  ),
  gradientSlices: limited(bounds.gradientSlices).describe(
    'parts of a batch, with pqn of the environments, whose gradients are averaged, each by one of the threads; 1 = all threads work on the whole batch',
  ),
});

/** Settings of a training run: flat data, checked by `loadConfig`. `configKeys` explains each key. */
export type Config = Readonly<z.infer<typeof schema>>;

export const defaults: Config = {
  game: 'catch',
  preset: 'dqn2015',
  ...presets.dqn2015,
  seed: 1,
  initFrom: null,
  initFromFrames: 0,
  algorithm: 'ddqn',
  environments: 1,
  totalSteps: 100_000_000,
  hiddenLayers: 1,
  normalization: 'none',
  discount: 0.99,
  loss: 'huber',
  optimizer: 'rmsprop',
  learningRate: 2.5e-4,
  annealLearningRate: false,
  rmspropDecay: 0.95,
  rmspropEpsilon: 1e-5,
  rmspropCentered: true,
  adamMeanDecay: 0.9,
  adamSquareDecay: 0.999,
  adamEpsilon: 1e-8,
  rolloutSteps: 32,
  returnLambda: 0.65,
  epochs: 2,
  minibatches: 8,
  maxGradientNorm: 0,
  nStep: 1,
  batchTransitions: 32,
  learnPeriodSteps: 4,
  actingLagUpdates: 0,
  targetPeriodSteps: 10_000,
  replayCapacityTransitions: 1_000_000,
  replay: 'compressed',
  warmUpSteps: 50_000,
  explorationStart: 1,
  explorationEnd: 0.1,
  explorationHoldSteps: 50_000,
  explorationAnnealSteps: 1_000_000,
  evaluationExploration: 0.05,
  evaluationPeriodSteps: 1_000_000,
  evaluationEpisodes: 30,
  evaluationMaxSteps: null,
  evaluationMaxStallSteps: 1000,
  metricsPeriodSteps: 10_000,
  checkpointPeriodMinutes: 10,
  engine: 'onnx',
  provider: 'cpu',
  threads: 1,
  gradientSlices: 1,
};

/** Keys of version 0.1. */
const retired = {
  mode: '"preset": "dqn2015" or "machado2018" (and "gameMode" for a mode of the game)',
  fireOnReset: '"fireReset": "never", "auto" or "always"',
};

/** As in the Atari configuration of Gallici et al. 2025, but for what docs/departures.md lists. */
const pqnDefaults: Partial<Config> = {
  environments: 32,
  normalization: 'layer',
  loss: 'squared',
  optimizer: 'radam',
  annealLearningRate: true,
  maxGradientNorm: 10,
  explorationEnd: 0.01,
  explorationHoldSteps: 0,
};

/** What follows from given keys: the rules of the preset, and the defaults of the algorithm. */
function expand({ preset, algorithm, game = defaults.game, ...given }: Partial<Config>): Partial<Config> {
  const rules = resolveRules({ preset: preset ?? defaults.preset, ...pickRules(given) }, defaults, game);
  return { ...(algorithm === 'pqn' ? pqnDefaults : {}), ...rules };
}

/** Keys that have an effect only with one algorithm, or with some optimizers. */
const conditions = [
  { key: 'algorithm', values: ['ddqn'], keys: Object.keys(ddqnShape) },
  { key: 'algorithm', values: ['pqn'], keys: Object.keys(pqnShape) },
  { key: 'optimizer', values: ['rmsprop'], keys: Object.keys(rmspropShape) },
  { key: 'optimizer', values: ['adam', 'radam'], keys: Object.keys(adamShape) },
];

const file = configFile({ schema, defaults, expand, retired, conditions, checkTogether });

/** Meaning and unit of each key. */
export const configKeys = file.keys;

/** Checks some keys of a config. @param source names the config in messages @throws UsageError in one line */
export const parseConfig = file.parse;

/** Returns the whole config: defaults, then the preset's rules, then the file, then flags. @throws UsageError in one line */
export const loadConfig = file.load;

/** Returns the whole config of some keys, as `loadConfig`, without the checks that involve several keys. */
export const completeConfig = file.complete;

/** Agent steps before the first update. */
export const stepsBeforeLearning = ({ algorithm, warmUpSteps }: Pick<Config, 'algorithm' | 'warmUpSteps'>): number =>
  algorithm === 'pqn' ? 0 : warmUpSteps;

/** The form of the network, without its outputs. */
export const networkOptions = ({ hiddenLayers, normalization }: Pick<Config, 'hiddenLayers' | 'normalization'>) => ({
  hiddenLayers,
  normalization,
});

/** The optimizer and its constants. */
export const optimizerOptions = (config: Config): OptimizerOptions =>
  config.optimizer === 'rmsprop'
    ? {
        kind: 'rmsprop',
        decay: config.rmspropDecay,
        epsilon: config.rmspropEpsilon,
        centered: config.rmspropCentered,
      }
    : {
        kind: 'adam',
        decay: config.adamMeanDecay,
        squareDecay: config.adamSquareDecay,
        epsilon: config.adamEpsilon,
        rectified: config.optimizer === 'radam',
      };

/** Checks keys that depend on each other. */
function checkTogether(config: Config): Config {
  const { explorationStart, explorationEnd } = config;
  if (explorationEnd > explorationStart) {
    throw new UsageError(
      `explorationEnd: expected at most explorationStart (${explorationStart}), got ${explorationEnd}`,
    );
  }
  expectTrainable(config);
  if (config.algorithm === 'pqn') checkPqn(config);
  else checkDdqn(config);
  return config;
}

function checkDdqn(config: Config): void {
  const { environments, replayCapacityTransitions, batchTransitions, gradientSlices } = config;
  const { nStep, warmUpSteps } = config;
  const least = minimalBufferSlots(nStep) * environments;
  if (replayCapacityTransitions < least) {
    throw new UsageError(
      `replayCapacityTransitions: expected at least ${least} for ${environments} environments and nStep ${nStep}, got ${replayCapacityTransitions}`,
    );
  }
  // Before that many steps, no transition of n steps may be complete.
  const leastWarmUp = (nStep - 1) * environments;
  if (warmUpSteps < leastWarmUp) {
    throw new UsageError(
      `warmUpSteps: expected at least ${leastWarmUp} for ${environments} environments and nStep ${nStep}, got ${warmUpSteps}`,
    );
  }
  if (batchTransitions % gradientSlices !== 0) {
    throw new UsageError(
      `gradientSlices: expected a divisor of batchTransitions (${batchTransitions}), got ${gradientSlices}`,
    );
  }
}

function checkPqn({ environments, rolloutSteps, minibatches, gradientSlices }: Config): void {
  if (environments % gradientSlices !== 0) {
    throw new UsageError(`gradientSlices: expected a divisor of environments (${environments}), got ${gradientSlices}`);
  }
  const steps = (environments / gradientSlices) * rolloutSteps;
  if (steps % minibatches !== 0) {
    throw new UsageError(
      `minibatches: expected a divisor of ${steps} (environments · rolloutSteps / gradientSlices), got ${minibatches}`,
    );
  }
}
