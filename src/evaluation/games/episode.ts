/** Plays one episode of an evaluation, and the line that is kept of it. */

import { z } from 'zod';
import type { AttackedFrames } from '../../attack/agent/attacked-frames.js';
import type { Timing } from '../../attack/agent/timing.js';
import type { Random } from '../../common/random.js';
import type { Environment } from '../../env/environment.js';
import {
  countStep,
  type EpisodeEnd,
  type EpisodeLimits,
  newTally,
  type Truncation,
  truncations,
} from '../../env/episode.js';
import {
  atLeastOne,
  count,
  type Fault,
  finite,
  gap,
  grayLevels,
  seed,
  share as shareValue,
  withoutFaults,
} from '../../storage/results/line-values.js';
import type { Timed } from '../../storage/results/timing.js';
import { createAttackedPlayer } from '../players/attacked-player.js';
import type { Decider } from '../players/attacked-step.js';
import type { Job } from '../settings.js';
import { createRecorder, type EpisodeJob, type EpisodePart, type Recorder, type Taken } from './recording.js';

/**
 * A line of episodes.jsonl. Every reported value follows from such lines. Means are over the greedy steps, or over the attacked
 * ones; null where there were none.
 */
export interface Episode extends Job {
  /** Sum of the raw rewards. */
  readonly return: number;
  /** Length of the episode, in agent steps. */
  readonly steps: number;
  /** What truncated the episode; null when the game ended. */
  readonly truncatedBy: Truncation | null;
  /** Steps of all stretches of at least `stallSteps` steps in which the screen did not change; null where not recorded. */
  readonly stalledSteps: number | null;
  /** Steps whose action the network chose: all but the exploring ones. */
  readonly greedySteps: number;
  /** Greedy steps that were attacked. */
  readonly attackedSteps: number;
  /** Mean of max Q − Q(action taken), by the plain network at the true observation. */
  readonly qGap: number | null;
  /** Mean share of the defense's samples whose own greedy action is the action taken. */
  readonly sampleAgreement: number | null;
  /**
   * Share of the attacked steps (at λ 0: of all greedy steps) whose action differs from the plain network's at the true
   * observation. Actions that the defense changes by itself count as well.
   */
  readonly flipRate: number | null;
  /** Mean share of pixels with a gradient of exactly zero. */
  readonly zeroGradientPixels: number | null;
  /** Share of attacked steps whose gradient was zero in every pixel. */
  readonly zeroGradientSteps: number | null;
  /** Largest ‖δ‖∞ in gray levels. */
  readonly linfNorm: number | null;
}

/** Schema of lines that are read back. */
export const episodeSchema = z
  .object({
    ...{ game: z.string(), run: z.string(), agent: z.string(), attack: z.string().nullable() },
    ...{ gradientSamples: atLeastOne.nullable(), lambda: grayLevels, seed, index: count },
    ...{ return: finite, steps: atLeastOne },
    ...{ truncatedBy: z.enum(truncations).nullable(), stalledSteps: count.nullable() },
    ...{ greedySteps: count, attackedSteps: count },
    ...{ qGap: gap.nullable(), sampleAgreement: shareValue.nullable(), flipRate: shareValue.nullable() },
    ...{ zeroGradientPixels: shareValue.nullable(), zeroGradientSteps: shareValue.nullable() },
    linfNorm: grayLevels.nullable(),
  })
  .superRefine(withoutFaults<Episode>(faultsOf)) satisfies z.ZodType<Episode>;

/** A mean is a number where there were steps to average over, and null elsewhere. */
function faultsOf(episode: Episode): (Fault | false)[] {
  const { attack, lambda, steps, stalledSteps: stalled, greedySteps: greedy, attackedSteps: attacked } = episode;
  const known = (key: keyof Episode, over: number, of: string): Fault | false =>
    (episode[key] !== null) !== over > 0 && [key, over > 0 ? `a number, of ${over} ${of}` : `null, of no ${of}`];
  const onlyAttacked = (key: keyof Episode): Fault | false =>
    attacked === 0 && episode[key] !== null && [key, 'null, of no attacked steps'];
  return [
    (attack === null) !== (lambda === 0) && ['attack', lambda === 0 ? 'null at λ 0' : `a name at λ ${lambda}`],
    (stalled ?? 0) > steps && ['stalledSteps', `at most the ${steps} steps`],
    greedy > steps && ['greedySteps', `at most the ${steps} steps`],
    attacked > greedy && ['attackedSteps', `at most the ${greedy} greedy steps`],
    lambda === 0 && attacked > 0 && ['attackedSteps', '0 at λ 0'],
    known('qGap', greedy, 'greedy steps'),
    known('sampleAgreement', greedy, 'greedy steps'),
    known('flipRate', flippable(episode), lambda === 0 ? 'greedy steps' : 'attacked steps'),
    known('linfNorm', attacked, 'attacked steps'),
    onlyAttacked('zeroGradientPixels'),
    onlyAttacked('zeroGradientSteps'),
  ];
}

export interface PlayOptions {
  readonly job: EpisodeJob;
  readonly environment: Environment;
  /** Not used where `explorationRate` is 1. */
  readonly decider: Decider;
  readonly timing: Timing;
  readonly frames: AttackedFrames;
  readonly limits: EpisodeLimits;
  /** Share of random actions. */
  readonly explorationRate: number;
  /** Gives the same numbers for every agent: two per step, used or not. */
  readonly exploration: Random;
  /** Seed of the random numbers of the attack and the defense. */
  readonly noiseSeed: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after each step that was not played before. */
  readonly onStep?: (steps: number, returnSoFar: number) => void;
  /** Receives what is needed to resume the episode. */
  readonly onPart?: ((part: EpisodePart) => void) | undefined;
}

/** Returns undefined when the signal was aborted before the end. The time is that of the network, attack included. */
export async function playEpisode(options: PlayOptions): Promise<Timed<Episode> | undefined> {
  const { environment, limits, explorationRate, exploration, signal } = options;
  const { parts, ...job } = options.job;
  const recorder = createRecorder({ parts, withStacks: options.frames === 'newest', onPart: options.onPart });
  const choose = createChooser(options, recorder);
  const totals = { greedy: 0, attacked: 0, seconds: 0, gaps: 0, agreements: 0, flips: 0 };
  const gradients = { known: 0, zeroPixels: 0, zeroSteps: 0 };
  const tally = newTally();
  let [isReset, linfNorm] = [false, 0];
  /** Whether the observation has started anew since the agent last chose an action. */
  let isRestarted = false;
  let end: EpisodeEnd | undefined;

  while (!end) {
    // A macrotask between steps lets the abort signal arrive.
    await new Promise(setImmediate);
    if (signal?.aborted) {
      recorder.flush();
      return undefined;
    }
    if (!isReset) environment.reset();
    const isReplayed = recorder.isReplaying;
    const explores = exploration.uniform() < explorationRate;
    let action = exploration.integer(environment.actions.length);
    if (!explores) {
      const taken = await choose(environment.observation, tally.steps, isRestarted);
      isRestarted = false;
      action = taken.action;
      totals.greedy++;
      totals.seconds += taken.seconds;
      totals.gaps += taken.qGap;
      totals.agreements += taken.sampleAgreement;
      if (taken.attack || job.lambda === 0) totals.flips += Number(taken.flipped);
      if (taken.attack) {
        const { zeroGradientShare, linfNorm: change } = taken.attack;
        totals.attacked++;
        linfNorm = Math.max(linfNorm, change);
        gradients.known += Number(zeroGradientShare !== null);
        gradients.zeroPixels += zeroGradientShare ?? 0;
        gradients.zeroSteps += Number(zeroGradientShare === 1);
      }
    }
    const step = environment.step(action);
    end = countStep(tally, step, environment.observation, limits);
    isReset = !(step.terminated || step.truncated);
    isRestarted ||= step.restarted ?? false;
    if (!isReplayed) options.onStep?.(tally.steps, tally.return);
  }

  const { greedy, attacked } = totals;
  const episode: Episode = {
    ...job,
    return: tally.return,
    steps: tally.steps,
    truncatedBy: end === 'game over' ? null : end,
    stalledSteps: tally.stalledSteps,
    greedySteps: greedy,
    attackedSteps: attacked,
    qGap: share(totals.gaps, greedy),
    sampleAgreement: share(totals.agreements, greedy),
    flipRate: share(totals.flips, flippable({ ...job, greedySteps: greedy, attackedSteps: attacked })),
    zeroGradientPixels: share(gradients.zeroPixels, gradients.known),
    zeroGradientSteps: share(gradients.zeroSteps, gradients.known),
    linfNorm: attacked > 0 ? linfNorm : null,
  };
  return { lines: [episode], timing: { ...job, count: greedy, seconds: totals.seconds } };
}

/** Returns the number of steps over which the flip rate of an episode is a mean. */
export const flippable = ({
  lambda,
  greedySteps,
  attackedSteps,
}: Pick<Episode, 'lambda' | 'greedySteps' | 'attackedSteps'>): number => (lambda === 0 ? greedySteps : attackedSteps);

const share = (sum: number, count: number): number | null => (count > 0 ? sum / count : null);

/** Creates what chooses the actions of one episode: those that were recorded, then the agent's. */
function createChooser({ job: { lambda }, decider, timing, frames, noiseSeed }: PlayOptions, recorder: Recorder) {
  const player = createAttackedPlayer({ decider, lambda, timing, frames, noiseSeed, seen: recorder.seen });
  return async (observation: Uint8Array, step: number, isRestarted: boolean): Promise<Taken> => {
    const recorded = recorder.recorded(step);
    if (recorded) return recorded;
    const { action, wanted, qGap, sampleAgreement, seconds, attack } = await player.choose(
      observation,
      step,
      isRestarted,
    );
    const taken = {
      ...{ step, action, qGap, flipped: action !== wanted, seconds, sampleAgreement },
      ...(attack && { attack: { zeroGradientShare: attack.zeroGradientShare, linfNorm: attack.linfNorm } }),
    };
    recorder.add(taken, player.seen);
    return taken;
  };
}
