/**
 * Makes the paper's figures from classifiers, in a folder from which stopped work is resumed:
 *
 *     <figure>/       README.md, figure.csv, .json, .svg and .png
 *     evaluations/    the lines they are computed from, see evaluate-figure.ts
 */
import { join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import type { OnJob } from '../../evaluation/blocks.js';
import type { ImageJob } from '../../evaluation/images/image-prober.js';
import type { Computing } from '../../evaluation/worker.js';
import type { Lease } from '../../files/lease.js';
import { asWriter, type OnWarning } from '../../storage/results/result-folder.js';
import { markFolder, type ResultKind, resultFolderKind } from '../../storage/results/settings.js';
import { expectHeldOut } from '../../training/classifier/data.js';
import { loadClassifier } from '../../vision/classifier-files.js';
import type { ImageSet } from '../../vision/data/image-set.js';
import { type Classifiers, evaluateFigure, type FigureSettings } from './evaluate-figure.js';
import type { Curve, Figure, Role } from './figure.js';
import { type FigureReport, figureReport } from './figure-report.js';
import { writeFigure } from './write-figure.js';

export interface MakeFiguresOptions {
  readonly figures: readonly Figure[];
  /** Run folders of the classifiers. */
  readonly runs: Classifiers['folders'];
  readonly settings: FigureSettings;
  readonly folder: string;
  /** The command that makes a figure, for its README. */
  readonly commandOf: (figure: string) => string;
  /** Replace existing evaluations, each when its first new line is computed. */
  readonly overwrite?: boolean;
  /** Receives a line when the lease of a process that has ended is taken over. */
  readonly onWarning?: OnWarning | undefined;
  readonly computing: Computing;
  readonly signal?: AbortSignal | undefined;
  /** The images; default: those that the settings name. Worker threads always open images by name. */
  readonly set?: ImageSet;
  readonly onProgress?: (figure: string, curve: Curve, ...progress: Parameters<OnJob<ImageJob>>) => void;
}

const figuresKind: ResultKind = { name: 'vision figures', noun: 'figures' };

/**
 * Computes missing lines, and writes each figure when it is finished.
 * @returns finished figures: all of them, unless stopped
 * @throws UsageError for a missing classifier, or one that does not fit the images
 */
export async function makeFigures(options: MakeFiguresOptions): Promise<FigureReport[]> {
  const { figures, runs, settings, computing, signal, set, onProgress = () => {} } = options;
  for (const figure of figures) expectRoles(figure, runs);
  const given = Object.entries(runs) as [Role, string][];
  const configs = Object.fromEntries(given.map(([role, folder]) => [role, loadClassifier(folder).config]));
  // All are checked before the first figure is computed.
  for (const role of new Set(figures.flatMap(({ roles }) => roles))) {
    expectHeldOut(runs[role]!, configs[role]!, settings.images);
  }
  const isFirst = firstTime();
  const replaces = (store: string) => options.overwrite === true && isFirst(store);
  const write = async (lease: Lease) => {
    markFolder(options.folder, lease, figuresKind, { ...settings, runs });
    const finished: FigureReport[] = [];
    for (const figure of figures) {
      const found = await evaluateFigure(figure, { folders: runs, configs }, settings, {
        ...{
          folder: join(options.folder, 'evaluations'),
          replaces,
          computing,
          signal,
          set,
          onWarning: options.onWarning,
        },
        onProgress: (curve, ...progress) => onProgress(figure.name, curve, ...progress),
      });
      if (!found) break;
      const report = figureReport(found, settings, options.commandOf(figure.name));
      lease.expectHeld();
      await writeFigure(join(options.folder, figure.name), report);
      finished.push(report);
    }
    return finished;
  };
  return asWriter(options.folder, resultFolderKind(figuresKind), write, options.onWarning);
}

/** Returns whether a folder is used for the first time: several curves share one, and only the first may replace results. */
function firstTime(): (folder: string) => boolean {
  const known = new Set<string>();
  return (folder) => {
    const isNew = !known.has(folder);
    known.add(folder);
    return isNew;
  };
}

/** The classifiers that a figure needs and that are not given. */
export const missingRoles = ({ roles }: Figure, runs: Classifiers['folders']): Role[] =>
  roles.filter((role) => runs[role] === undefined);

function expectRoles(figure: Figure, runs: Classifiers['folders']): void {
  const missing = missingRoles(figure, runs);
  if (missing.length === 0) return;
  throw new UsageError(
    `figure ${figure.name}: expected classifiers ${figure.roles.join(', ')}, got no ${missing.join(', ')}; give its run folder with --runs ${missing[0]}=<folder>`,
  );
}
