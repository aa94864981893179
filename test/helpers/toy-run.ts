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

export const toyEnvironments = ({ environments, seed }: Config) =>
  Array.from({ length: environments }, (_, index) => toyEnvironment(seed + index, { drops: 2, missEndsEpisode: true }));

/** What such a run is evaluated on. */
export const toyEvaluationEnvironment = (rng: Random) => toyEnvironment(rng.uint32(), { drops: 2 });
