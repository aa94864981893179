/** A figure as numbers, with the checks that must hold before they are believed. */
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
import { type FigureSettings, type FoundCurve, type FoundFigure, isDrawn } from './evaluate-figure.js';
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

/** Of one classifier at one λ. */
interface CalibrationErrors {
  /** Over 15 bins of equal width, and of equally many images. */
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
  /** Of the defense in a gradient; null where nothing is drawn. */
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

/** The one data set that the paper has. */
export const hasPaperValues = (data: string): boolean => data === 'cifar10';

/** @param command that makes the figure, as it would be typed */
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
      const { name, panel, role, defense, attack, on: attackOn = 'self', draws } = each.curve;
      return {
        ...{ name, ...(panel !== undefined && { panel }), run: role, defense, attack, attackOn },
        gradientSamples: isDrawn(each.curve) ? draws : null,
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
