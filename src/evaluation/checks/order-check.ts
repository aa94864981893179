/**
 * A stronger attack does at least as much damage as a weaker one (Athalye et al. 2018; Carlini et al. 2019). Where it does
 * not, the gradients mislead the attack, and its result says nothing about the defense.
 */
import { fixed, pEquals, plural } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import type { Random } from '../../common/random.js';
import { firstOf } from '../../report/first-of.js';
import { holm, signFlipTest } from '../../report/statistics/significance.js';
import { mean } from '../../report/statistics/statistics.js';
import { significance } from '../../report/statistics/tested.js';
import type { Check } from './check.js';

/** Two attacks on the same agent at the same λ in the same episodes, states or images. */
export interface OrderedPair {
  /** For people: `sap100`. */
  readonly agent: string;
  /** For people: `4`. */
  readonly lambda: string;
  readonly stronger: Damage;
  readonly weaker: Damage;
}

export interface Damage {
  readonly attack: string;
  /** One value per episode, state or image, in the same order for both attacks; larger is worse for the agent. */
  readonly damage: readonly number[];
}

/** Random sign assignments of a test of many items: far fewer than for a reported p, since a check only passes or fails. */
const checkFlips = 10_000;

export interface OrderWords {
  /** Name of the check: `iterative ≥ one step`. */
  readonly check: string;
  /** What the check needs, for the case that there is nothing to compare. */
  readonly missing: string;
  /** Unit of damage: `points lost`. */
  readonly damage: string;
  /** What a failure means; a sentence that ends in `Mean`. */
  readonly meaning: string;
  /** What the values of damage belong to: `episodes`. */
  readonly unit: string;
}

/**
 * Tests every pair against its order: one-sided paired sign-flip tests, corrected over the pairs (Holm), 5 %. With too few
 * values for any of the tests to fail, all λ of an agent and two attacks become one test of means over λ. With too few
 * values for that, the check is not made.
 */
export function orderCheck(words: OrderWords, everyPair: readonly OrderedPair[], rng: Random): Check {
  const { check, missing, damage, meaning, unit } = words;
  if (everyPair.length === 0) return { check, verdict: 'not made', text: missing };
  const pairs = canFail(everyPair) ? everyPair : pooled(everyPair);
  if (!canFail(pairs)) {
    const needed = Math.ceil(Math.log2(pairs.length / significance));
    return { check, verdict: 'not made', text: `needs ${needed} ${unit} for ${plural(pairs.length, 'comparison')}` };
  }
  const ps = holm(
    pairs.map(({ stronger, weaker }) =>
      signFlipTest(
        weaker.damage.map((d, i) => d - stronger.damage[i]!),
        rng,
        { alternative: 'greater', flips: checkFlips, threshold: significance / pairs.length },
      ),
    ),
  );
  const wrong = pairs.flatMap(({ agent, lambda, stronger, weaker }, i) => {
    if (ps[i]! > significance) return [];
    const figure = ({ attack, damage: d }: Damage) => `${fixed(mean(d))} under ${attack}`;
    return [`${agent} at λ ${lambda}: ${figure(stronger)} but ${figure(weaker)} (${pEquals(ps[i]!)})`];
  });
  if (wrong.length === 0) {
    const text = `${plural(pairs.length, 'comparison')} over ${fewestValues(pairs)} ${unit}`;
    return { check, verdict: 'passed', text };
  }
  return {
    check,
    verdict: 'failed',
    text: `${meaning} ${damage}, ${wrong.length} of ${plural(pairs.length, 'comparison')}, p corrected: ${firstOf(wrong)}`,
  };
}

/** Whether the check fails if every single value contradicts the order. */
const canFail = (pairs: readonly OrderedPair[]): boolean => 2 ** -fewestValues(pairs) <= significance / pairs.length;

const fewestValues = (pairs: readonly OrderedPair[]): number =>
  Math.min(...pairs.map(({ stronger }) => stronger.damage.length));

/**
 * One pair for all λ of an agent and two attacks. The values of one episode or state at several λ are not independent (one
 * start, one gradient), so they become one value, their mean.
 */
const pooled = (pairs: readonly OrderedPair[]): OrderedPair[] =>
  [
    ...groupBy(pairs, ({ agent, stronger, weaker }) =>
      JSON.stringify([agent, stronger.attack, weaker.attack]),
    ).values(),
  ].map((group) => {
    const pool = (of: (pair: OrderedPair) => Damage): Damage => ({
      attack: of(group[0]!).attack,
      damage: Array.from({ length: fewestValues(group) }, (_, i) => mean(group.map((pair) => of(pair).damage[i]!))),
    });
    return {
      agent: group[0]!.agent,
      lambda: group.map(({ lambda }) => lambda).join(', '),
      stronger: pool(({ stronger }) => stronger),
      weaker: pool(({ weaker }) => weaker),
    };
  });
