/** Checks on single settings, the same for episodes, recorded states and images (Carlini et al. 2019). */
import { percent } from '../../common/format.js';
import type { Interval } from '../../common/interval.js';
import { firstOf } from '../../report/first-of.js';
import { largeLambda } from '../settings.js';
import { type AttackContext, kindOf } from './attack-order.js';
import type { Check } from './check.js';
import { usesLambda } from './unused-lambda.js';

interface Attacked {
  readonly attack: string | null;
  readonly lambda: number;
}

export const chanceCheckName = 'λ large → chance';

/** What the chance check needs where it cannot be made. */
export const missingLargeLambda = `needs a gradient attack at a λ from ${largeLambda}`;

/** Settings under which no more than chance may be left: gradient attacks at the largest λ, if that is large enough. */
export function atLargeLambda<T extends Attacked>(settings: readonly T[], context: AttackContext): T[] {
  const { attackOn, attackSettings } = context;
  const able = settings.filter(({ attack, lambda }) => attack === null || usesLambda(attackSettings, attack, lambda));
  const largest = Math.max(0, ...able.map(({ lambda }) => lambda));
  if (largest < largeLambda) return [];
  return able.filter(
    ({ attack, lambda }) => lambda === largest && attack !== null && kindOf(attack, attackOn) !== 'random',
  );
}

/** A setting's share of unharmed outcomes, and the share that chance alone would leave. */
export interface LeftByAttack {
  /** For people: `sap100 at λ 64`. */
  readonly where: string;
  readonly share: number;
  readonly interval: Interval;
  readonly chance: number;
}

/**
 * A perturbation that may change every input value completely leaves no more than chance. It fails where the 95 % interval
 * of a share lies above chance.
 * @param what the shares: `accuracy`
 */
export function chanceCheck(what: string, settings: readonly LeftByAttack[]): Check {
  const check = chanceCheckName;
  if (settings.length === 0) return { check, verdict: 'not made', text: missingLargeLambda };
  const better = settings.filter(({ interval, chance }) => interval[0] > chance);
  const figure = ({ where, share, chance }: LeftByAttack) => `${where}: ${percent(share)}, chance ${percent(chance)}`;
  if (better.length === 0) return { check, verdict: 'passed', text: `${what}: ${firstOf(settings.map(figure), 2)}` };
  return {
    check,
    verdict: 'failed',
    text: `the attack may change every value completely, yet leaves more than chance, so it is weak. ${what}: ${firstOf(better.map(figure))}`,
  };
}

/** How often a gradient was exactly zero in one setting. */
export interface ZeroGradients {
  readonly where: string;
  /** Mean share of input values; null for attacks without gradients. */
  readonly values: number | null;
  /** Share of steps, states or images in which the whole gradient was zero; null where not recorded. */
  readonly whole: number | null;
}

/** A larger share of input values whose gradient is exactly zero fails. */
const largestZeroShare = 0.1;

/** @param unit what `whole` is a share of: `steps` */
export function zeroGradientCheck(settings: readonly ZeroGradients[], unit: string): Check {
  const check = 'zero gradients';
  const known = settings.filter(({ values }) => values !== null);
  if (known.length === 0) return { check, verdict: 'not made', text: 'needs an attack with gradients' };
  const most = known.reduce((a, b) => (b.values! > a.values! ? b : a));
  const bad = known.filter(({ values, whole }) => values! > largestZeroShare || (whole ?? 0) > 0);
  if (bad.length === 0) {
    return {
      check,
      verdict: 'passed',
      text: `largest share of the input values: ${percent(most.values!)} (${most.where})`,
    };
  }
  const figure = ({ where, values, whole }: ZeroGradients) =>
    `${where}: ${percent(values!)} of the input values${whole ? `, all of them in ${percent(whole)} of the ${unit}` : ''}`;
  return {
    check,
    verdict: 'failed',
    text: `values with a gradient of exactly zero are not attacked, so a score kept in this way is no robustness. ${firstOf(bad.map(figure))}`,
  };
}

/** A rate of single Monte Carlo samples of a stochastic defense, and of their mean. */
export interface SampleSpread {
  readonly where: string;
  readonly single: number;
  readonly mean: number;
}

/**
 * How much an answer varies between Monte Carlo samples: the setting in which single samples and their mean differ most.
 * @param say a sentence about both rates, in percent
 */
export function spreadCheck(say: (single: string, mean: string) => string, settings: readonly SampleSpread[]): Check {
  const check = 'spread over samples';
  if (settings.length === 0) return { check, verdict: 'not made', text: 'needs a stochastic defense' };
  const apart = ({ single, mean }: SampleSpread) => Math.abs(single - mean);
  const { where, single, mean } = settings.reduce((a, b) => (apart(b) > apart(a) ? b : a));
  return {
    check,
    verdict: 'measured',
    text: `${say(percent(single), percent(mean))} (${where}, where they differ most)`,
  };
}
