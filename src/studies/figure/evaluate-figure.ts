/**
 * Computes the curves of a figure. All figures share one store of lines, so that a curve of several figures is computed
 * once:
 *
 *     evaluations/<whose gradient>-<samples per output>/     images.jsonl, settings.json
 */
import { join } from 'node:path';
import { plural } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import type { OnJob } from '../../evaluation/blocks.js';
import { evaluateImages, type VisionChoices } from '../../evaluation/images/evaluate-images.js';
import type { ImageLine } from '../../evaluation/images/image-line.js';
import type { ImageJob, ImageNames } from '../../evaluation/images/image-prober.js';
import type { RunName } from '../../evaluation/players/players.js';
import { plainAgent } from '../../evaluation/settings.js';
import type { Computing } from '../../evaluation/worker.js';
import type { OnWarning } from '../../storage/results/result-folder.js';
import type { VisionConfig } from '../../vision/config.js';
import type { ImageSet } from '../../vision/data/image-set.js';
import type { Curve, Figure, Role } from './figure.js';

export interface Classifiers {
  readonly folders: Readonly<Partial<Record<Role, string>>>;
  readonly configs: Readonly<Partial<Record<Role, VisionConfig>>>;
}

/** Settings of all figures. */
export interface FigureSettings {
  readonly images: ImageNames;
  /** Number of images: the first of the test set. */
  readonly count: number;
  readonly lambdas: readonly number[];
  /** Of all random numbers. */
  readonly seed: number;
  /** Limits of the samples per gradient and per output that figures ask for. */
  readonly mostGradientSamples: number;
  readonly mostOutputSamples: number;
}

export interface EvaluateFigureOptions {
  /** Folder of the store. */
  readonly folder: string;
  /** Whether the results in a folder of the store are replaced. */
  readonly replaces: (store: string) => boolean;
  readonly onWarning?: OnWarning | undefined;
  readonly computing: Computing;
  readonly signal?: AbortSignal | undefined;
  /** The images; default: those that the settings name. */
  readonly set?: ImageSet | undefined;
  /** Called before and after every block of images. */
  readonly onProgress?: (curve: Curve, ...progress: Parameters<OnJob<ImageJob>>) => void;
}

export interface FoundCurve {
  /** The curve as computed, with limited samples. */
  readonly curve: Curve;
  /** The curve as the figure's definition has it. */
  readonly asked: Curve;
  /** For each λ, in order, one line per image. */
  readonly settings: readonly (readonly ImageLine[])[];
}

export interface FoundFigure {
  readonly figure: Figure;
  readonly outputSamples: number;
  readonly curves: readonly FoundCurve[];
  /** The images. */
  readonly set: ImageSet;
}

/** @returns undefined when stopped; finished lines are kept @throws UsageError as `evaluateImages` does */
export async function evaluateFigure(
  figure: Figure,
  { folders, configs }: Classifiers,
  settings: FigureSettings,
  options: EvaluateFigureOptions,
): Promise<FoundFigure | undefined> {
  const { lambdas } = settings;
  const { computing, signal, set } = options;
  const found: FoundCurve[] = [];
  let opened: ImageSet | undefined = set;
  for (const { asked, curve, store, choices, wanted } of curveWork(figure, { folders, configs }, settings)) {
    const folder = join(options.folder, store);
    const evaluated = await evaluateImages(
      choices,
      {
        ...{ folder, overwrite: options.replaces(folder), onWarning: options.onWarning },
        ...{ computing, signal, wanted, ...(set && { set }) },
        onProgress: (...progress) => options.onProgress?.(curve, ...progress),
      },
      (images) => images,
    );
    if (!evaluated.complete) return undefined;
    opened = evaluated.set;
    const byLambda = groupBy(evaluated.lines, ({ lambda }) => String(lambda));
    found.push({ curve, asked, settings: lambdas.map((lambda) => byLambda.get(String(lambda))!) });
  }
  return { figure, outputSamples: outputSamplesOf(figure, settings), curves: named(found), set: opened! };
}

const outputSamplesOf = ({ outputSamples }: Figure, { mostOutputSamples }: FigureSettings): number =>
  Math.min(outputSamples, mostOutputSamples);

/** A curve as an evaluation of images. */
export interface CurveWork extends Pick<FoundCurve, 'curve' | 'asked'> {
  /** Folder in the store of lines. */
  readonly store: string;
  readonly choices: VisionChoices;
  readonly wanted: (job: ImageJob) => boolean;
}

export function curveWork(figure: Figure, { folders, configs }: Classifiers, settings: FigureSettings): CurveWork[] {
  const { images, count, lambdas, seed, mostGradientSamples } = settings;
  const outputSamples = outputSamplesOf(figure, settings);
  return withMost(figure.curves(configs), mostGradientSamples).map(({ asked, curve }) => {
    const { role, defense, on: attackOn = 'self' } = curve;
    const run: RunName = { run: role, folder: folders[role]! };
    return {
      ...{ asked, curve, store: `${attackOn}-${outputSamples}` },
      choices: {
        names: {
          ...{ attacks: [attackText(curve)], gradientSamples: [null], attackChoices: {}, attackOn },
          ...{ defenses: [defense], defenseOptions: {}, outputSamples },
        },
        ...{ runs: [run], images, count, lambdas, seed },
      },
      wanted: ({ agent }) => (agent === plainAgent) === (defense === 'none'),
    };
  });
}

/** Limits the samples per gradient; curves that become equal are kept once. */
function withMost(curves: readonly Curve[], most: number): Pick<FoundCurve, 'curve' | 'asked'>[] {
  const all = curves.map((asked) => ({ asked, curve: { ...asked, samples: Math.min(asked.samples, most) } }));
  const known = new Set<string>();
  return all.filter(({ curve: { role, defense, attack, samples, on, panel } }) => {
    const key = JSON.stringify([role, defense, attack, samples, on, panel]);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

/** Whether the gradient is random: it is that of a stochastic defense. */
export const isSampled = ({ defense, attack, on }: Curve): boolean =>
  defense !== 'none' && on !== 'plain' && attack !== 'random' && attack !== 'transfer';

const attackText = ({ attack, samples }: Curve): string =>
  attack === 'random' || attack === 'transfer' ? attack : `${attack}:samples=${samples}`;

/**
 * The lines with the names that checks compare: attacks on the plain network's gradient are named `transfer-…`, and numbers of
 * samples are given where curves differ in them alone; such curves have the number in their names.
 */
function named(found: readonly FoundCurve[]): FoundCurve[] {
  return found.map(({ asked, curve, settings }) => {
    const varied = isSampled(curve) && found.some((other) => isAnother(other.curve, curve));
    const attack = curve.on === 'plain' ? `transfer-${curve.attack}` : curve.attack;
    return {
      asked,
      curve: varied ? { ...curve, name: `${curve.name}, ${plural(curve.samples, 'sample')}` } : curve,
      settings: settings.map((lines) =>
        lines.map((line) =>
          line.attack === null ? line : { ...line, attack, gradientSamples: varied ? curve.samples : null },
        ),
      ),
    };
  });
}

/** Whether two curves differ in their numbers of samples alone. */
const isAnother = (a: Curve, b: Curve): boolean =>
  a.samples !== b.samples && a.role === b.role && a.defense === b.defense && a.attack === b.attack && a.on === b.on;
