/** What must be said under the tables of an evaluation, in plain language. */
import { hundredths, plural } from '../../../common/format.js';
import { groupBy } from '../../../common/group-by.js';
import { meanCoverage } from '../../../report/statistics/statistics.js';
import { type Check, firstOf, kindOf } from '../../checks.js';
import { describeSetting, plainAgent } from '../../settings.js';
import type { Comparison } from '../comparison.js';
import type { CheckedSettings } from './game-checks.js';
import type { Row } from './summary.js';

/** One sentence each; none when nothing is to be said. */
export function warningsOf(
  rows: readonly Row[],
  comparisons: readonly Comparison[],
  checks: readonly Check[],
  settings: CheckedSettings,
): string[] {
  const { episodes, outputSamples, seeds } = settings;
  const games = episodes * seeds.length;
  const defended = rows.some(({ agent }) => agent !== plainAgent);
  return [
    ...checks.flatMap(({ check, verdict, text }) => (verdict === 'failed' ? [`"${check}" failed: ${text}.`] : [])),
    ...rows
      .filter(({ linfNorm, lambda }) => linfNorm !== null && linfNorm > lambda + roundingPixels)
      .map(
        (row) =>
          `${describeSetting(row, rows)}: the perturbation reached ${row.linfNorm} pixels, beyond λ: the figure is void.`,
      ),
    ...truncated(rows),
    ...withoutEffect(rows),
    ...doubtfulBaselines(comparisons),
    ...unpaired(comparisons),
    ...(games < fewEpisodes ? [fewGames(games)] : []),
    ...(defended && outputSamples < fewDraws
      ? [
          `The defended agent acted on the mean of ${plural(outputSamples, 'draw')}; the paper takes 100, and fewer act more at random.`,
        ]
      : []),
  ];
}

const fewGames = (games: number): string =>
  games === 1
    ? '1 game a row has no interval: its score is an example.'
    : `${games} games a row are few: a nominal 95 % interval of their mean holds the true one in about ${hundredths(meanCoverage(games), 0)} % of the cases (simulated, normal scores).`;

function truncated(rows: readonly Row[]): string[] {
  const some = rows.filter((row) => row.truncated > 0);
  const each = some.map((row) => `${describeSetting(row, rows)}: ${row.truncated} of ${row.episodes}`);
  if (some.length === 0) return [];
  if (some.length === 1) return [`${each[0]} games were cut off before their end.`];
  return [`In ${some.length} rows games were cut off before their end (${firstOf(each)}).`];
}

/** Comparisons whose relative change divides by something it should not be divided by. */
function doubtfulBaselines(comparisons: readonly Comparison[]): string[] {
  const tell = (kind: Comparison['baseline'], what: string, why: string) => {
    const found = comparisons.filter(({ baseline }) => baseline === kind);
    if (found.length === 0) return [];
    const where = firstOf(found.map((each) => describeSetting({ ...each, agent: plainAgent }, comparisons)));
    return [
      `In ${found.length} of ${plural(comparisons.length, 'comparison')} the plain agent's mean return is ${what} (${where}): ${why}; read the difference in points.`,
    ];
  };
  return [
    ...tell('near zero', 'near zero, its interval holding 0', 'the relative change divides by it and says little'),
    ...tell(
      'negative',
      'negative',
      'the relative change divides by its size, which depends on where the game has its zero',
    ),
  ];
}

/** Comparisons that leave episodes out. */
function unpaired(comparisons: readonly Comparison[]): string[] {
  const some = comparisons.filter((each) => each.unpaired > 0);
  if (some.length === 0) return [];
  const each = some.map(
    (one) => `${describeSetting(one, comparisons)}: ${plural(one.pairs, 'pair')}, ${one.unpaired} left out`,
  );
  return [
    `Not every episode has one of the other agent on the same start; comparisons take those that do (${firstOf(each)}).`,
  ];
}

/** Attacks that leave the plain agent as good as it was at their largest λ. */
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
          `At λ ${hardest.lambda} the ${by} did not lower the plain agent's score: there is nothing to defend against.`,
        ];
      },
    );
  });
}

/** What holds for the attacks whatever the figures are. */
export function notesOf(rows: readonly Row[], checks: readonly Check[], { attackOn }: CheckedSettings): string[] {
  const attacks = new Set(rows.flatMap(({ attack }) => attack ?? []));
  const kinds = new Set([...attacks].map((attack) => kindOf(attack, attackOn)));
  const defended = rows.some(({ agent }) => agent !== plainAgent);
  const notes: string[] = [];
  if (kinds.size === 1 && kinds.has('one step'))
    notes.push('FGSM takes one step: a stronger attack may lower every score.');
  if (kinds.size === 1 && kinds.has('random')) notes.push('Random signs are a baseline, not an adversary.');
  if (kinds.size === 1 && kinds.has('transfer') && defended) {
    notes.push('The attack saw the gradient of the plain network, not of the defended one (transfer).');
  }
  const missing = checks.filter(({ verdict }) => verdict === 'not made');
  if (missing.length > 0) {
    notes.push(`Not checked: ${missing.map(({ check, text }) => `${check} (${text})`).join('; ')}.`);
  }
  return notes;
}

/** x + λ·sign(g) in float32 is off by a rounding of 255. */
const roundingPixels = 1e-4;
/** With fewer, an interval of a mean is clearly too narrow, see `meanCoverage`. */
const fewEpisodes = 20;
const fewDraws = 10;
