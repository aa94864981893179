/** The rules of play: what the literature varies between an Atari console and an agent. presets.ts has those of publications. */
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import { isWithin, limits } from '../common/limits.js';
import { choice, limited } from '../files/config-forms.js';

const { agent: bounds } = limits;
const flag = () => z.boolean('true or false');

/** Rules of play. */
export interface Rules {
  /** Probability that a frame repeats the last action. */
  readonly stickyActionProbability: number;
  /** Whether the agent has all actions of the console, not only the game's minimal set. */
  readonly fullActionSet: boolean;
  /** The actions of the agent: `all` of the set, the first so many of it, or names with commas between them. */
  readonly actions: 'all' | number | string;
  /** Mode of the game; null: its default. */
  readonly gameMode: number | null;
  /** Difficulty of the game; null: its default. */
  readonly difficulty: number | null;
  /** How a picture becomes a frame: by ALE's gray, or by the steps of another library (docs/departures.md). */
  readonly preprocessing: 'ale' | 'gymnasium' | 'sb3' | 'cleanrl' | 'gymnasium-rgb';
  /** Rows by which the central square that is seen lies below the middle of the screen; null: the whole screen is seen. */
  readonly cropShiftRows: number | null;
  /** What stands for the frames before the first of an episode. */
  readonly firstFramePadding: 'zeros' | 'repeat';
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
  /** Whether the action of index 2 is pressed after FIRE, as in Baselines' FireResetEnv. */
  readonly actionTwoAfterFire: boolean;
  /** Whether a lost life is followed by a step of NOOP and a new observation, as in Baselines' EpisodicLifeEnv. */
  readonly resetAfterLifeLoss: boolean;
}

const actionsForm = '"all", a whole number of actions from 1 to 18, or names such as "NOOP,FIRE,LEFT"';

/** Whether it has the form of the rule `actions`. */
export const isChoiceOfActions = (value: number | string): boolean =>
  typeof value === 'number' ? isWithin(bounds.actions, value) : /^[A-Z]+(,[A-Z]+)*$|^all$/.test(value);

/** The key of each rule, with what is expected of its value and what it means. Configs and results hold rules under these keys. */
export const ruleShape = {
  stickyActionProbability: limited(bounds.stickyActionProbability).describe(
    'probability that a frame repeats the last action instead of the new one',
  ),
  fullActionSet: flag().describe(
    'whether the agent has all actions of the console, not only those that the game needs',
  ),
  actions: z
    .union([z.number(), z.string()], actionsForm)
    .refine(isChoiceOfActions, actionsForm)
    .describe('which of them the agent has: all, the first so many, or names with commas between them'),
  gameMode: limited(bounds.gameMode).nullable().describe('mode of the game, as ALE numbers them; null = its default'),
  difficulty: limited(bounds.difficulty)
    .nullable()
    .describe('difficulty of the game, as ALE numbers them; null = its default'),
  preprocessing: choice('ale', 'gymnasium', 'sb3', 'cleanrl', 'gymnasium-rgb').describe(
    'order and rounding of gray, maximum of two frames and resizing: ALE’s gray, exactly rounded, or as another library computes them',
  ),
  cropShiftRows: limited(bounds.cropShiftRows)
    .nullable()
    .describe(
      'only the central 168 rows are seen, so many rows further down, with 4 black columns at each side, as by SA-DQN; null = the whole screen',
    ),
  firstFramePadding: choice('zeros', 'repeat').describe(
    'what stands for the frames before the first of an episode; repeat = the first frame',
  ),
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
  actionTwoAfterFire: flag().describe(
    'whether the action of index 2 is pressed for one step after FIRE, as in Baselines’ FireResetEnv',
  ),
  resetAfterLifeLoss: flag().describe(
    'whether a lost life is followed by a step of NOOP, then FIRE where it is pressed, and a new observation, as in Baselines’ EpisodicLifeEnv',
  ),
} satisfies { readonly [Key in keyof Rules]: z.ZodType<Rules[Key]> };

/** All keys of rules. */
export const ruleKeys = Object.keys(ruleShape) as readonly (keyof Rules)[];

/** Returns the keys of `values` that are rules. */
export const pickRules = (values: Partial<Rules>): Partial<Rules> =>
  Object.fromEntries(ruleKeys.filter((key) => values[key] !== undefined).map((key) => [key, values[key]]));

/** Keys that need a `fireReset` other than `never`. */
const fireKeys = ['fireAfterLifeLoss', 'fireBeforeNoOps', 'actionTwoAfterFire'] as const;

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
  if (idle !== undefined) {
    throw new UsageError(
      `${idle}: expected false where fireReset is "never" (no FIRE is pressed), got true; set fireReset to "auto" or "always", or leave ${idle} out`,
    );
  }
  if (rules.cropShiftRows !== null && rules.preprocessing === 'ale') {
    throw new UsageError(
      `cropShiftRows: expected null where preprocessing is "ale", got ${rules.cropShiftRows}; set preprocessing to "sb3", as SA-DQN has it`,
    );
  }
  return rules;
}

/** @throws UsageError as `expectEffective`, and for rules by which an agent cannot be trained */
export function expectTrainable(rules: Rules): void {
  expectEffective(rules);
  if (rules.lifeLossEndsEpisode || !rules.resetAfterLifeLoss) return;
  throw new UsageError(
    'resetAfterLifeLoss: expected false where lifeLossEndsEpisode is false in a training (an episode has one start), got true',
  );
}

/** The rules by which an agent is measured: whole games, in the game's own points. */
export const evaluationRules = <R extends Rules>(rules: R): R => ({
  ...rules,
  lifeLossEndsEpisode: false,
  clipRewards: false,
});
