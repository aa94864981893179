/** The rules of play: what the literature varies between an Atari console and an agent. presets.ts has those of publications. */
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import { limits } from '../common/limits.js';
import { choice, limited } from '../files/config-forms.js';

const { agent: bounds } = limits;
const flag = () => z.boolean('true or false');

/** Rules of play. */
export interface Rules {
  /** Probability that a frame repeats the last action. */
  readonly stickyActionProbability: number;
  /** Whether the agent has all actions of the console, not only the game's minimal set. */
  readonly fullActionSet: boolean;
  /** Mode of the game; null: its default. */
  readonly gameMode: number | null;
  /** Difficulty of the game; null: its default. */
  readonly difficulty: number | null;
  /** Frames an action is held. */
  readonly frameSkipFrames: number;
  /** Upper bound of the random number of idle frames at the start of an episode. */
  readonly maxNoOpStartFrames: number;
  /** Frames after which an episode is truncated. */
  readonly maxEpisodeFrames: number;
  /** Whether the learner sees a lost life as an end. */
  readonly lifeLossEndsEpisode: boolean;
  /** Whether the learner sees only the sign of a reward. */
  readonly clipRewards: boolean;
  /** Whether FIRE is pressed after each reset; `auto`: in games that stand still until then. */
  readonly fireReset: 'never' | 'auto' | 'always';
  /** Whether FIRE is pressed after a lost life too. */
  readonly fireAfterLifeLoss: boolean;
  /** Whether FIRE comes before the idle frames of a start. */
  readonly fireBeforeNoOps: boolean;
}

/** The key of each rule, with what is expected of its value and what it means. Configs and results hold rules under these keys. */
export const ruleShape = {
  stickyActionProbability: limited(bounds.stickyActionProbability).describe(
    'probability that a frame repeats the last action instead of the new one',
  ),
  fullActionSet: flag().describe(
    'whether the agent has all actions of the console, not only those that the game needs',
  ),
  gameMode: limited(bounds.gameMode).nullable().describe('mode of the game, as ALE numbers them; null = its default'),
  difficulty: limited(bounds.difficulty)
    .nullable()
    .describe('difficulty of the game, as ALE numbers them; null = its default'),
  frameSkipFrames: limited(bounds.frameSkipFrames).describe('frames an action is held'),
  maxNoOpStartFrames: limited(bounds.maxNoOpStartFrames).describe(
    'upper bound of the random number of idle frames at the start of an episode',
  ),
  maxEpisodeFrames: limited(bounds.maxEpisodeFrames).describe('an episode is truncated after this many frames'),
  lifeLossEndsEpisode: flag().describe('whether the learner sees a lost life as an end; never in evaluations'),
  clipRewards: flag().describe('whether the learner sees only the sign of a reward; never in evaluations'),
  fireReset: choice('never', 'auto', 'always').describe(
    'whether FIRE is pressed for one step after each reset; auto = in games that stand still until then',
  ),
  fireAfterLifeLoss: flag().describe('whether FIRE is pressed after a lost life too'),
  fireBeforeNoOps: flag().describe('whether FIRE comes before the idle frames of a start, not after them'),
} satisfies { readonly [Key in keyof Rules]: z.ZodType<Rules[Key]> };

/** All keys of rules. */
export const ruleKeys = Object.keys(ruleShape) as readonly (keyof Rules)[];

/** Returns the keys of `values` that are rules. */
export const pickRules = (values: Partial<Rules>): Partial<Rules> =>
  Object.fromEntries(ruleKeys.filter((key) => values[key] !== undefined).map((key) => [key, values[key]]));

/** Keys that need a `fireReset` other than `never`. */
const fireKeys = ['fireAfterLifeLoss', 'fireBeforeNoOps'] as const;

/**
 * Returns `base` with the keys of `given`. Without FIRE at the start, the keys that refine it fall to false, unless they are given.
 */
export function changedRules(base: Rules, given: Partial<Rules>): Rules {
  const dropped = given.fireReset === 'never' ? Object.fromEntries(fireKeys.map((key) => [key, false])) : {};
  return { ...base, ...dropped, ...given };
}

/** @throws UsageError for a key that would have no effect */
export function expectEffective<R extends Rules>(rules: R): R {
  const idle = fireKeys.find((key) => rules[key] && rules.fireReset === 'never');
  if (idle === undefined) return rules;
  throw new UsageError(
    `${idle}: expected false where fireReset is "never" (no FIRE is pressed), got true; set fireReset to "auto" or "always", or leave ${idle} out`,
  );
}

/** The rules by which an agent is measured: whole games, in the game's own points. */
export const evaluationRules = <R extends Rules>(rules: R): R => ({
  ...rules,
  lifeLossEndsEpisode: false,
  clipRewards: false,
});
