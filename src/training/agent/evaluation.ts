/**
 * Evaluations of the agent in training: it plays whole episodes from starts that training never sees, and the best agent
 * is kept. They have consoles, generators and a copy of the parameters of their own, so training does not depend on them and
 * continues meanwhile. All evaluations play the same episodes: two of them differ by the agent alone.
 */
import { join } from 'node:path';
import { type Agent, saveAgent } from '../../agent/agent-files.js';
import { type Config, networkOptions } from '../../agent/config.js';
import { qNetwork } from '../../agent/network.js';
import { argMax, type QFunction } from '../../agent/policy.js';
import { type CompiledQ, compileQ } from '../../agent/q-function.js';
import { timesDue } from '../../agent/schedule.js';
import { createFlatParameters, type FlatParameters } from '../../common/flat-parameters.js';
import { createRandom, type Random } from '../../common/random.js';
import { isProcessor } from '../../compute/signature.js';
import type { Environment } from '../../env/environment.js';
import { type Choose, type PlayedEpisode, playEpisode } from '../../env/episode.js';
import { humanNormalized } from '../../env/reference-scores.js';
import { writeAtomically } from '../../files/atomic-write.js';
import { jsonText } from '../../files/json-text.js';
import { bootstrapInterval, mean } from '../../report/statistics/statistics.js';
import { bestName, bestRowName } from '../../storage/runs/names.js';
import type { EvaluationRow } from './agent-run.js';

export interface TrainEvaluationOptions {
  /** The run folder. */
  readonly folder: string;
  /** An episode by the rules of evaluation: lives do not end it, and rewards are not clipped. */
  readonly createEvaluationEnvironment?: ((rng: Random) => Environment) | undefined;
}

/** The part of a run's counters that decides on evaluations. */
interface Counters {
  readonly step: number;
  readonly evaluation: { readonly step: number } | null;
  /** Step of the agent whose evaluation is in progress. */
  evaluating: number | null;
  readonly bestReturn: number | null;
}

type TrainedAgent = Omit<Agent, 'network'>;

export interface TrainEvaluation {
  /** Whether training can continue during an evaluation: not where both would use one device. */
  readonly isBeside: boolean;
  /** Whether the run has passed the end of a period since its last evaluation, or one was interrupted. */
  isDue(counters: Counters): boolean;
  /** The parameters of the agent whose evaluation is in progress, or was the last. */
  evaluated(specs: TrainedAgent['specs']): FlatParameters;
  /**
   * Plays the episodes of an evaluation: of the agent as it is now, whose parameters are copied at once, or of the one whose
   * evaluation was interrupted. @returns undefined when the signal was aborted before the end
   */
  play(agent: TrainedAgent, counters: Counters, signal: AbortSignal): Promise<EvaluationRow | undefined>;
  /** Writes the evaluated agent and its row to `best/`. */
  saveBest(agent: Omit<TrainedAgent, 'step' | 'views'>, row: EvaluationRow): void;
  dispose(): Promise<void>;
}

/** Seed of a run's evaluations; `sap-atari evaluate --seed` with it plays the same episodes. */
export const evaluationSeed = (config: Config): number => createRandom(config.seed).split('evaluation').uint32();

/** @throws RangeError when evaluations will be due and there is no environment for them */
export function createTrainEvaluation(config: Config, options: TrainEvaluationOptions): TrainEvaluation {
  const { evaluationPeriodSteps: period, evaluationEpisodes: episodes, evaluationExploration: epsilon } = config;
  const { folder, createEvaluationEnvironment } = options;
  if (period > 0 && period <= config.totalSteps && !createEvaluationEnvironment) {
    throw new RangeError(
      `evaluationPeriodSteps is ${period}: expected createEvaluationEnvironment, or 0 for no evaluation`,
    );
  }
  const limits = { maxSteps: config.evaluationMaxSteps, maxStallSteps: config.evaluationMaxStallSteps };
  const rng = createRandom(evaluationSeed(config));
  let tools: Tools | undefined;
  let copy: FlatParameters | undefined;
  let isPlaying = false;

  function evaluated(specs: TrainedAgent['specs']): FlatParameters {
    copy ??= createFlatParameters(specs);
    return copy;
  }

  /** Called for the first evaluation: many runs are too short for one. */
  async function prepare({ specs }: TrainedAgent): Promise<Tools> {
    const { engine, provider } = config;
    const network = qNetwork(networkOptions(config));
    const { views } = evaluated(specs);
    const environments = Array.from({ length: episodes }, (_, i) =>
      createEvaluationEnvironment!(rng.split(`episode ${i}`)),
    );
    return {
      online: await compileQ({ network, specs, views, batch: 1, engine, provider }),
      environment: environments[0]!,
      starts: environments.map((environment) => environment.save()),
    };
  }

  async function playEpisodes(
    { online, environment, starts }: Tools,
    signal: AbortSignal | undefined,
  ): Promise<PlayedEpisode[] | undefined> {
    const played: PlayedEpisode[] = [];
    for (const [i, start] of starts.entries()) {
      environment.restore(start);
      const exploration = rng.split(`exploration ${i}`);
      const choose = exploring(online.q, epsilon, exploration, environment.actions.length);
      const episode = await playEpisode(environment, choose, limits, signal);
      if (!episode) return undefined;
      played.push(episode);
    }
    return played;
  }

  return {
    isBeside: isProcessor(config.provider),
    isDue({ step, evaluation, evaluating }) {
      if (evaluating !== null && !isPlaying) return true;
      return period > 0 && timesDue(evaluating ?? evaluation?.step ?? 0, step, period) > 0;
    },
    evaluated,
    async play(agent, counters, signal) {
      if (counters.evaluating === null) {
        for (const [i, view] of evaluated(agent.specs).views.entries()) view.set(agent.views[i]!);
        counters.evaluating = counters.step;
      }
      const { evaluating: step, bestReturn } = counters;
      let played: PlayedEpisode[] | undefined;
      isPlaying = true;
      try {
        tools ??= await prepare(agent);
        played = await playEpisodes(tools, signal);
      } finally {
        isPlaying = false;
      }
      if (!played) return undefined;
      const [returns, lengths] = [played.map((episode) => episode.return), played.map(({ steps }) => steps)];
      const best = bestReturn === null || mean(returns) > bestReturn;
      const [low, high] = bootstrapInterval(returns, rng.split('interval')) ?? [null, null];
      const scores = {
        ...{ episodes, return: mean(returns), length: mean(lengths), returnLow: low, returnHigh: high },
        humanNormalized: humanNormalized(agent.game, mean(returns)),
      };
      const limited = {
        truncated: played.filter(({ end }) => end !== 'game over').length,
        stalledSteps: mean(played.map(({ stalledSteps }) => stalledSteps)),
      };
      return { step, ...scores, ...limited, exploration: epsilon, best, returns, lengths };
    },
    saveBest(agent, row) {
      const best = join(folder, bestName);
      saveAgent(best, { ...agent, step: row.step, views: evaluated(agent.specs).views });
      const evaluation = { ...row, seed: evaluationSeed(config) };
      writeAtomically(join(best, bestRowName), jsonText(evaluation));
    },
    async dispose() {
      await tools?.online.dispose();
    },
  };
}

interface Tools {
  readonly online: CompiledQ;
  readonly environment: Environment;
  /** States of the environment before the first reset of each episode. */
  readonly starts: readonly Uint8Array[];
}

/** Chooses actions; the random numbers that it takes do not depend on the agent. */
const exploring =
  (q: QFunction, epsilon: number, exploration: Random, actions: number): Choose =>
  async (observation) => {
    const explores = exploration.uniform() < epsilon;
    const random = exploration.integer(actions);
    return explores ? random : argMax(await q(observation));
  };
