/** One game of an evaluation, and what is kept of it. */

import { z } from 'zod';
import { argMax } from '../../agent/policy.js';
import { type AttackedFrames, carryFrames } from '../../attack/stack.js';
import type { Timing } from '../../attack/timing.js';
import type { Random } from '../../common/random.js';
import { type Environment, stackDepth } from '../../env/environment.js';
import type { Timed } from '../../storage/result-timing.js';
import {
  atLeastOne,
  count,
  type Fault,
  finite,
  gap,
  pixels,
  seed,
  share as shareValue,
  withoutFaults,
} from '../../storage/row-values.js';
import type { Decider, Pixels } from '../players/attacked-step.js';
import type { Job } from '../settings.js';

/**
 * One line of episodes.jsonl: every figure of a report can be had from these. Means are over the decisions in which the
 * network was asked, or over those of them that were attacked; null where there were none.
 */
export interface Episode extends Job {
  /** Sum of the raw rewards. */
  readonly return: number;
  readonly decisions: number;
  /** False when the game was cut off. */
  readonly gameOver: boolean;
  /** Decisions in which the network was asked: all but the exploring ones. */
  readonly greedyDecisions: number;
  /** Of those, how many were attacked. */
  readonly attackedDecisions: number;
  /** Mean of max Q − Q(action taken), by the plain network at the true observation: what the choice cost. */
  readonly qGap: number | null;
  /** Mean share of the defense's draws that would have taken the action taken by themselves. */
  readonly drawAgreement: number | null;
  /**
   * Share of attacked decisions, of all where λ is 0, whose action is not the plain network's at the true observation: what
   * the defense changes by itself is counted too, as it is at λ 0.
   */
  readonly flipRate: number | null;
  /** Mean share of pixels with a gradient of exactly zero. */
  readonly zeroGradientPixels: number | null;
  /** Share of attacked decisions whose gradient was zero in every pixel. */
  readonly zeroGradientDecisions: number | null;
  /** Largest ‖Δx‖∞ in pixels. */
  readonly largestChange: number | null;
}

/** What every line has, for those that are read back. */
export const episodeSchema = z
  .object({
    ...{ game: z.string(), run: z.string(), agent: z.string(), attack: z.string().nullable() },
    ...{ gradientDraws: atLeastOne.nullable(), lambda: pixels, seed, index: count },
    ...{ return: finite, decisions: atLeastOne, gameOver: z.boolean() },
    ...{ greedyDecisions: count, attackedDecisions: count },
    ...{ qGap: gap.nullable(), drawAgreement: shareValue.nullable(), flipRate: shareValue.nullable() },
    ...{ zeroGradientPixels: shareValue.nullable(), zeroGradientDecisions: shareValue.nullable() },
    largestChange: pixels.nullable(),
  })
  .superRefine(withoutFaults<Episode>(faultsOf)) satisfies z.ZodType<Episode>;

/** A mean is known where there was anything to take it over, and nowhere else. */
function faultsOf(episode: Episode): (Fault | false)[] {
  const { attack, lambda, decisions, greedyDecisions: asked, attackedDecisions: attacked } = episode;
  const known = (key: keyof Episode, over: number, of: string): Fault | false =>
    (episode[key] !== null) !== over > 0 && [key, over > 0 ? `a number, of ${over} ${of}` : `null, of no ${of}`];
  const onlyAttacked = (key: keyof Episode): Fault | false =>
    attacked === 0 && episode[key] !== null && [key, 'null, of no attacked decisions'];
  return [
    (attack === null) !== (lambda === 0) && ['attack', lambda === 0 ? 'null at λ 0' : `a name at λ ${lambda}`],
    asked > decisions && ['greedyDecisions', `at most the ${decisions} decisions`],
    attacked > asked && ['attackedDecisions', `at most the ${asked} greedy decisions`],
    lambda === 0 && attacked > 0 && ['attackedDecisions', '0 at λ 0'],
    known('qGap', asked, 'greedy decisions'),
    known('drawAgreement', asked, 'greedy decisions'),
    known('flipRate', flippable(episode), lambda === 0 ? 'greedy decisions' : 'attacked decisions'),
    known('largestChange', attacked, 'attacked decisions'),
    onlyAttacked('zeroGradientPixels'),
    onlyAttacked('zeroGradientDecisions'),
  ];
}

export interface PlayOptions {
  readonly job: Job;
  readonly environment: Environment;
  /** Not asked where `epsilon` is 1. */
  readonly decider: Decider;
  readonly timing: Timing;
  readonly frames: AttackedFrames;
  readonly maxDecisions: number;
  /** Share of random actions. */
  readonly epsilon: number;
  /** Draws the same numbers for every agent: two a decision, asked or not. */
  readonly exploration: Random;
  /** Of the attack's and the defense's draws. */
  readonly drawSeed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onDecision?: (decisions: number, returnSoFar: number) => void;
}

/**
 * Undefined when the signal came before the end. The time is that of asking the network, attack included.
 */
export async function playEpisode(options: PlayOptions): Promise<Timed<Episode> | undefined> {
  const { job, environment, maxDecisions, epsilon, exploration, signal } = options;
  const decide = createPlayer(options);
  const totals = { asked: 0, attacked: 0, seconds: 0, gaps: 0, agreements: 0, flips: 0 };
  const gradients = { known: 0, zeroPixels: 0, zeroDecisions: 0 };
  let [returned, decisions, gameOver, ended, largestChange] = [0, 0, false, true, 0];

  while (!gameOver && decisions < maxDecisions) {
    // A macrotask between decisions, else an interrupt would never be heard.
    await new Promise(setImmediate);
    if (signal?.aborted) return undefined;
    if (ended) environment.reset();
    const explores = exploration.uniform() < epsilon;
    let action = exploration.integer(environment.actions.length);
    if (!explores) {
      const taken = await decide(environment.observation, decisions);
      action = taken.action;
      totals.asked++;
      totals.seconds += taken.seconds;
      totals.gaps += taken.qGap;
      totals.agreements += taken.drawAgreement;
      if (taken.attack || job.lambda === 0) totals.flips += Number(taken.flipped);
      if (taken.attack) {
        const { zeroGradientShare, largestChange: change } = taken.attack;
        totals.attacked++;
        largestChange = Math.max(largestChange, change);
        gradients.known += Number(zeroGradientShare !== null);
        gradients.zeroPixels += zeroGradientShare ?? 0;
        gradients.zeroDecisions += Number(zeroGradientShare === 1);
      }
    }
    const step = environment.step(action);
    returned += step.rawReward;
    decisions++;
    gameOver = step.gameOver;
    ended = step.terminated || step.truncated;
    options.onDecision?.(decisions, returned);
  }

  const { asked, attacked } = totals;
  const episode: Episode = {
    ...job,
    return: returned,
    decisions,
    gameOver,
    greedyDecisions: asked,
    attackedDecisions: attacked,
    qGap: share(totals.gaps, asked),
    drawAgreement: share(totals.agreements, asked),
    flipRate: share(totals.flips, flippable({ ...job, greedyDecisions: asked, attackedDecisions: attacked })),
    zeroGradientPixels: share(gradients.zeroPixels, gradients.known),
    zeroGradientDecisions: share(gradients.zeroDecisions, gradients.known),
    largestChange: attacked > 0 ? largestChange : null,
  };
  return { lines: [episode], timing: { ...job, count: asked, seconds: totals.seconds } };
}

/** Decisions over which the flip rate of a game is a mean. */
export const flippable = ({
  lambda,
  greedyDecisions,
  attackedDecisions,
}: Pick<Episode, 'lambda' | 'greedyDecisions' | 'attackedDecisions'>): number =>
  lambda === 0 ? greedyDecisions : attackedDecisions;

const share = (sum: number, count: number): number | null => (count > 0 ? sum / count : null);

/** An action with what is known of it. */
interface Taken {
  readonly action: number;
  readonly seconds: number;
  readonly qGap: number;
  /** Whether it is not the plain network's at the true observation. */
  readonly flipped: boolean;
  readonly drawAgreement: number;
  /** Absent where the decision was not attacked. */
  readonly attack?: {
    readonly zeroGradientShare: number | null;
    readonly largestChange: number;
  };
}

/** The agent under attack, decision by decision of one game. */
function createPlayer({ job: { lambda }, decider, timing, frames, drawSeed }: PlayOptions) {
  /** The last stack as the agent saw it; kept only where its older frames stay so. */
  let seen: Float32Array | undefined;

  return async (observation: Uint8Array, decision: number): Promise<Taken> => {
    const moment = [drawSeed, decision] as const;
    const value = await decider.value(observation);
    const judged = (action: number) => ({
      action,
      qGap: Math.max(...value) - value[action]!,
      flipped: action !== argMax(value),
    });
    const stack: Pixels = frames === 'newest' ? carryFrames(observation, seen, stackDepth) : observation;
    const begin = performance.now();
    const seconds = () => (performance.now() - begin) / 1000;

    if (lambda === 0 || !timing(value, decision)) {
      const { action, drawAgreement } = await decider.clean(stack, moment);
      const taken = { ...judged(action), seconds: seconds(), drawAgreement };
      if (stack instanceof Float32Array) seen = stack;
      return taken;
    }
    const found = await decider.attacked(stack, lambda, moment);
    const { action, drawAgreement, zeroGradientShare, largestChange, perturbed } = found;
    if (frames === 'newest') seen = perturbed;
    return {
      ...judged(action),
      seconds: seconds(),
      drawAgreement,
      attack: { zeroGradientShare, largestChange },
    };
  };
}
