/**
 * What does a perturbation of λ pixels cost an agent, and what does a defence save? Plays the same games, from the same
 * starts and with the same exploration, for every λ with the plain agent and with the defended one (the paper's Table 1).
 */
import { none } from '../defense/defense.js';
import type { Environment } from '../env/environment.js';
import { createRandom, type Random } from '../random.js';
import { createDecider, type Decider, type DeciderOptions } from './evaluate-decision.js';
import { type Episode, playEpisode } from './evaluate-episode.js';
import { type Row, summariseRow } from './evaluate-summary.js';

export interface EvaluateOptions extends DeciderOptions {
  /** A game whose start and whose chance depend on `rng` alone. */
  readonly createEnvironment: (rng: Random) => Environment;
  /** Sizes of the perturbation in pixels; 0 plays without an attack. */
  readonly lambdas: readonly number[];
  /** Games for each λ and agent. */
  readonly episodes: number;
  /** Games longer than that are cut off; their return counts so far. */
  readonly maxDecisions?: number;
  /** Share of random actions; default 0.05, as in Mnih et al. 2015. */
  readonly evaluationEpsilon?: number;
  readonly seed: number;
  /** Aborting it ends the evaluation before the next decision. */
  readonly signal?: AbortSignal;
  readonly onEpisode?: (episode: Episode) => void;
  readonly onRow?: (row: Row) => void;
  readonly onProgress?: (progress: EvaluateProgress) => void;
}

/** Told after every decision. */
export interface EvaluateProgress {
  readonly lambda: number;
  readonly agent: string;
  /** Games ended, of all there are to play. */
  readonly episodesDone: number;
  readonly episodesTotal: number;
  /** Decisions of the game under way, and its return so far. */
  readonly decisions: number;
  readonly return: number;
}

export interface Evaluation {
  /** Finished rows: λ ascending as given, the plain agent first. */
  readonly rows: readonly Row[];
  /** Finished games, of unfinished rows too. */
  readonly episodes: readonly Episode[];
  /** The signal came before the end. */
  readonly aborted: boolean;
}

/** With the defence `none` only the plain agent plays. */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { defense, lambdas, episodes: count, seed, signal } = options;
  const { maxDecisions = Number.POSITIVE_INFINITY, evaluationEpsilon = 0.05 } = options;
  const rng = createRandom(seed);
  const deciders: Decider[] = [];
  const rows: Row[] = [];
  const episodes: Episode[] = [];

  try {
    for (const each of new Set([none, defense])) {
      deciders.push(await createDecider({ ...options, defense: each }));
    }
    const episodesTotal = lambdas.length * deciders.length * count;
    for (const lambda of lambdas) {
      for (const decider of deciders) {
        const ofRow: Episode[] = [];
        for (let index = 0; index < count; index++) {
          const episode = await playEpisode({
            environment: options.createEnvironment(rng.split(`episode ${index}`)),
            decider,
            lambda,
            index,
            maxDecisions,
            epsilon: evaluationEpsilon,
            exploration: rng.split(`exploration ${index}`),
            seed: rng.split(`draws ${index}`).uint32() | 0,
            ...(signal ? { signal } : {}),
            onDecision: (decisions, soFar) =>
              options.onProgress?.({
                lambda,
                agent: decider.label,
                episodesDone: episodes.length,
                episodesTotal,
                decisions,
                return: soFar,
              }),
          });
          if (!episode) return { rows, episodes, aborted: true };
          ofRow.push(episode);
          episodes.push(episode);
          options.onEpisode?.(episode);
        }
        const row = summariseRow(ofRow, rng.split('bootstrap'));
        rows.push(row);
        options.onRow?.(row);
      }
    }
    return { rows, episodes, aborted: false };
  } finally {
    await Promise.all(deciders.map((decider) => decider.dispose()));
  }
}
