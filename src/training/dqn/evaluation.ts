/**
 * Evaluations of the agent in training: it plays whole episodes from starts that training never sees, and the best agent
 * is kept. They have consoles and generators of their own, so training does not depend on them. All evaluations play the
 * same episodes: two of them differ by the agent alone.
 */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Agent, saveAgent } from '../../agent/agent-files.js';
import type { Config } from '../../agent/config.js';
import { qNetwork } from '../../agent/network.js';
import { argMax, type QFunction } from '../../agent/policy.js';
import { type CompiledQ, compileQ } from '../../agent/q-function.js';
import { timesDue } from '../../agent/schedule.js';
import { createFlatParameters } from '../../common/flat-parameters.js';
import { createRandom, type Random } from '../../common/random.js';
import type { Environment } from '../../env/environment.js';
import { countStep, type EpisodeEnd, type EpisodeLimits, type EpisodeTally, newTally } from '../../env/episode-end.js';
import { writeAtomically } from '../../files/atomic-write.js';
import { jsonText } from '../../files/json-text.js';
import { mean } from '../../report/statistics/statistics.js';
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
  readonly bestReturn: number | null;
}

type TrainedAgent = Omit<Agent, 'network'>;

export interface TrainEvaluation {
  /** Whether the run has passed the end of a period since its last evaluation. */
  isDue(counters: Counters): boolean;
  /** Plays the episodes of an evaluation. @returns undefined when the signal was aborted before the end */
  play(agent: TrainedAgent, counters: Counters, signal?: AbortSignal): Promise<EvaluationRow | undefined>;
  /** Writes the agent and its row to `best/`. */
  saveBest(agent: TrainedAgent, row: EvaluationRow): void;
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

  /** Called for the first evaluation: many runs are too short for one. */
  async function prepare({ specs }: TrainedAgent): Promise<Tools> {
    const { hiddenLayers, engine, provider } = config;
    const network = qNetwork({ hiddenLayers });
    const { views } = createFlatParameters(specs);
    const environments = Array.from({ length: episodes }, (_, i) =>
      createEvaluationEnvironment!(rng.split(`episode ${i}`)),
    );
    return {
      views,
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
      const episode = await playEpisode({ environment, q: online.q, epsilon, exploration, limits, signal });
      if (!episode) return undefined;
      played.push(episode);
    }
    return played;
  }

  return {
    isDue: ({ step, evaluation }) => period > 0 && timesDue(evaluation?.step ?? 0, step, period) > 0,
    async play(agent, { step, bestReturn }, signal) {
      tools ??= await prepare(agent);
      for (const [i, view] of tools.views.entries()) view.set(agent.views[i]!);
      const played = await playEpisodes(tools, signal);
      if (!played) return undefined;
      const [returns, lengths] = [played.map((episode) => episode.return), played.map(({ steps }) => steps)];
      const best = bestReturn === null || mean(returns) > bestReturn;
      const scores = { episodes, return: mean(returns), length: mean(lengths) };
      const limited = {
        truncated: played.filter(({ end }) => end !== 'game over').length,
        stalledSteps: mean(played.map(({ stalledSteps }) => stalledSteps)),
      };
      return { step, ...scores, ...limited, exploration: epsilon, best, returns, lengths };
    },
    saveBest(agent, row) {
      const best = join(folder, bestName);
      saveAgent(best, agent);
      const evaluation = { ...row, seed: evaluationSeed(config) };
      writeAtomically(join(best, bestRowName), jsonText(evaluation));
    },
    async dispose() {
      await tools?.online.dispose();
    },
  };
}

interface EpisodeOptions {
  readonly environment: Environment;
  readonly q: QFunction;
  readonly epsilon: number;
  readonly exploration: Random;
  readonly limits: EpisodeLimits;
  readonly signal: AbortSignal | undefined;
}

interface PlayedEpisode extends Readonly<EpisodeTally> {
  readonly end: EpisodeEnd;
}

interface Tools {
  /** The agent as it was when the evaluation began. */
  readonly views: readonly Float32Array[];
  readonly online: CompiledQ;
  readonly environment: Environment;
  /** States of the environment before the first reset of each episode. */
  readonly starts: readonly Uint8Array[];
}

/**
 * Plays one whole episode; its random numbers do not depend on the agent.
 * @returns undefined when the signal was aborted before its end
 */
async function playEpisode({
  environment,
  q,
  epsilon,
  exploration,
  limits,
  signal,
}: EpisodeOptions): Promise<PlayedEpisode | undefined> {
  const tally = newTally();
  environment.reset();
  for (;;) {
    await setImmediate(); // networks run in microtasks: without a pause, no signal would arrive
    if (signal?.aborted) return undefined;
    const explores = exploration.uniform() < epsilon;
    const random = exploration.integer(environment.actions.length);
    const step = environment.step(explores ? random : argMax(await q(environment.observation)));
    const end = countStep(tally, step, environment.observation, limits);
    if (end) return { ...tally, end };
  }
}
