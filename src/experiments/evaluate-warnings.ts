/** What must be said under the tables of an evaluation, in plain language. */
import { type Check, firstOf, kindOf } from './checks.js';
import type { CheckedSettings } from './evaluate-checks.js';
import { describeSetting, plainAgent } from './evaluate-plan.js';
import { compareRows, type Row } from './evaluate-summary.js';
import { groupBy } from './group-by.js';

/** One sentence each; none when nothing is to be said. */
export function warningsOf(rows: readonly Row[], checks: readonly Check[], settings: CheckedSettings): string[] {
  const { episodes, outputDraws, seeds } = settings;
  const games = episodes * seeds.length;
  const defended = rows.some(({ agent }) => agent !== plainAgent);
  return [
    ...checks.flatMap(({ check, verdict, text }) => (verdict === 'failed' ? [`"${check}" failed: ${text}.`] : [])),
    ...rows
      .filter(({ largestChange, lambda }) => largestChange !== null && largestChange > lambda + roundingPixels)
      .map(
        (row) =>
          `${describeSetting(row, rows)}: the perturbation reached ${row.largestChange} pixels, beyond λ: the figure is void.`,
      ),
    ...cutOff(rows),
    ...withoutEffect(rows),
    ...perhapsChance(rows),
    ...(games < fewEpisodes ? [`${games} games a row are few: read the intervals, not the means.`] : []),
    ...(defended && outputDraws < fewDraws
      ? [
          `The defended agent acted on the mean of ${outputDraws} draws; the paper takes 100, and fewer act more at random.`,
        ]
      : []),
  ];
}

function cutOff(rows: readonly Row[]): string[] {
  const some = rows.filter((row) => row.cutOff > 0);
  const each = some.map((row) => `${describeSetting(row, rows)}: ${row.cutOff} of ${row.episodes}`);
  if (some.length === 0) return [];
  if (some.length === 1) return [`${each[0]} games were cut off before their end.`];
  return [`In ${some.length} rows games were cut off before their end (${firstOf(each)}).`];
}

/** Comparisons whose intervals overlap: of one defence under one attack λ by λ, of several the first few. */
function perhapsChance(rows: readonly Row[]): string[] {
  const comparisons = compareRows(rows);
  const overlapping = comparisons
    .filter(({ plain, defended }) => overlap(plain.interval, defended.interval))
    .map(({ defended }) => defended);
  if (overlapping.length === 0) return [];
  const agents = new Set(comparisons.map(({ defended: { game, run, agent } }) => `${game} ${run} ${agent}`));
  const attacks = new Set(rows.flatMap(({ attack, gradientDraws }) => (attack ? [`${attack} ${gradientDraws}`] : [])));
  if (agents.size === 1 && attacks.size <= 1) {
    const lambdas = overlapping.map(({ lambda }) => lambda).join(', ');
    return [`At λ ${lambdas} the two agents' intervals overlap: the relative change may be chance.`];
  }
  const named = overlapping.map((row) => describeSetting(row, rows));
  return [
    `In ${overlapping.length} of ${comparisons.length} comparisons the two agents' intervals overlap: their relative change may be chance (${firstOf(named)}).`,
  ];
}

/** Attacks that leave the plain agent as good as it was at their largest λ. */
function withoutEffect(rows: readonly Row[]): string[] {
  const plain = rows.filter(({ agent }) => agent === plainAgent);
  return [...groupBy(plain, ({ game, run }) => JSON.stringify([game, run])).values()].flatMap((ofRun) => {
    const clean = ofRun.find(({ lambda }) => lambda === 0);
    const attacked = ofRun.filter(({ attack }) => attack !== null && attack !== 'random');
    return [...groupBy(attacked, ({ attack, gradientDraws }) => `${attack} ${gradientDraws}`).values()].flatMap(
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

/** Whether two intervals share a point; unknown ones tell nothing. */
const overlap = (a: Row['interval'], b: Row['interval']): boolean =>
  a !== null && b !== null && a[0] <= b[1] && b[0] <= a[1];

/** x + λ·sign(g) in float32 is off by a rounding of 255. */
const roundingPixels = 1e-4;
const fewEpisodes = 10;
const fewDraws = 10;
