/** Warnings and notes of an evaluation. */
import { hundredths, plural } from '../../../common/format.js';
import { groupBy } from '../../../common/group-by.js';
import { firstOf } from '../../../report/first-of.js';
import { meanCoverage } from '../../../report/statistics/statistics.js';
import { kindOf } from '../../checks/attack-order.js';
import { describeSetting } from '../../report/describe.js';
import { exceedsLambda, fewSamples } from '../../report/warnings.js';
import { plainAgent } from '../../settings.js';
import type { Comparison } from '../comparison.js';
import type { Lead } from '../lead.js';
import type { CheckedSettings } from './game-checks.js';
import { relativeChangeWarnings } from './relative-change-warnings.js';
import type { Row } from './summary.js';
import { stallWarnings, truncationWarnings } from './truncation-warnings.js';

/** One sentence each. */
export function warningsOf(
  rows: readonly Row[],
  comparisons: readonly Comparison[],
  leads: readonly Lead[],
  { episodes, outputSamples, seeds }: CheckedSettings,
): string[] {
  const count = episodes * seeds.length;
  const defended = rows.some(({ agent }) => agent !== plainAgent);
  return [
    ...exceedsLambda(rows.map((row) => ({ ...row, where: describeSetting(row, rows) }))),
    ...truncationWarnings(rows),
    ...stallWarnings(rows),
    ...withoutEffect(rows),
    ...relativeChangeWarnings(comparisons, leads),
    ...unpaired(comparisons),
    ...(count < enoughEpisodes ? [fewEpisodes(count)] : []),
    ...(defended ? fewSamples(outputSamples) : []),
  ];
}

const fewEpisodes = (count: number): string =>
  count === 1
    ? '1 episode per setting has no interval: it is an example, not an estimate.'
    : `${count} episodes per setting are few: a nominal 95 % interval of their mean contains the true mean in about ${hundredths(meanCoverage(count), 0)} % of cases (simulated, normal scores).`;

/** Comparisons that leave out episodes. */
function unpaired(comparisons: readonly Comparison[]): string[] {
  const some = comparisons.filter((each) => each.unpaired > 0);
  if (some.length === 0) return [];
  const each = some.map(
    (one) => `${describeSetting(one, comparisons)}: ${plural(one.pairs, 'pair')}, ${one.unpaired} left out`,
  );
  return [
    `Some episodes have no partner of the other agent with the same start and are left out of comparisons (${firstOf(each)}).`,
  ];
}

/** Attacks that do not lower the plain agent's score even at their largest λ. */
function withoutEffect(rows: readonly Row[]): string[] {
  const plain = rows.filter(({ agent }) => agent === plainAgent);
  return [...groupBy(plain, ({ game, run }) => JSON.stringify([game, run])).values()].flatMap((ofRun) => {
    const clean = ofRun.find(({ lambda }) => lambda === 0);
    const attacked = ofRun.filter(({ attack }) => attack !== null && attack !== 'random');
    return [...groupBy(attacked, ({ attack, gradientSamples }) => `${attack} ${gradientSamples}`).values()].flatMap(
      (group) => {
        const hardest = group.at(-1)!;
        if (!clean || hardest.mean < clean.mean) return [];
        const by = new Set(attacked.map(({ attack }) => attack)).size > 1 ? `attack ${hardest.attack}` : 'attack';
        return [
          `At λ ${hardest.lambda} the ${by} did not lower the plain agent’s score, so there is nothing to defend against.`,
        ];
      },
    );
  });
}

/** States that λ 0 was played without being asked for. */
export const addedCleanNotes = (lambdas: readonly number[]): string[] =>
  lambdas.includes(0)
    ? []
    : ['λ 0 was not asked for and was played as well: every other score is read against the one without an attack.'];

/** What holds for the attacks whatever the scores are. */
export function notesOf(rows: readonly Row[], { attackOn }: CheckedSettings): string[] {
  const attacks = new Set(rows.flatMap(({ attack }) => attack ?? []));
  const kinds = new Set([...attacks].map((attack) => kindOf(attack, attackOn)));
  const only = (kind: ReturnType<typeof kindOf>) => kinds.size === 1 && kinds.has(kind);
  const defended = rows.some(({ agent }) => agent !== plainAgent);
  return [
    ...(only('one step') ? ['FGSM takes one step: a stronger attack may lower every score.'] : []),
    ...(only('random') ? ['Random signs are a baseline, not an adversary.'] : []),
    ...(only('transfer') && defended
      ? ['The attack used the gradient of the plain network, not of the defended one (transfer).']
      : []),
  ];
}

/** With fewer, an interval of a mean is clearly too narrow, see `meanCoverage`. */
const enoughEpisodes = 20;
