/**
 * From classifiers to the paper's figures, in a folder in which the work can be stopped and taken up again:
 *
 *     <figure>/       README.md, figure.csv, .json, .svg and .png
 *     evaluations/    what they are made from, see evaluate-figure.ts
 */
import { join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { loadSharp } from '../../common/sharp.js';
import type { OnJob } from '../../evaluation/blocks.js';
import type { ImageJob } from '../../evaluation/images/image-prober.js';
import type { Computing } from '../../evaluation/worker.js';
import { writeAtomically } from '../../files/atomic-write.js';
import { jsonText } from '../../files/json-text.js';
import type { Lease } from '../../files/lease.js';
import { asWriter, type OnWarning } from '../../storage/results/result-folder.js';
import { markFolder, type ResultKind, resultFolderKind } from '../../storage/results/settings.js';
import { expectHeldOut } from '../../training/classifier/data.js';
import { loadClassifier } from '../../vision/classifier-files.js';
import type { ImageSet } from '../../vision/data/image-set.js';
import { type Classifiers, evaluateFigure, type FigureSettings } from './evaluate-figure.js';
import type { Curve, Figure, Role } from './figure.js';
import { accuracyChart, reliabilityChart } from './figure-chart.js';
import { type FigureReport, figureReport } from './figure-report.js';
import { figureCsv, figureMarkdown, reliabilityCsv } from './figure-text.js';

export interface MakeFiguresOptions {
  readonly figures: readonly Figure[];
  /** Run folders of the classifiers. */
  readonly runs: Classifiers['folders'];
  readonly settings: FigureSettings;
  readonly folder: string;
  /** The command that makes a figure, for its README. */
  readonly commandOf: (figure: string) => string;
  /** Replace evaluations that are there, each when its first line is computed. */
  readonly overwrite?: boolean;
  /** Receives a line when the lease of a process that has ended is taken over. */
  readonly onWarning?: OnWarning | undefined;
  readonly computing: Computing;
  readonly signal?: AbortSignal | undefined;
  /** The images; default those that the settings name. Threads always open theirs by name. */
  readonly set?: ImageSet;
  readonly onProgress?: (figure: string, curve: Curve, ...progress: Parameters<OnJob<ImageJob>>) => void;
}

const figuresKind: ResultKind = { name: 'vision figures', noun: 'figures' };

/**
 * Computes what is not there yet, and writes each figure as it is finished.
 * @returns those that were finished: all, unless the signal came before the end
 * @throws UsageError for a classifier that is needed and not given, or does not fit the images
 */
export async function makeFigures(options: MakeFiguresOptions): Promise<FigureReport[]> {
  const { figures, runs, settings, computing, signal, set, onProgress = () => {} } = options;
  for (const figure of figures) expectRoles(figure, runs);
  const given = Object.entries(runs) as [Role, string][];
  const configs = Object.fromEntries(given.map(([role, folder]) => [role, loadClassifier(folder).config]));
  // Of all of them, before the first takes its time.
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
      await writeFigure(join(options.folder, figure.name), figure, report);
      finished.push(report);
    }
    return finished;
  };
  return asWriter(options.folder, resultFolderKind(figuresKind), write, options.onWarning);
}

/** Whether a folder is asked about for the first time: several curves share one, and the first replaces what was there. */
function firstTime(): (folder: string) => boolean {
  const known = new Set<string>();
  return (folder) => {
    const isNew = !known.has(folder);
    known.add(folder);
    return isNew;
  };
}

/** Which of the classifiers that a figure needs are not given. */
export const missingRoles = ({ roles }: Figure, runs: Classifiers['folders']): Role[] =>
  roles.filter((role) => runs[role] === undefined);

function expectRoles(figure: Figure, runs: Classifiers['folders']): void {
  const missing = missingRoles(figure, runs);
  if (missing.length === 0) return;
  throw new UsageError(
    `figure ${figure.name}: expected classifiers ${figure.roles.join(', ')}, got no ${missing.join(', ')}; give its run folder with --runs ${missing[0]}=<folder>`,
  );
}

async function writeFigure(folder: string, { shows }: Figure, report: FigureReport): Promise<void> {
  const write = (name: string, data: string | Uint8Array) => writeAtomically(join(folder, name), data);
  const svg = await (shows === 'calibration' ? reliabilityChart(report) : accuracyChart(report));
  write('figure.json', jsonText(report));
  write('figure.csv', figureCsv(report));
  if (shows === 'calibration') write('reliability.csv', reliabilityCsv(report));
  write('figure.svg', svg);
  write('figure.png', await (await loadSharp())(Buffer.from(svg)).png().toBuffer());
  write('README.md', figureMarkdown(report));
}
