import { type Config, defaults } from '../../src/agent/config.js';
import type { Random } from '../../src/common/random.js';
import { toyEnvironment } from './toy-environment.js';

/** A run of the paper's algorithm small enough for a test: dozens of steps, batches of four. */
export const toyConfig = (changes: Partial<Config> = {}): Config => ({
  ...defaults,
  game: 'toy',
  seed: 3,
  totalSteps: 60,
  batchTransitions: 4,
  learnPeriodSteps: 4,
  targetPeriodSteps: 25,
  warmUpSteps: 12,
  replayCapacityTransitions: 48,
  explorationHoldSteps: 10,
  explorationAnnealSteps: 30,
  metricsPeriodSteps: 7,
  checkpointPeriodMinutes: 60,
  ...changes,
});

/** A run of parallel Q-learning as small: rounds of 16 steps, with two updates each. */
export const toyPqnConfig = (changes: Partial<Config> = {}): Config =>
  toyConfig({
    ...{ algorithm: 'pqn', environments: 4, rolloutSteps: 4, epochs: 1, minibatches: 2, gradientSlices: 2, threads: 0 },
    ...{ normalization: 'layer', loss: 'squared', optimizer: 'radam', annealLearningRate: true, maxGradientNorm: 10 },
    ...{ totalSteps: 64, metricsPeriodSteps: 16 },
    ...changes,
  });

export const toyEnvironments = ({ environments, seed }: Config) =>
  Array.from({ length: environments }, (_, index) => toyEnvironment(seed + index, { drops: 2, missEndsEpisode: true }));

/** What such a run is evaluated on. */
export const toyEvaluationEnvironment = (rng: Random) => toyEnvironment(rng.uint32(), { drops: 2 });
