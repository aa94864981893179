/** Attacks whose steps are too small or too few to reach the bound λ. */
import { reachOf, remedyFor } from '../../attack/search/unused-lambda.js';
import { groupBy } from '../../common/group-by.js';
import { firstOf } from '../../report/first-of.js';
import type { AttackSettings } from '../settings.js';
import type { Check } from './check.js';

/** Whether an attack's steps can change an input value by λ. */
export const usesLambda = (settings: AttackSettings, attack: string, lambda: number): boolean =>
  remedyFor(settings[attack] ?? {}, lambda) === undefined;

/** Lists attacks that cannot use the whole of λ, with what would let them: a weak result of theirs says nothing about gradients. */
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
    return `${attack} changes a value by at most ${Number(reachOf(of).toPrecision(6))} of λ ${lambdas.join(', ')}: use ${remedyFor(of, lambdas.at(-1)!)}`;
  });
  return {
    check,
    verdict: 'failed',
    text: `the damage found is a lower bound, which is no sign of masked gradients: ${firstOf(texts)}`,
  };
}
