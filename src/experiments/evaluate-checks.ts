/** What must be known before a figure is believed (Carlini et al. 2019; Croce and Hein 2020), in plain language. */
import { compareRows, type Row } from './evaluate-summary.js';

export interface CheckedSettings {
  readonly attack: string;
  readonly attackOn: 'self' | 'plain';
  readonly defense: string;
  readonly episodes: number;
  readonly outputDraws: number;
}

/** One sentence each; none when nothing is to be said. */
export function warningsOf(rows: readonly Row[], { episodes, outputDraws, defense }: CheckedSettings): string[] {
  const warnings: string[] = [];
  for (const row of rows) {
    const where = `${row.agent} at λ ${row.lambda}`;
    if (row.largestChange !== null && row.largestChange > row.lambda + roundingPixels) {
      warnings.push(`${where}: the perturbation reached ${row.largestChange} pixels, beyond λ: the figure is void.`);
    }
    if ((row.zeroGradientDecisions ?? 0) > 0) {
      warnings.push(
        `${where}: in ${percent(row.zeroGradientDecisions!)} of the decisions the gradient was zero everywhere and the attack did nothing; a score kept up in that way is no robustness.`,
      );
    } else if ((row.zeroGradientPixels ?? 0) > largestZeroShare) {
      warnings.push(
        `${where}: ${percent(row.zeroGradientPixels!)} of the pixels had a gradient of exactly zero and were left alone.`,
      );
    }
    if (row.cutOff > 0)
      warnings.push(`${where}: ${row.cutOff} of ${row.episodes} games were cut off before their end.`);
  }
  const plain = rows.filter(({ agent }) => agent === 'plain');
  const clean = plain.find(({ lambda }) => lambda === 0);
  const hardest = plain.at(-1);
  if (clean && hardest && hardest.lambda > 0 && hardest.mean >= clean.mean) {
    warnings.push(
      `At λ ${hardest.lambda} the attack did not lower the plain agent's score: there is nothing to defend against.`,
    );
  }
  const byChance = compareRows(rows).filter(({ plain: a, defended: b }) => overlap(a.interval, b.interval));
  if (byChance.length > 0) {
    warnings.push(
      `At λ ${byChance.map(({ lambda }) => lambda).join(', ')} the two agents' intervals overlap: the relative change may be chance.`,
    );
  }
  if (episodes < fewEpisodes) warnings.push(`${episodes} games a row are few: read the intervals, not the means.`);
  if (defense !== 'none' && outputDraws < fewDraws) {
    warnings.push(
      `The defended agent acted on the mean of ${outputDraws} draws; the paper takes 100, and fewer act more at random.`,
    );
  }
  return warnings;
}

/** What holds for the attack whatever the figures are. */
export function notesOf({ attack, attackOn, defense }: CheckedSettings): string[] {
  const notes: string[] = [];
  if (attack === 'fgsm') notes.push('FGSM takes one step: a stronger attack may lower every score.');
  if (attack === 'random') notes.push('Random signs are a baseline, not an adversary.');
  if (attackOn === 'plain' && defense !== 'none') {
    notes.push('The attack saw the gradient of the plain network, not of the defended one (transfer).');
  }
  return notes;
}

/** Whether two intervals share a point; unknown ones tell nothing. */
const overlap = (a: Row['interval'], b: Row['interval']): boolean =>
  a !== null && b !== null && a[0] <= b[1] && b[0] <= a[1];

const percent = (share: number): string => `${(share * 100).toPrecision(2)} %`;

/** x + λ·sign(g) in float32 is off by a rounding of 255. */
const roundingPixels = 1e-4;
const largestZeroShare = 0.1;
const fewEpisodes = 10;
const fewDraws = 10;
