/** Initialization of Algorithm 1: the networks, the replay and the random generators of a training run. */
import type { Training } from '../../agent/checkpoint.js';
import { type Config, networkOptions, optimizerOptions } from '../../agent/config.js';
import { createLearner } from '../../agent/learner/learner.js';
import { initialize, parameterSpecs, qNetwork } from '../../agent/network.js';
import type { QFunction } from '../../agent/policy.js';
import { compileQ } from '../../agent/q-function.js';
import { createReplay } from '../../agent/replay/replay.js';
import { linearSchedule } from '../../agent/schedule.js';
import { createRandom, type Random } from '../../common/random.js';
import type { Environment } from '../../env/environment.js';
import { assignCompute } from './assign-compute.js';

export interface TrainingSetup extends Training {
  /** Q-values of the online network, for one observation of each environment. */
  readonly q: QFunction;
  /** Exploration, by step. */
  readonly epsilon: (step: number) => number;
  readonly generators: Readonly<Record<'exploration' | 'replay', Random>>;
  /** Initializes the online network at random and copies it to the target network. */
  initialize(): Promise<void>;
  dispose(): Promise<void>;
}

export async function setUpTraining(config: Config, environments: readonly Environment[]): Promise<TrainingSetup> {
  const { environments: count, engine, provider, batchTransitions, loss, discount } = config;
  if (environments.length !== count) throw new RangeError(`expected ${count} environments, got ${environments.length}`);
  const { game, actions } = environments[0]!;
  const random = createRandom(config.seed);
  const network = networkOptions(config);
  const specs = parameterSpecs({ actions: actions.length, ...network });
  const learner = await createLearner({
    ...{ network, specs, batchTransitions, loss, optimizer: optimizerOptions(config) },
    ...{ engine, provider, ...assignCompute(config) },
    lagUpdates: config.actingLagUpdates,
  });
  const policy = await compileQ({
    ...{ network: qNetwork(network), specs, views: learner.policy, batch: count, engine, provider },
  });
  return {
    agent: { game, actions, config, specs },
    learner,
    environments,
    generators: { exploration: random.split('exploration'), replay: random.split('replay') },
    replay: createReplay({
      capacity: config.replayCapacityTransitions,
      environments: count,
      discount,
      nStep: config.nStep,
      storage: config.replay,
    }),
    q: policy.q,
    epsilon: linearSchedule({
      start: config.explorationStart,
      end: config.explorationEnd,
      hold: config.explorationHoldSteps,
      anneal: config.explorationAnnealSteps,
    }),
    async initialize() {
      initialize(learner.online.views, specs, random.split('parameters'));
      learner.target.flat.set(learner.online.flat);
      learner.acting.flat.set(learner.online.flat);
      await learner.refresh();
    },
    async dispose() {
      await Promise.all([learner.dispose(), policy.dispose()]);
    },
  };
}
