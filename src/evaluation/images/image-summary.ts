/** Rows and worst cases of classifiers, from the lines of their images. */

import { groupBy } from '../../common/group-by.js';
import type { Interval } from '../../common/interval.js';
import { outputLabel } from '../../defense/parse-defense.js';
import { wilsonInterval } from '../../report/statistics/significance.js';
import { mean } from '../../report/statistics/statistics.js';
import { attacksOn, sharedName } from '../report/same-outputs.js';
import type { ImageLine, ImageSetting } from './image-line.js';

/** One setting on all images. */
export interface VisionRow extends ImageSetting {
  readonly images: number;
  readonly correct: number;
  readonly accuracy: number;
  /** Wilson's 95 % interval of the accuracy, for other images of the same kind and the same classifier. */
  readonly interval: Interval;
  /** Mean probability of the predicted class. */
  readonly confidence: number;
  /** Share of single Monte Carlo samples that are right, mean over the images; null for the plain classifier. */
  readonly correctSamples: number | null;
  /** Share of pixels with a gradient of exactly zero, mean over the images; null without gradients. */
  readonly zeroGradientPixels: number | null;
  /** Share of images whose gradient was zero everywhere. */
  readonly zeroGradientImages: number | null;
  /** Largest L∞ norm of a perturbation, in gray levels. */
  readonly linfNorm: number;
}

/** A classifier under an adversary that picks the worst of the attacks for each image, whichever gradient it takes. */
export interface VisionWorstCase {
  readonly run: string;
  readonly agent: string;
  readonly lambda: number;
  readonly attacks: readonly string[];
  readonly images: number;
  /** Share of the images that are classified correctly under every attack. */
  readonly accuracy: number;
  /** Wilson's, 95 %. */
  readonly interval: Interval;
}

/**
 * One for each classifier and λ under at least two attacks; defenses that differ in their gradients alone are one.
 * @param settings the lines of each setting, all of the same images
 */
export function visionWorstCases(settings: readonly (readonly ImageLine[])[]): VisionWorstCase[] {
  const attacked = settings.filter(([line]) => line!.attack !== null);
  const together = groupBy(attacked, ([line]) => JSON.stringify([line!.run, outputLabel(line!.agent), line!.lambda]));
  return [...together.values()].flatMap((group) => {
    if (group.length < 2) return [];
    const firsts = group.map(([line]) => line!);
    const { run, lambda } = firsts[0]!;
    const images = [...groupBy(group.flat(), ({ image }) => String(image)).values()];
    const correct = images.filter((lines) => lines.every(({ label, prediction }) => label === prediction)).length;
    return {
      ...{ run, agent: sharedName(firsts), lambda, attacks: attacksOn(firsts), images: images.length },
      accuracy: correct / images.length,
      interval: wilsonInterval(correct, images.length),
    };
  });
}

/** @param lines of one setting */
export function summarizeImages(lines: readonly ImageLine[]): VisionRow {
  const { run, agent, attack, gradientSamples, lambda } = lines[0]!;
  const known = <T>(values: readonly (T | undefined)[]) => values.filter((value) => value !== undefined) as T[];
  const meanOf = (values: readonly (number | undefined)[]) => {
    const numbers = known(values);
    return numbers.length === 0 ? null : mean(numbers);
  };
  const zeros = lines.map(({ zeroGradient }) => zeroGradient);
  const correct = lines.filter(({ label, prediction }) => label === prediction).length;
  return {
    ...{ run, agent, attack, gradientSamples, lambda },
    images: lines.length,
    correct,
    accuracy: correct / lines.length,
    interval: wilsonInterval(correct, lines.length),
    confidence: mean(lines.map(({ probabilities, prediction }) => probabilities[prediction]!)),
    correctSamples: meanOf(lines.map(({ correctSamples }) => correctSamples)),
    zeroGradientPixels: meanOf(zeros),
    zeroGradientImages: meanOf(zeros.map((zero) => (zero === undefined ? undefined : Number(zero === 1)))),
    linfNorm: Math.max(...lines.map(({ linfNorm }) => linfNorm)),
  };
}
