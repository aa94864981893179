/**
 * What must hold before a robustness figure is believed (Athalye et al. 2018; Carlini et al. 2019): a stronger attack does
 * at least as much damage as a weaker one. Where it does not, the gradients mislead the attack, and the figure says nothing
 * about the defense. A check fails only beyond chance.
 */
import type { Settings } from '../attack/search/attack.js';
import { reachOf, remedyFor } from '../attack/search/unused-lambda.js';
import { fixed, pEquals, plural } from '../common/format.js';
import { groupBy } from '../common/group-by.js';
import type { Random } from '../common/random.js';
import { holm, signFlipTest } from '../report/statistics/significance.js';
import { mean } from '../report/statistics/statistics.js';

/** Result of one check of an evaluation. */
export interface Check {
  /** Name of the check. */
  readonly check: string;
  /** `measured`: a figure to be read, which nothing is held against. */
  readonly verdict: 'passed' | 'failed' | 'measured' | 'not made';
  /** What was compared, what failed, or what is missing. One line. */
  readonly text: string;
}

/** Two attacks on the same agent at the same λ in the same games or states. */
export interface OrderedPair {
  /** For people: `sap100`. */
  readonly agent: string;
  /** For people: `4`. */
  readonly lambda: string;
  readonly stronger: Damage;
  readonly weaker: Damage;
}

interface Damage {
  readonly attack: string;
  /** The more, the worse for the agent; by game or state, in the same order for both. */
  readonly damage: readonly number[];
}

/** Share of checks that may fail by chance where everything is as it should be, over all pairs of a check. */
const significance = 0.05;

/** Random assignments of signs of a test of many games: a check compares every two attacks, and only says yes or no. */
const checkFlips = 10_000;

export interface OrderWords {
  /** Name of the check: `iterative ≥ one step`. */
  readonly check: string;
  /** What to do when there is nothing to compare. */
  readonly missing: string;
  /** Unit of damage as text: `points lost`. */
  readonly damage: string;
  /** What a failure means. */
  readonly meaning: string;
  /** What pairs are counted in: `games`. */
  readonly unit: string;
}

/**
 * Holds every pair against its order by a one-sided paired sign-flip test, corrected over the pairs (Holm). Where there are
 * too few games for any of so many tests to fail, all λ of an agent and two attacks are one test, of means over
 * λ; where that does not suffice either, the check is not made.
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
  const count = fewestItems(pairs);
  if (wrong.length === 0) {
    return { check, verdict: 'passed', text: `${plural(pairs.length, 'comparison')} over ${count} ${unit}` };
  }
  return {
    check,
    verdict: 'failed',
    text: `${meaning} ${damage}, ${wrong.length} of ${plural(pairs.length, 'comparison')}, p corrected: ${firstOf(wrong)}`,
  };
}

/** Whether the plainest evidence, all differences against the order, could make a check of these pairs fail. */
const canFail = (pairs: readonly OrderedPair[]): boolean => 2 ** -fewestItems(pairs) <= significance / pairs.length;

const fewestItems = (pairs: readonly OrderedPair[]): number =>
  Math.min(...pairs.map(({ stronger }) => stronger.damage.length));

/**
 * One pair for all λ of an agent and two attacks. What a game or a state shows at several λ is not independent (one start,
 * one gradient), so it stays one item, with its mean.
 */
const pooled = (pairs: readonly OrderedPair[]): OrderedPair[] =>
  [
    ...groupBy(pairs, ({ agent, stronger, weaker }) =>
      JSON.stringify([agent, stronger.attack, weaker.attack]),
    ).values(),
  ].map((group) => {
    const pool = (of: (pair: OrderedPair) => Damage): Damage => ({
      attack: of(group[0]!).attack,
      damage: Array.from({ length: fewestItems(group) }, (_, item) =>
        mean(group.map((pair) => of(pair).damage[item]!)),
      ),
    });
    return {
      agent: group[0]!.agent,
      lambda: group.map(({ lambda }) => lambda).join(', '),
      stronger: pool(({ stronger }) => stronger),
      weaker: pool(({ weaker }) => weaker),
    };
  });

/** The first few of a list, and how many more there are. */
export function firstOf(parts: readonly string[], most = 3): string {
  const more = parts.length - most;
  return parts.slice(0, most).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/** What kind of adversary an attack is; decides which must do more damage than which. */
export type Kind = 'random' | 'transfer' | 'black box' | 'one step' | 'iterative';

/** @param on whose gradient was taken: all attacks on the plain network are transferred to the agent that acts */
export function kindOf(attack: string, on: 'self' | 'plain'): Kind {
  if (attack === 'random') return 'random';
  if (attack.startsWith('square')) return on === 'plain' ? 'transfer' : 'black box';
  if (attack.startsWith('transfer') || on === 'plain') return 'transfer';
  return attack.startsWith('fgsm') ? 'one step' : 'iterative';
}

/** All that was chosen about each attack, by its name. */
export type AttackSettings = Readonly<Record<string, Settings>>;

/** Whether the steps of an attack can move a pixel by λ. */
export const usesLambda = (settings: AttackSettings, attack: string, lambda: number): boolean =>
  remedyFor(settings[attack] ?? {}, lambda) === undefined;

/** Attacks that cannot use the whole of λ, with what would let them. No other check holds their weakness against gradients. */
export function unusedLambdaCheck(
  rows: readonly { readonly attack: string | null; readonly lambda: number }[],
  settings: AttackSettings,
): Check {
  const check = 'unused λ';
  const attacked = rows.filter(({ attack }) => attack !== null);
  if (attacked.length === 0) return { check, verdict: 'not made', text: 'needs an attack' };
  const short = groupBy(
    attacked.filter(({ attack, lambda }) => !usesLambda(settings, attack!, lambda)),
    ({ attack }) => attack!,
  );
  if (short.size === 0) return { check, verdict: 'passed', text: 'the steps of every attack reach λ' };
  const texts = [...short].map(([attack, group]) => {
    const lambdas = [...new Set(group.map(({ lambda }) => lambda))].sort((a, b) => a - b);
    const of = settings[attack]!;
    return `${attack} moves a pixel by at most ${Number(reachOf(of).toPrecision(6))} of λ ${lambdas.join(', ')}: take ${remedyFor(of, lambdas.at(-1)!)}`;
  });
  return {
    check,
    verdict: 'failed',
    text: `a lower bound of the damage there, not a sign of masked gradients: ${firstOf(texts)}`,
  };
}

/** An attack's damage on one agent at one λ. */
export interface AttackDamage extends Damage {
  readonly kind: Kind;
  /** Whether it can move a pixel by λ; one that cannot owes no more damage than another. */
  readonly usesLambda: boolean;
  /** Draws of the defense in a gradient; null: the attack's own number. */
  readonly gradientSamples: number | null;
}

/** All attacks on one agent at one λ, over the same games or states. */
export interface Group {
  /** For people, as in `OrderedPair`. */
  readonly agent: string;
  /** Pixels. */
  readonly lambda: number;
  /** Whether the agent is the undefended one: its own gradient is then the plain network's. */
  readonly plain: boolean;
  readonly attacks: readonly AttackDamage[];
}

export interface DamageUnit {
  /** What damage is counted over: `games`. */
  readonly of: string;
  /** What it is counted in: `points lost`. */
  readonly damage: string;
  /** Why attacks on the defense’s own gradient may do little of it though the gradient is right; only where there is a reason. */
  readonly excuse?: string;
}

/** The order checks that can be made of the attacks run. */
export function orderChecks(groups: readonly Group[], unit: DamageUnit, rng: Random): Check[] {
  const pairsOf = (
    stronger: readonly Kind[],
    weaker: readonly Kind[],
    of: (group: Group) => boolean = () => true,
  ): OrderedPair[] =>
    groups
      .filter(of)
      .flatMap(({ agent, lambda, attacks }) =>
        attacks
          .filter((each) => stronger.includes(each.kind) && each.usesLambda)
          .flatMap((a) =>
            attacks
              .filter(
                ({ kind, gradientSamples }) => weaker.includes(kind) && sameDraws(gradientSamples, a.gradientSamples),
              )
              .map((b) => ({ agent, lambda: String(lambda), stronger: a, weaker: b })),
          ),
      );
  const excuse = unit.excuse ? `, or ${unit.excuse}` : '';
  const check = (name: string, missing: string, meaning: string, pairs: readonly OrderedPair[]) =>
    orderCheck({ check: name, missing, damage: unit.damage, meaning, unit: unit.of }, pairs, rng);
  return [
    check(
      'iterative ≥ one step',
      'needs fgsm and an iterative attack',
      `many steps do less damage than one, so their gradients mislead${excuse}: believe the lower score. Mean`,
      pairsOf(['iterative'], ['one step']),
    ),
    check(
      'white box ≥ transfer',
      'needs a defense, transfer and an attack on the defense’s own gradient',
      `the plain network’s gradient does more damage than the defense’s own, which is masked${excuse}: believe the lower score. Mean`,
      pairsOf(['one step', 'iterative'], ['transfer'], ({ plain }) => !plain),
    ),
    check(
      'gradient ≥ random',
      'needs random and a gradient attack',
      'random signs do more damage than a gradient: the attack does not work. Mean',
      pairsOf(['transfer', 'one step', 'iterative'], ['random']),
    ),
    check(
      'white box ≥ black box',
      'needs square and an attack on the gradient',
      'an attack without gradients does more damage than one with them: the gradients are masked. Mean',
      pairsOf(['one step', 'iterative'], ['black box']),
    ),
    check(
      moreDrawsCheck,
      'needs several numbers of draws in a gradient (--gradient-samples 1,10,100, or sap-atari mc-sweep)',
      'more draws in a gradient do less damage than fewer. Mean',
      groups.filter(({ plain }) => !plain).flatMap(moreDraws),
    ),
  ];
}

export const moreDrawsCheck = 'more draws ≥ fewer';

/** Attacks of one number of draws are compared, and those that have their own with all. */
const sameDraws = (a: number | null, b: number | null): boolean => a === null || b === null || a === b;

/** Each attack with more draws against the same with the next fewer. */
function moreDraws({ agent, lambda, attacks }: Group): OrderedPair[] {
  const known = attacks.filter(({ gradientSamples, kind }) => gradientSamples !== null && kind !== 'transfer');
  return known.flatMap((more) => {
    const fewer = known
      .filter(({ attack, gradientSamples }) => attack === more.attack && gradientSamples! < more.gradientSamples!)
      .sort((a, b) => b.gradientSamples! - a.gradientSamples!)[0];
    const named = (each: AttackDamage): Damage => ({
      ...each,
      attack: `${each.attack} of ${plural(each.gradientSamples!, 'draw')}`,
    });
    return fewer ? [{ agent, lambda: String(lambda), stronger: named(more), weaker: named(fewer) }] : [];
  });
}
