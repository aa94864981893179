/** An evaluation of classifiers as numbers and tables. */

import { hundredths, plural, pValue, signedWithInterval } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import type { EagerBackend } from '../../compute/engine.js';
import { outputLabel } from '../../defense/parse-defense.js';
import { wilsonInterval } from '../../report/statistics/significance.js';
import { mean } from '../../report/statistics/statistics.js';
import { type Column, csv, markdownTable, orEmpty, textTable } from '../../report/table.js';
import type { Check } from '../checks.js';
import type { Times } from '../games/report/tables.js';
import type { AttackOn } from '../players/attacked-step.js';
import type { PluginName } from '../players/plugin.js';
import { attacksOn, sharedName } from '../same-outputs.js';
import type { VisionComparison } from './image-comparison.js';
import { type ImageLine, type ImageSetting, settingKey } from './image-line.js';

/** One setting on all images. */
export interface VisionRow extends ImageSetting {
  readonly images: number;
  readonly correct: number;
  readonly accuracy: number;
  /** Wilson's 95 % interval of the accuracy: images are drawn, the rest is taken as it is. */
  readonly interval: readonly [low: number, high: number];
  /** Mean probability of the predicted class. */
  readonly confidence: number;
  /** Share of single draws of the defense that are right, mean over the images; null for the plain classifier. */
  readonly correctSamples: number | null;
  /** Share of pixels with a gradient of exactly zero, mean over the images; null without gradients. */
  readonly zeroGradientPixels: number | null;
  /** Share of images whose gradient was zero everywhere. */
  readonly zeroGradientImages: number | null;
  /** Largest ‖Δx‖∞ in pixels. */
  readonly linfNorm: number;
}

export interface VisionReport {
  readonly settings: {
    readonly data: string;
    readonly classes: readonly string[];
    readonly images: number;
    readonly lambdas: readonly number[];
    readonly seed: number;
    readonly runs: readonly string[];
    readonly attackOn: AttackOn;
    readonly outputSamples: number;
    /** Module that added names of attacks and defenses. */
    readonly plugin?: PluginName;
    /** What computed the last of the lines, if it was TensorFlow.js. */
    readonly engine?: EagerBackend;
  };
  /** False: stopped before the end; rows are those that were finished. */
  readonly complete: boolean;
  readonly rows: readonly VisionRow[];
  readonly comparisons: readonly VisionComparison[];
  readonly worstCases: readonly VisionWorstCase[];
  readonly checks: readonly Check[];
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/** What is left where the adversary knows, image by image, which attack to take, through whichever gradient. */
export interface VisionWorstCase {
  readonly run: string;
  readonly agent: string;
  readonly lambda: number;
  readonly attacks: readonly string[];
  readonly images: number;
  /** Share of the images that are classified rightly under every attack. */
  readonly accuracy: number;
  /** Wilson's, 95 %. */
  readonly interval: readonly [low: number, high: number];
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

const milliseconds = (seconds: number) => (seconds * 1000).toFixed(1);
const orDash = (value: number | null, text: (value: number) => string) => (value === null ? '–' : text(value));

/** Which classifier it is, where there are several. */
const runColumns = (rows: readonly { readonly run: string }[]): Column<{ readonly run: string }>[] =>
  new Set(rows.map(({ run }) => run)).size > 1 ? [{ title: 'classifier', align: 'left', cell: ({ run }) => run }] : [];

/** Columns whose cells are all alike say nothing. */
function columnsOf(rows: readonly VisionRow[], times: Times): Column<VisionRow>[] {
  const several = (of: (row: VisionRow) => unknown) => new Set(rows.map(of)).size > 1;
  return [
    ...runColumns(rows),
    { title: 'defense', align: 'left', cell: ({ agent }) => agent },
    { title: 'attack', align: 'left', cell: ({ attack }) => attack ?? '–' },
    ...(several(({ gradientSamples }) => gradientSamples)
      ? [{ title: 'draws', cell: ({ gradientSamples }: VisionRow) => orDash(gradientSamples, String) }]
      : []),
    { title: 'λ', cell: ({ lambda }) => String(lambda) },
    { title: 'accuracy %', cell: ({ accuracy }) => hundredths(accuracy) },
    { title: '95 % interval', cell: ({ interval }) => interval.map((end) => hundredths(end)).join('…') },
    { title: 'confidence %', cell: ({ confidence }) => hundredths(confidence) },
    { title: 'right draws %', cell: ({ correctSamples }) => orDash(correctSamples, hundredths) },
    { title: 'zero gradient %', cell: ({ zeroGradientPixels }) => orDash(zeroGradientPixels, hundredths) },
    ...(times.size > 0
      ? [{ title: 'ms/image', cell: (row: VisionRow) => orDash(times.get(settingKey(row)) ?? null, milliseconds) }]
      : []),
  ];
}

function worstColumns(cases: readonly VisionWorstCase[]): Column<VisionWorstCase>[] {
  return [
    ...runColumns(cases),
    { title: 'defense', align: 'left', cell: ({ agent }) => agent },
    { title: 'λ', cell: ({ lambda }) => String(lambda) },
    { title: 'attacks', cell: ({ attacks }) => String(attacks.length) },
    { title: 'accuracy % under the worst of them', cell: ({ accuracy }) => hundredths(accuracy) },
    { title: '95 % interval', cell: ({ interval }) => interval.map((end) => hundredths(end)).join('…') },
  ];
}

function comparisonColumns(comparisons: readonly VisionComparison[]): Column<VisionComparison>[] {
  const points = (share: number) => share * 100;
  return [
    ...runColumns(comparisons),
    { title: 'defense', align: 'left', cell: ({ agent }) => agent },
    { title: 'attack', align: 'left', cell: ({ attack }) => attack ?? '–' },
    ...(new Set(comparisons.map(({ gradientSamples }) => gradientSamples)).size > 1
      ? [{ title: 'draws', cell: ({ gradientSamples }: VisionComparison) => orDash(gradientSamples, String) }]
      : []),
    { title: 'λ', cell: ({ lambda }) => String(lambda) },
    {
      title: 'defended − plain, points',
      cell: ({ difference, differenceInterval: interval }) =>
        signedWithInterval(points(difference), interval && [points(interval[0]), points(interval[1])], 1),
    },
    { title: 'p', cell: ({ p }) => pValue(p) },
    { title: 'p (Holm)', cell: ({ pHolm }) => pValue(pHolm) },
  ];
}

/** Tables: accuracies, paired differences where there is a defense, worst cases where there were several attacks. */
const tables = ({ rows, comparisons, worstCases }: VisionReport, table: typeof textTable, times: Times): string[] => [
  table(columnsOf(rows, times), rows),
  ...(comparisons.length > 0 ? [table(comparisonColumns(comparisons), comparisons)] : []),
  ...(worstCases.length > 0 ? [table(worstColumns(worstCases), worstCases)] : []),
];

const headline = ({ settings, complete }: VisionReport): string =>
  `${plural(settings.images, 'image')} of ${settings.data}, ${plural(settings.outputSamples, 'draw')} of a defense for an answer, seed ${settings.seed}${complete ? '' : ' (not finished)'}`;

/** For terminals. @param times mean seconds of an image by `settingKey`, where they are known */
export const visionText = (report: VisionReport, times: Times = new Map()): string =>
  [
    headline(report),
    ...tables(report, textTable, times),
    ...report.checks.map(({ check, verdict, text }) => `${verdict.padEnd(8)}  ${check}: ${text}`),
    ...report.warnings.map((warning) => `- Warning: ${warning}`),
  ].join('\n');

export const visionMarkdown = (report: VisionReport): string =>
  [
    `${headline(report)}\n`,
    ...tables(report, markdownTable, new Map()),
    ...report.checks.map(({ check, verdict, text }) => `- ${check}: **${verdict}**, ${text}`),
    ...report.warnings.map((warning) => `- Warning: ${warning}`),
    '',
  ].join('\n');

/** What CSV files say of the accuracy in one setting. Shares, not percent; what there is not is left empty. */
export const accuracyFields: readonly Column<
  Pick<
    VisionRow,
    'images' | 'correct' | 'accuracy' | 'interval' | 'confidence' | 'correctSamples' | 'zeroGradientPixels'
  >
>[] = [
  { title: 'images', cell: ({ images }) => String(images) },
  { title: 'correct', cell: ({ correct }) => String(correct) },
  { title: 'accuracy', cell: ({ accuracy }) => String(accuracy) },
  { title: 'low', cell: ({ interval }) => String(interval[0]) },
  { title: 'high', cell: ({ interval }) => String(interval[1]) },
  { title: 'confidence', cell: ({ confidence }) => String(confidence) },
  { title: 'correct_samples', cell: ({ correctSamples }) => orEmpty(correctSamples) },
  { title: 'zero_gradient_pixels', cell: ({ zeroGradientPixels }) => orEmpty(zeroGradientPixels) },
];

export const visionCsv = ({ rows }: VisionReport): string =>
  csv<VisionRow>(
    [
      { title: 'run', cell: ({ run }) => run },
      { title: 'defense', cell: ({ agent }) => agent },
      { title: 'attack', cell: ({ attack }) => attack ?? '' },
      { title: 'gradient_samples', cell: ({ gradientSamples }) => orEmpty(gradientSamples) },
      { title: 'lambda', cell: ({ lambda }) => String(lambda) },
      ...accuracyFields,
      { title: 'zero_gradient_images', cell: ({ zeroGradientImages }) => orEmpty(zeroGradientImages) },
      { title: 'linf_norm', cell: ({ linfNorm }) => String(linfNorm) },
    ],
    rows,
  );
