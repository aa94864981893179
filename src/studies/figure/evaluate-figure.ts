/**
 * Computes the curves of a figure. All figures share one store of lines, so that what several of them show is computed
 * once:
 *
 *     evaluations/<whose gradient>-<draws for an answer>/     images.jsonl, settings.json
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

/** What is the same for all figures. */
export interface FigureSettings {
  readonly images: ImageNames;
  /** First images of the test set. */
  readonly count: number;
  readonly lambdas: readonly number[];
  /** Of all draws. */
  readonly seed: number;
  /** Figures that ask for more draws in a gradient, or for an answer, get so many. */
  readonly mostDraws: number;
  readonly mostOutputDraws: number;
}

export interface EvaluateFigureOptions {
  /** Of the store. */
  readonly folder: string;
  /** Whether what a folder of the store holds is to be replaced. */
  readonly replaces: (store: string) => boolean;
  readonly onWarning?: OnWarning | undefined;
  readonly computing: Computing;
  readonly signal?: AbortSignal | undefined;
  /** The images; default those that the settings name. */
  readonly set?: ImageSet | undefined;
  /** Told before and after every block of images. */
  readonly onProgress?: (curve: Curve, ...progress: Parameters<OnJob<ImageJob>>) => void;
}

export interface FoundCurve {
  /** As it was computed: with the draws that it got. */
  readonly curve: Curve;
  /** As the figure's table has it. */
  readonly asked: Curve;
  /** For each λ, in order, a line an image. */
  readonly settings: readonly (readonly ImageLine[])[];
}

export interface FoundFigure {
  readonly figure: Figure;
  readonly outputSamples: number;
  readonly curves: readonly FoundCurve[];
  /** Of the images. */
  readonly set: ImageSet;
}

/** Undefined when the signal came before the end; what is finished is kept. @throws UsageError as evaluateImages does */
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
  return { figure, outputSamples: outputDrawsOf(figure, settings), curves: named(found), set: opened! };
}

const outputDrawsOf = ({ outputSamples }: Figure, { mostOutputDraws }: FigureSettings): number =>
  Math.min(outputSamples, mostOutputDraws);

/** A curve as an evaluation of images. */
export interface CurveWork extends Pick<FoundCurve, 'curve' | 'asked'> {
  /** Folder in the store of lines. */
  readonly store: string;
  readonly choices: VisionChoices;
  readonly wanted: (job: ImageJob) => boolean;
}

export function curveWork(figure: Figure, { folders, configs }: Classifiers, settings: FigureSettings): CurveWork[] {
  const { images, count, lambdas, seed, mostDraws } = settings;
  const outputSamples = outputDrawsOf(figure, settings);
  return withMost(figure.curves(configs), mostDraws).map(({ asked, curve }) => {
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

/** With no more draws than that; those that are the same then come once. */
function withMost(curves: readonly Curve[], most: number): Pick<FoundCurve, 'curve' | 'asked'>[] {
  const all = curves.map((asked) => ({ asked, curve: { ...asked, draws: Math.min(asked.draws, most) } }));
  const known = new Set<string>();
  return all.filter(({ curve: { role, defense, attack, draws, on, panel } }) => {
    const key = JSON.stringify([role, defense, attack, draws, on, panel]);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

/** Only the acting classifier's own gradient is drawn. */
export const isDrawn = ({ defense, attack, on }: Curve): boolean =>
  defense !== 'none' && on !== 'plain' && attack !== 'random' && attack !== 'transfer';

const attackText = ({ attack, draws }: Curve): string =>
  attack === 'random' || attack === 'transfer' ? attack : `${attack}:samples=${draws}`;

/**
 * The lines by the names that checks compare: an attack on the plain network's gradient is one that is transferred, and
 * numbers of draws are compared where they vary. Curves that differ by them alone get them into their names.
 */
function named(found: readonly FoundCurve[]): FoundCurve[] {
  return found.map(({ asked, curve, settings }) => {
    const varied = isDrawn(curve) && found.some((other) => isAnother(other.curve, curve));
    const attack = curve.on === 'plain' ? `transfer-${curve.attack}` : curve.attack;
    return {
      asked,
      curve: varied ? { ...curve, name: `${curve.name}, ${plural(curve.draws, 'sample')}` } : curve,
      settings: settings.map((lines) =>
        lines.map((line) =>
          line.attack === null ? line : { ...line, attack, gradientSamples: varied ? curve.draws : null },
        ),
      ),
    };
  });
}

/** The same but for its draws. */
const isAnother = (a: Curve, b: Curve): boolean =>
  a.draws !== b.draws && a.role === b.role && a.defense === b.defense && a.attack === b.attack && a.on === b.on;
