/** Double DQN with experience replay (van Hasselt et al. 2016), by default with the figures of the SAP paper. */
import { type Config, networkOptions, optimizerOptions } from '../../../agent/config.js';
import { createLearner, type Update } from '../../../agent/learner/learner.js';
import { parameterSpecs, qNetwork } from '../../../agent/network.js';
import { epsilonGreedy } from '../../../agent/policy.js';
import { compileQ } from '../../../agent/q-function.js';
import { createReplay } from '../../../agent/replay/replay.js';
import { replayFiles, restoreReplay } from '../../../agent/replay/replay-files.js';
import { newProgress, type Progress, runLoop } from '../../../agent/run-loop.js';
import { restoreState, saveState } from '../../../agent/saved-state.js';
import { timesDue } from '../../../agent/schedule.js';
import { createRandom, type Random } from '../../../common/random.js';
import { type Environments, openEnvironments } from '../../../env/environment-source.js';
import { countEpisodes, countUpdate } from '../metrics.js';
import { assignCompute } from './assign-compute.js';
import type { Learning, LearningCounters } from './learning.js';
import { explorationOf, learningRateOf } from './schedules.js';

export async function ddqn(config: Config, source: Environments): Promise<Learning> {
  const { engine, provider, batchTransitions, loss, discount, warmUpSteps, learnPeriodSteps, targetPeriodSteps } =
    config;
  const environments = await openEnvironments(source, config.environments);
  const { game, actions } = environments[0]!;
  const network = networkOptions(config);
  const specs = parameterSpecs({ actions: actions.length, ...network });
  const learner = await createLearner({
    ...{ network, specs, batchTransitions, loss, optimizer: optimizerOptions(config) },
    ...{ engine, provider, ...assignCompute(config) },
    lagUpdates: config.actingLagUpdates,
  });
  const { online, target, mean, meanSquare, acting } = learner;
  const { q, dispose } = await compileQ({
    ...{ network: qNetwork(network), specs, views: learner.policy, batch: environments.length, engine, provider },
  });
  const random = createRandom(config.seed);
  const generators: Readonly<Record<string, Random>> & Record<'exploration' | 'replay', Random> = {
    exploration: random.split('exploration'),
    replay: random.split('replay'),
  };
  const replay = createReplay({
    capacity: config.replayCapacityTransitions,
    environments: environments.length,
    discount,
    nStep: config.nStep,
    storage: config.replay,
    firstFramePadding: config.firstFramePadding,
  });
  const progress: Progress[] = environments.map(newProgress);
  const [exploration, learningRate] = [explorationOf(config), learningRateOf(config)];
  const framesPlayed = () => environments.reduce((sum, { frames }) => sum + frames, 0);

  function countIn(counters: LearningCounters, update: Update | undefined) {
    if (!update) return;
    countUpdate(counters.period, update);
    counters.updates++;
  }
  const settle = async (counters: LearningCounters) => countIn(counters, await learner.settle());

  return {
    agent: { game, actions, config, specs },
    online,
    blocks: { target, mean, 'mean-square': meanSquare, ...(learner.lagUpdates > 0 && { acting }) },
    expected: { environments: environments.length, generators: Object.keys(generators) },
    exploration,
    get replayBytes() {
      return replay.bytes;
    },
    settle,
    async begin() {
      target.flat.set(online.flat);
      acting.flat.set(online.flat);
      await learner.refresh();
    },
    save: async () => saveState({ environments, progress, generators }),
    files: () => replayFiles(replay),
    async restore(state, set) {
      await learner.refresh();
      restoreState({ environments, progress, generators }, state);
      restoreReplay(replay, set);
    },
    /** Algorithm 1: acts, stores transitions, and learns from the replay. */
    async *rounds(counters) {
      const framesBefore = counters.frames - framesPlayed();
      let started = counters.updates; // with a lag, one more than have ended
      const policy = epsilonGreedy(q, () => exploration(counters.step), generators.exploration);
      for await (const { transitions, episodes } of runLoop(environments, policy, progress)) {
        const before = counters.step;
        counters.step += environments.length;
        counters.frames = framesBefore + framesPlayed();
        for (const transition of transitions) replay.add(transition);
        countEpisodes(counters.period, episodes);
        const updates = counters.step > warmUpSteps ? timesDue(before, counters.step, learnPeriodSteps) : 0;
        for (let i = 0; i < updates; i++) {
          replay.sample(learner.batch, generators.replay);
          countIn(counters, await learner.learn(++started, learningRate(before))); // towards r + γ Q⁻(s′, argmax Q(s′, ·))
        }
        if (timesDue(before, counters.step, targetPeriodSteps)) {
          await settle(counters);
          await learner.copyToTarget();
        }
        yield;
      }
    },
    async dispose() {
      await Promise.all([learner.dispose(), dispose()]);
    },
  };
}
