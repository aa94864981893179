/**
 * Now and then the agent, as it is, plays whole games on starts that training never sees, and the best one is kept.
 * Nothing of it touches the training stream: the consoles and the generators are its own. Every evaluation plays the same
 * games, so that two of them differ by the agent alone, and none needs to know of the others but for the best score.
 */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { saveAgent } from '../../agent/agent-files.js';
import type { Config } from '../../agent/config.js';
import { qNetwork } from '../../agent/network.js';
import { argMax, type QFunction } from '../../agent/policy.js';
import { type CompiledQ, compileQ } from '../../agent/q-function.js';
import type { Game } from '../../agent/run-loop.js';
import { timesDue } from '../../agent/schedule.js';
import { createFlatParameters } from '../../common/flat-parameters.js';
import { createRandom, type Random } from '../../common/random.js';
import type { Environment } from '../../env/environment.js';
import { writeAtomically } from '../../files/atomic-write.js';
import { whenThereIsRoom } from '../../files/disk-full.js';
import { mean } from '../../report/statistics/statistics.js';
import { bestName, bestRowName } from '../../storage/run-folder.js';
import type { EvaluationRow, RunFolder } from './agent-run.js';
import type { TrainingSetup } from './setup.js';

/** What evaluations leave for the next one; plain data, kept in checkpoints. */
export interface EvaluationState {
  /** Of the last evaluation. */
  step: number;
  /** Of the best one; null before the first. */
  bestReturn: number | null;
  /** The last one; null before the first. */
  newest: EvaluationRow | null;
}

export const evaluationStateSchema = z.object({
  step: z.int().min(0),
  bestReturn: z.number().nullable(),
  newest: z.looseObject({ step: z.int().min(0) }).nullable(),
});

export const newEvaluationState = (): EvaluationState => ({ step: 0, bestReturn: null, newest: null });

export interface TrainEvaluationOptions {
  /** The run's folder. */
  readonly folder: string;
  /** A game by the rules of evaluation: lives and reward clipping are the learner's business, not the score's. */
  readonly createEvaluationEnvironment?: ((rng: Random) => Environment) | undefined;
  /** Aborting it breaks an evaluation off before the next step: it is made when the run goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Told when the disk is full, and when there is room again. */
  readonly onWarning?: ((line: string) => void) | undefined;
  /** Between two attempts to write on a full disk. */
  readonly retryPauseSeconds?: number | undefined;
}

/** The part of a run's counters that decides on evaluations. */
interface Counters {
  readonly step: number;
  readonly evaluation: EvaluationState;
}

export interface TrainEvaluation {
  /** Whether the run has passed the end of a period since its last evaluation. */
  isDue(counters: Counters): boolean;
  /** Evaluates the online network if that is due: adds a row, keeps the agent when it is the best, counts it. */
  maybe(run: RunFolder, setup: TrainingSetup, counters: Counters): Promise<void>;
  dispose(): Promise<void>;
}

/** Seed of a run's evaluations; `sap-atari evaluate --seed` with it plays the same games. */
export const evaluationSeed = (config: Config): number => createRandom(config.seed).split('evaluation').uint32();

/** @throws RangeError when evaluations will be due and there is nothing to play them on */
export function createTrainEvaluation(config: Config, options: TrainEvaluationOptions): TrainEvaluation {
  const { evaluationPeriodSteps: period, evaluationEpisodes: games, evaluationExploration: epsilon } = config;
  const { folder, createEvaluationEnvironment, signal, onWarning, retryPauseSeconds } = options;
  if (period > 0 && period <= config.totalSteps && !createEvaluationEnvironment) {
    throw new RangeError(
      `evaluationPeriodSteps is ${period}: expected createEvaluationEnvironment, or 0 for no evaluation`,
    );
  }
  const rng = createRandom(evaluationSeed(config));
  let tools: Tools | undefined;

  /** Made for the first evaluation: many runs are too short for one. */
  async function prepare({ specs }: TrainingSetup['agent']): Promise<Tools> {
    const { hiddenLayers, engine, provider } = config;
    const network = qNetwork({ hiddenLayers });
    const { views } = createFlatParameters(specs);
    const environments = Array.from({ length: games }, (_, i) =>
      createEvaluationEnvironment!(rng.split(`episode ${i}`)),
    );
    return {
      views,
      online: await compileQ({ network, specs, views, batch: 1, engine, provider }),
      environment: environments[0]!,
      starts: environments.map((environment) => environment.save()),
    };
  }

  /** Undefined when the signal came before the end. */
  async function play({ online, environment, starts }: Tools): Promise<Game[] | undefined> {
    const played: Game[] = [];
    for (const [i, start] of starts.entries()) {
      environment.restore(start);
      const game = await playGame(environment, online.q, epsilon, rng.split(`exploration ${i}`), signal);
      if (!game) return undefined;
      played.push(game);
    }
    return played;
  }

  /** The agent first: it may be written again. */
  function write(run: RunFolder, setup: TrainingSetup, views: readonly Float32Array[], row: EvaluationRow): void {
    if (row.best) run.asWriter(() => keep(setup, views, row));
    run.addEvaluation(row);
  }

  function keep(setup: TrainingSetup, views: readonly Float32Array[], row: EvaluationRow) {
    const best = join(folder, bestName);
    saveAgent(best, { ...setup.agent, step: row.step, views });
    const evaluation = { ...row, seed: evaluationSeed(config) };
    writeAtomically(join(best, bestRowName), `${JSON.stringify(evaluation, null, 2)}\n`);
  }

  const isDue = ({ step, evaluation }: Counters) => period > 0 && timesDue(evaluation.step, step, period) > 0;
  return {
    isDue,
    async maybe(run, setup, counters) {
      if (!isDue(counters) || signal?.aborted) return;
      const { step, evaluation: state } = counters;
      tools ??= await prepare(setup.agent);
      const { views } = tools;
      for (const [i, view] of views.entries()) view.set(setup.learner.online.views[i]!);
      const played = await play(tools);
      if (!played) return;
      const [returns, lengths] = [played.map((game) => game.return), played.map((game) => game.steps)];
      const best = state.bestReturn === null || mean(returns) > state.bestReturn;
      const scores = { games, return: mean(returns), length: mean(lengths) };
      const row: EvaluationRow = { step, ...scores, exploration: epsilon, best, returns, lengths };
      const waiting = { signal, onWarning, pauseSeconds: retryPauseSeconds };
      await whenThereIsRoom(() => write(run, setup, views, row), waiting);
      state.step = step;
      state.newest = row;
      if (best) state.bestReturn = row.return;
    },
    async dispose() {
      await tools?.online.dispose();
    },
  };
}

interface Tools {
  /** The agent as it was when the evaluation began. */
  readonly views: readonly Float32Array[];
  readonly online: CompiledQ;
  readonly environment: Environment;
  /** States of the environment before the first reset of each game. */
  readonly starts: readonly Uint8Array[];
}

/** One whole game; the draws do not depend on the agent. Undefined when the signal came before its end. */
async function playGame(
  environment: Environment,
  q: QFunction,
  epsilon: number,
  exploration: Random,
  signal: AbortSignal | undefined,
): Promise<Game | undefined> {
  let [returned, steps] = [0, 0];
  environment.reset();
  for (;;) {
    await setImmediate(); // the network answers in microtasks: without a pause, no signal would be heard
    if (signal?.aborted) return undefined;
    const explores = exploration.uniform() < epsilon;
    const random = exploration.integer(environment.actions.length);
    const { rawReward, gameOver } = environment.step(explores ? random : argMax(await q(environment.observation)));
    returned += rawReward;
    steps++;
    if (gameOver) return { return: returned, steps };
  }
}
