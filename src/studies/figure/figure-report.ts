/** The numbers of a figure, with the checks that must hold before they are believed. */
import { createRandom } from '../../common/random.js';
import type { Check } from '../../evaluation/checks/check.js';
import { visionChecks } from '../../evaluation/images/image-checks.js';
import { type ImageLine, settingKey } from '../../evaluation/images/image-line.js';
import { summarizeImages, type VisionRow } from '../../evaluation/images/image-summary.js';
import { visionWarnings } from '../../evaluation/images/image-warnings.js';
import type { AttackOn } from '../../evaluation/settings.js';
import {
  adaptiveCalibrationError,
  brierScore,
  expectedCalibrationError,
  predictionsOf,
  type ReliabilityPoint,
  reliabilityCurve,
} from '../../vision/calibration.js';
import { type FigureSettings, type FoundCurve, type FoundFigure, isSampled } from './evaluate-figure.js';
import { type PaperValue, paperValue } from './paper-values.js';

export interface FigurePoint
  extends Pick<
    VisionRow,
    | 'lambda'
    | 'images'
    | 'correct'
    | 'accuracy'
    | 'interval'
    | 'confidence'
    | 'correctSamples'
    | 'zeroGradientPixels'
    | 'zeroGradientImages'
    | 'linfNorm'
  > {
  /** The paper's value, where the images are the paper's and it has one. */
  readonly paper?: PaperValue;
  readonly calibration?: CalibrationErrors;
}

/** How well one classifier's confidence fits its accuracy at one λ. */
interface CalibrationErrors {
  /** Expected calibration error over 15 bins of equal width, and over 15 bins of equally many images. */
  readonly expectedError: number;
  readonly adaptiveError: number;
  readonly brier: number;
  readonly reliability: readonly ReliabilityPoint[];
}

export interface FigureCurve {
  readonly name: string;
  readonly panel?: string;
  readonly run: string;
  readonly defense: string;
  readonly attack: string;
  readonly attackOn: AttackOn;
  /** Samples of the defense per gradient; null where the gradient is not random. */
  readonly gradientSamples: number | null;
  readonly points: readonly FigurePoint[];
}

export interface FigureReport {
  readonly figure: string;
  readonly title: string;
  readonly about: string;
  readonly command: string;
  readonly settings: {
    readonly data: string;
    readonly images: number;
    readonly lambdas: readonly number[];
    readonly outputSamples: number;
    readonly seed: number;
  };
  readonly curves: readonly FigureCurve[];
  readonly checks: readonly Check[];
  readonly warnings: readonly string[];
}

/** Whether the paper has results for a data set: CIFAR-10. */
export const hasPaperValues = (data: string): boolean => data === 'cifar10';

/** Every number follows from the lines. @param command that makes the figure, as it would be typed */
export function figureReport(found: FoundFigure, settings: FigureSettings, command: string): FigureReport {
  const { figure, outputSamples, set } = found;
  const { images, count, lambdas, seed } = settings;
  const classes = set.classNames.length;
  // A classifier without an attack is the same in several curves.
  const distinct = new Map(
    found.curves.flatMap((each) => each.settings.map((lines) => [settingKey(lines[0]!), lines])),
  );
  const rows = [...distinct.values()].map(summarizeImages);
  const checks = visionChecks([...distinct.values()], rows, {
    attackOn: 'self',
    attackSettings: {}, // every attack of a figure takes its own steps, which reach every λ
    classes,
    rng: createRandom(seed).split('checks'),
  });
  const pointOf = ({ asked }: FoundCurve, lines: readonly ImageLine[]): FigurePoint => {
    const { run, agent, attack, gradientSamples, ...row } = summarizeImages(lines);
    const paper = hasPaperValues(images.data) ? paperValue(asked, row.lambda) : undefined;
    return {
      ...row,
      ...(paper && { paper }),
      ...(figure.shows === 'calibration' && { calibration: calibrationOf(lines, classes) }),
    };
  };
  return {
    ...{ figure: figure.name, title: figure.title, about: figure.about, command },
    settings: { data: images.data, images: count, lambdas, outputSamples, seed },
    curves: found.curves.map((each): FigureCurve => {
      const { name, panel, role, defense, attack, on: attackOn = 'self', samples } = each.curve;
      return {
        ...{ name, ...(panel !== undefined && { panel }), run: role, defense, attack, attackOn },
        gradientSamples: isSampled(each.curve) ? samples : null,
        points: each.settings.map((lines) => pointOf(each, lines)),
      };
    }),
    checks,
    warnings: visionWarnings(rows, outputSamples),
  };
}

function calibrationOf(lines: readonly ImageLine[], classes: number): CalibrationErrors {
  const probabilities = lines.flatMap((line) => line.probabilities);
  const labels = lines.map(({ label }) => label);
  const predictions = predictionsOf(probabilities, labels, classes);
  return {
    expectedError: expectedCalibrationError(predictions),
    adaptiveError: adaptiveCalibrationError(predictions),
    brier: brierScore(probabilities, labels, classes),
    reliability: reliabilityCurve(predictions),
  };
}
