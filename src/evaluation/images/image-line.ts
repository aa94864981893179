/** A line of images.jsonl: the classification of one image by one classifier under one attack. */
import { z } from 'zod';
import { argMax } from '../../agent/policy.js';
import { count, grayLevels, share, withoutFaults } from '../../storage/results/line-values.js';
import type { PieceKey } from '../../storage/results/lines.js';
import { type CellSetting, settingFaults, settingShape } from '../blocks.js';
import { plainAgent } from '../settings.js';

/** A row of the results: one classifier under one attack at one λ. */
export interface ImageSetting extends CellSetting {
  /** Name of the run from which the classifier was loaded. */
  readonly run: string;
}

/** Equal for equal settings. */
export const settingKey = ({ run, agent, attack, gradientSamples, lambda }: ImageSetting): string =>
  JSON.stringify([run, agent, attack, gradientSamples, lambda]);

/** A line of images.jsonl: one image under one setting. */
export interface ImageLine extends ImageSetting {
  /** Index in the test set. */
  readonly image: number;
  /** Index of the right class. */
  readonly label: number;
  readonly prediction: number;
  /** Probability of each class, mean over the samples of the defense. */
  readonly probabilities: readonly number[];
  /** Share of the defense's samples whose own prediction is right. Absent for the plain classifier. */
  readonly correctSamples?: number;
  /** Share of pixels with a gradient of exactly zero. Absent for attacks without gradients. */
  readonly zeroGradient?: number;
  /** ‖δ‖∞ in gray levels. */
  readonly linfNorm: number;
}

/** Tolerance of a sum of probabilities, which are rounded to six digits. */
const sumTolerance = 1e-3;

/** Schema of lines that are read back. */
export const imageLineSchema = z
  .object({
    ...settingShape,
    run: z.string(),
    ...{ image: count, label: count, prediction: count, probabilities: z.array(share).min(1) },
    ...{ correctSamples: share.exactOptional(), zeroGradient: share.exactOptional() },
    linfNorm: grayLevels,
  })
  .superRefine(
    withoutFaults<ImageLine>((line) => {
      const { agent, attack, label, prediction, probabilities, correctSamples, zeroGradient, linfNorm } = line;
      const classes = probabilities.length;
      const sum = probabilities.reduce((a, b) => a + b, 0);
      return [
        ...settingFaults(line, linfNorm),
        Math.abs(sum - 1) > sumTolerance && ['probabilities', `a sum of 1 (it is ${sum})`],
        label >= classes && ['label', `one of ${classes} classes`],
        probabilities[prediction] !== Math.max(...probabilities) && [
          'prediction',
          `the likeliest class, ${argMax(probabilities)}`,
        ],
        (correctSamples === undefined) !== (agent === plainAgent) && [
          'correctSamples',
          'those of a defense, and only those',
        ],
        attack === null && zeroGradient !== undefined && ['zeroGradient', 'none without an attack'],
      ];
    }),
  ) satisfies z.ZodType<ImageLine>;

/** The key of a line in its file. */
export function imageKey(line: ImageSetting & Pick<ImageLine, 'image'>): PieceKey {
  const { run, agent, attack, gradientSamples, lambda, image } = line;
  return [run, agent, attack, gradientSamples, lambda, image];
}
