/** One game of an evaluation, and what is kept of it. */
import type { Environment } from '../env/environment.js';
import type { Random } from '../random.js';
import type { Decider } from './evaluate-decision.js';

/** One line of episodes.jsonl: every figure of a report can be had from these. Means are over the attacked decisions. */
export interface Episode {
  readonly lambda: number;
  readonly agent: string;
  /** Equal indices, equal start and exploration. */
  readonly index: number;
  /** Sum of the raw rewards. */
  readonly return: number;
  readonly decisions: number;
  /** False when the game was cut off. */
  readonly gameOver: boolean;
  /** Decisions in which the network was asked: all but the exploring ones. */
  readonly greedyDecisions: number;
  /** Of asking it, attack included. */
  readonly secondsPerDecision: number;
  /** Share of attacked decisions whose action is not that of the clean observation. */
  readonly flipRate: number | null;
  /** Mean share of pixels with a gradient of exactly zero. */
  readonly zeroGradientPixels: number | null;
  /** Share of attacked decisions whose gradient was zero in every pixel. */
  readonly zeroGradientDecisions: number | null;
  /** Largest ‖Δx‖∞ in pixels. */
  readonly largestChange: number | null;
}

export interface PlayOptions {
  readonly environment: Environment;
  readonly decider: Decider;
  /** Pixels; 0 plays without the attack. */
  readonly lambda: number;
  readonly index: number;
  readonly maxDecisions: number;
  /** Share of random actions. */
  readonly epsilon: number;
  /** Draws the same numbers for every agent: two a decision, asked or not. */
  readonly exploration: Random;
  /** Of the attack's and the defence's draws. */
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly onDecision?: (decisions: number, returnSoFar: number) => void;
}

/** Undefined when the signal came before the end. */
export async function playEpisode(options: PlayOptions): Promise<Episode | undefined> {
  const { environment, decider, lambda, index, maxDecisions, epsilon, exploration, seed, signal } = options;
  let [returned, decisions, gameOver, ended] = [0, 0, false, true];
  let [asked, seconds, flips, zeroPixels, zeroDecisions, largestChange] = [0, 0, 0, 0, 0, 0];

  while (!gameOver && decisions < maxDecisions) {
    // A macrotask between decisions, else an interrupt would never be heard.
    await new Promise(setImmediate);
    if (signal?.aborted) return undefined;
    if (ended) environment.reset();
    const explores = exploration.uniform() < epsilon;
    let action = exploration.integer(environment.actions.length);
    if (!explores) {
      const { observation } = environment;
      const begin = performance.now();
      if (lambda === 0) {
        action = (await decider.clean(observation, [seed, decisions])).action;
      } else {
        const decision = await decider.attacked(observation, lambda, [seed, decisions]);
        action = decision.action;
        flips += Number(action !== decision.cleanAction);
        zeroPixels += decision.zeroGradientShare;
        zeroDecisions += Number(decision.zeroGradientShare === 1);
        largestChange = Math.max(largestChange, decision.largestChange);
      }
      seconds += (performance.now() - begin) / 1000;
      asked++;
    }
    const step = environment.step(action);
    returned += step.rawReward;
    decisions++;
    gameOver = step.gameOver;
    ended = step.terminated || step.truncated;
    options.onDecision?.(decisions, returned);
  }

  const share = (sum: number) => (lambda > 0 && asked > 0 ? sum / asked : null);
  return {
    lambda,
    agent: decider.label,
    index,
    return: returned,
    decisions,
    gameOver,
    greedyDecisions: asked,
    secondsPerDecision: asked > 0 ? seconds / asked : 0,
    flipRate: share(flips),
    zeroGradientPixels: share(zeroPixels),
    zeroGradientDecisions: share(zeroDecisions),
    largestChange: lambda > 0 && asked > 0 ? largestChange : null,
  };
}
