/** Which attack must do at least as much damage as which other. */
import { plural } from '../../common/format.js';
import type { Random } from '../../common/random.js';
import type { AttackOn, AttackSettings } from '../settings.js';
import type { Check } from './check.js';
import { type Damage, type OrderedPair, orderCheck } from './order-check.js';
import { usesLambda } from './unused-lambda.js';

/** What kind of adversary an attack is; decides which must do more damage than which. */
export type Kind = 'random' | 'transfer' | 'black box' | 'one step' | 'iterative';

/** @param on `plain`: attacks on the plain network's gradient are transferred to the agent that acts */
export function kindOf(attack: string, on: AttackOn): Kind {
  if (attack === 'random') return 'random';
  if (attack.startsWith('square')) return on === 'plain' ? 'transfer' : 'black box';
  if (attack.startsWith('transfer') || on === 'plain') return 'transfer';
  return attack.startsWith('fgsm') ? 'one step' : 'iterative';
}

/** An attack's damage to one agent at one λ. */
export interface AttackDamage extends Damage {
  readonly kind: Kind;
  /** Whether it can change an input value by λ; if not, it may do less damage than a weaker attack. */
  readonly usesLambda: boolean;
  /** Samples of the defense per gradient; null: the attack's own number. */
  readonly gradientSamples: number | null;
}

/** All attacks on one agent at one λ, over the same episodes, states or images. */
export interface Group {
  /** For people: `sap100`. */
  readonly agent: string;
  /** Gray levels. */
  readonly lambda: number;
  /** Whether the agent is undefended, so that its own gradient is the plain network's. */
  readonly plain: boolean;
  readonly attacks: readonly AttackDamage[];
}

/** How the attacks were chosen. */
export interface AttackContext {
  readonly attackOn: AttackOn;
  readonly attackSettings: AttackSettings;
}

/** An attack's damage, with what the checks must know about the attack. */
export const attackDamage = (
  { attack, gradientSamples, lambda }: { attack: string | null; gradientSamples: number | null; lambda: number },
  damage: readonly number[],
  { attackOn, attackSettings }: AttackContext,
): AttackDamage => ({
  attack: attack!,
  kind: kindOf(attack!, attackOn),
  usesLambda: usesLambda(attackSettings, attack!, lambda),
  gradientSamples,
  damage,
});

export interface DamageUnit {
  /** What the values of damage belong to: `episodes`. */
  readonly of: string;
  /** Unit of damage: `points lost`. */
  readonly damage: string;
  /** Another reason than masked gradients for which an attack on the defense's own gradient may do little damage. */
  readonly otherReason?: string;
}

export const moreSamplesCheck = 'more samples ≥ fewer';

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
                ({ kind, gradientSamples }) => weaker.includes(kind) && sameSamples(gradientSamples, a.gradientSamples),
              )
              .map((b) => ({ agent, lambda: String(lambda), stronger: a, weaker: b })),
          ),
      );
  const or = unit.otherReason ? `, or ${unit.otherReason}` : '';
  const check = (name: string, missing: string, meaning: string, pairs: readonly OrderedPair[]) =>
    orderCheck({ check: name, missing, damage: unit.damage, meaning, unit: unit.of }, pairs, rng);
  return [
    check(
      'iterative ≥ one step',
      'needs fgsm and an iterative attack',
      `many steps do less damage than one, so their gradients are misleading${or}; use the lower score. Mean`,
      pairsOf(['iterative'], ['one step']),
    ),
    check(
      'white box ≥ transfer',
      'needs a defense, transfer and an attack on the defense’s own gradient',
      `the plain network’s gradient does more damage than the defense’s own, which is masked${or}; use the lower score. Mean`,
      pairsOf(['one step', 'iterative'], ['transfer'], ({ plain }) => !plain),
    ),
    check(
      'gradient ≥ random',
      'needs random and a gradient attack',
      'random signs do more damage than a gradient, so the attack does not work. Mean',
      pairsOf(['transfer', 'one step', 'iterative'], ['random']),
    ),
    check(
      'white box ≥ black box',
      'needs square and an attack on the gradient',
      'an attack without gradients does more damage than one with them, so the gradients are masked. Mean',
      pairsOf(['one step', 'iterative'], ['black box']),
    ),
    check(
      moreSamplesCheck,
      'needs several numbers of samples per gradient (--gradient-samples 1,10,100, or sap-atari mc-sweep)',
      'more samples per gradient do less damage than fewer. Mean',
      groups.filter(({ plain }) => !plain).flatMap(moreSamples),
    ),
  ];
}

/** Attacks with equal numbers of samples are compared; those that have their own number are compared with all. */
const sameSamples = (a: number | null, b: number | null): boolean => a === null || b === null || a === b;

/** Each attack with more samples against the same attack with the next smaller number. */
function moreSamples({ agent, lambda, attacks }: Group): OrderedPair[] {
  const known = attacks.filter(({ gradientSamples, kind }) => gradientSamples !== null && kind !== 'transfer');
  return known.flatMap((more) => {
    const fewer = known
      .filter(({ attack, gradientSamples }) => attack === more.attack && gradientSamples! < more.gradientSamples!)
      .sort((a, b) => b.gradientSamples! - a.gradientSamples!)[0];
    const named = (each: AttackDamage): Damage => ({
      ...each,
      attack: `${each.attack} with ${plural(each.gradientSamples!, 'sample')}`,
    });
    return fewer ? [{ agent, lambda: String(lambda), stronger: named(more), weaker: named(fewer) }] : [];
  });
}
