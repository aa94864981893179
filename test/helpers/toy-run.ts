import { type Config, defaults } from '../../src/agent/config.js';
import type { Random } from '../../src/common/random.js';
import { toyEnvironment } from './toy-environment.js';

/** A run of the paper's algorithm small enough for a test: dozens of decisions, batches of four. */
export const toyConfig = (changes: Partial<Config> = {}): Config => ({
  ...defaults,
  game: 'toy',
  seed: 3,
  totalDecisions: 60,
  batchTransitions: 4,
  learnPeriodDecisions: 4,
  targetPeriodDecisions: 25,
  warmUpDecisions: 12,
  replayCapacityTransitions: 48,
  epsilonHoldDecisions: 10,
  epsilonAnnealDecisions: 30,
  metricsPeriodDecisions: 7,
  checkpointPeriodMinutes: 60,
  ...changes,
});

export const toyEnvironments = ({ environments, seed }: Config) =>
  Array.from({ length: environments }, (_, lane) => toyEnvironment(seed + lane, { drops: 2, missEndsEpisode: true }));

/** What such a run is evaluated on. */
export const toyEvaluationEnvironment = (rng: Random) => toyEnvironment(rng.uint32(), { drops: 2 });
