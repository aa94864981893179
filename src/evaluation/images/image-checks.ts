/** What must hold before an accuracy under attack is believed; the orders are those of checks.ts, over images. */

import { percent } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import type { Random } from '../../common/random.js';
import {
  type AttackSettings,
  type Check,
  firstOf,
  type Group,
  kindOf,
  orderChecks,
  unusedLambdaCheck,
  usesLambda,
} from '../checks.js';
import type { AttackOn } from '../players/attacked-step.js';
import { largeLambda, plainAgent } from '../settings.js';
import type { ImageLine, ImageSetting } from './image-line.js';
import type { VisionRow } from './image-report.js';

interface CheckOptions {
  readonly attackOn: AttackOn;
  readonly attackSettings: AttackSettings;
  readonly classes: number;
  readonly rng: Random;
}

/** @param settings the lines of each setting @param rows the same, summed up */
export function visionChecks(
  settings: readonly (readonly ImageLine[])[],
  rows: readonly VisionRow[],
  { attackOn, attackSettings, classes, rng }: CheckOptions,
): Check[] {
  const attacked = settings.filter(([line]) => line!.attack !== null);
  const groups = [...groupBy(attacked, ([line]) => JSON.stringify([line!.run, line!.agent, line!.lambda])).values()];
  return [
    ...orderChecks(
      groups.map((group): Group => {
        const first = group[0]![0]!;
        return {
          agent: `${first.run}, ${first.agent}`,
          lambda: first.lambda,
          plain: first.agent === plainAgent,
          attacks: group.map((lines) => ({
            attack: lines[0]!.attack!,
            kind: kindOf(lines[0]!.attack!, attackOn),
            usesLambda: usesLambda(attackSettings, lines[0]!.attack!, first.lambda),
            gradientSamples: lines[0]!.gradientSamples,
            damage: lines.map(({ label, prediction }) => Number(label !== prediction)),
          })),
        };
      }),
      { of: 'images', damage: 'share of errors' },
      rng,
    ),
    unusedLambdaCheck(rows, attackSettings),
    chanceCheck(
      rows.filter(({ attack, lambda }) => attack === null || usesLambda(attackSettings, attack, lambda)),
      attackOn,
      classes,
    ),
    zeroGradientCheck(rows),
    spreadCheck(rows),
  ];
}

const where = ({ run, agent, lambda }: ImageSetting) => `${run}, ${agent} at λ ${lambda}`;

/** A perturbation large enough to paint any picture must leave nothing of what the classifier has learned. */
function chanceCheck(rows: readonly VisionRow[], attackOn: AttackOn, classes: number): Check {
  const check = 'λ large → chance';
  const largest = Math.max(0, ...rows.map(({ lambda }) => lambda));
  const held = rows.filter(
    ({ attack, lambda }) => lambda === largest && attack !== null && kindOf(attack, attackOn) !== 'random',
  );
  if (largest < largeLambda || held.length === 0) {
    return { check, verdict: 'not made', text: `needs a gradient attack at a λ from ${largeLambda}` };
  }
  const better = held.filter(({ interval }) => interval[0] > 1 / classes);
  const figure = (row: VisionRow) => `${where(row)}: ${percent(row.accuracy)}, chance ${percent(1 / classes)}`;
  if (better.length === 0) return { check, verdict: 'passed', text: firstOf(held.map(figure), 2) };
  return {
    check,
    verdict: 'failed',
    text: `the attack leaves more than chance although it may change every pixel by ${largest}: it is weak. ${firstOf(better.map(figure))}`,
  };
}

const largestZeroShare = 0.1;

function zeroGradientCheck(rows: readonly VisionRow[]): Check {
  const check = 'zero gradients';
  const known = rows.filter(({ zeroGradientPixels }) => zeroGradientPixels !== null);
  if (known.length === 0) return { check, verdict: 'not made', text: 'needs an attack with gradients' };
  const bad = known.filter((row) => row.zeroGradientImages! > 0 || row.zeroGradientPixels! > largestZeroShare);
  if (bad.length === 0) {
    const most = Math.max(...known.map(({ zeroGradientPixels }) => zeroGradientPixels!));
    return { check, verdict: 'passed', text: `largest share of the pixels: ${percent(most)}` };
  }
  const figure = (row: VisionRow) =>
    `${where(row)}: ${percent(row.zeroGradientPixels!)} of the pixels, all of them in ${percent(row.zeroGradientImages!)} of the images`;
  return {
    check,
    verdict: 'failed',
    text: `gradients of exactly zero leave pixels alone; what is kept up in that way is no robustness. ${firstOf(bad.map(figure))}`,
  };
}

/** How far a stochastic classifier's answer hangs on its draws. */
function spreadCheck(rows: readonly VisionRow[]): Check {
  const check = 'spread over draws';
  const defended = rows.filter(({ correctSamples }) => correctSamples !== null);
  if (defended.length === 0) return { check, verdict: 'not made', text: 'needs a defense' };
  const widest = defended.toSorted((a, b) => b.accuracy - b.correctSamples! - (a.accuracy - a.correctSamples!))[0]!;
  return {
    check,
    verdict: 'measured',
    text: `single draws are right in ${percent(widest.correctSamples!)} of the cases where their mean is in ${percent(widest.accuracy)} (${where(widest)})`,
  };
}
