/** Parallel Q-learning (PQN, Gallici et al. 2025) for the loop of train.ts: a round is a rollout and what is learned from it. */
import { type Config, networkOptions, optimizerOptions } from '../../../agent/config.js';
import { parameterSpecs } from '../../../agent/network.js';
import { createParallelLearner } from '../../../agent/pqn/parallel-learner.js';
import { type Environments, firstEnvironment } from '../../../env/environment-source.js';
import { countEpisodes, countUpdate } from '../metrics.js';
import { assignCompute } from './assign-compute.js';
import type { Learning } from './learning.js';
import { explorationOf, learningRateOf } from './schedules.js';

export async function pqn(config: Config, environments: Environments): Promise<Learning> {
  const { game, actions } = await firstEnvironment(environments);
  const network = networkOptions(config);
  const specs = parameterSpecs({ actions: actions.length, ...network });
  const { engine, provider, loss, discount, rolloutSteps, epochs, minibatches, maxGradientNorm, seed } = config;
  const { slices, workers, threads } = assignCompute(config);
  const learner = await createParallelLearner(
    {
      ...{ layout: { specs, slices, optimizer: optimizerOptions(config) }, network, loss, discount },
      ...{ lambda: config.returnLambda, environments: config.environments, rolloutSteps, epochs, minibatches },
      ...{ maxGradientNorm, seed, engine: { engine, provider, threads }, workers },
    },
    environments,
  );
  const [exploration, learningRate] = [explorationOf(config), learningRateOf(config)];
  const stepsPerRound = config.environments * rolloutSteps;
  const updatesPerRound = epochs * minibatches;

  return {
    agent: { game, actions, config, specs },
    online: learner.online,
    blocks: { mean: learner.mean, 'mean-square': learner.meanSquare },
    expected: { environments: config.environments, generators: learner.generators },
    exploration,
    replayBytes: 0,
    settle: async () => {},
    begin: async () => {},
    save: () => learner.save(),
    files: () => ({}),
    restore: (state) => learner.restore(state),
    async *rounds(counters) {
      for (;;) {
        const { step } = counters;
        const round = await learner.round({
          exploration: [exploration(step), exploration(step + stepsPerRound)],
          ...{ update: counters.updates + 1, learningRate: learningRate(step) },
        });
        counters.step += stepsPerRound;
        counters.frames += round.frames;
        counters.updates += updatesPerRound;
        countEpisodes(counters.period, round.episodes);
        countUpdate(counters.period, round, updatesPerRound);
        yield;
      }
    },
    dispose: () => learner.dispose(),
  };
}
