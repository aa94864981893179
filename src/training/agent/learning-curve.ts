/** The learning curve of one run, or of several that differ by their seeds, from the rows that training wrote. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { openLibrary } from '../../env/library.js';
import { writeAtomically } from '../../files/atomic-write.js';
import { olderVersion } from '../../files/format.js';
import { acrossSeeds, runningMean, type Sample, thin } from '../../report/curve.js';
import { writePicture } from '../../report/picture-files.js';
import { type BandPoint, figure, type Panel } from '../../report/plot.js';
import { readableRows, readRows } from '../../storage/row-file.js';
import { evaluationsName, metricsName, timingName } from '../../storage/runs/names.js';
import { readRecord, runFolderKind } from '../../storage/runs/record.js';
import { agentRun, type EvaluationRow, type MetricsRow } from './agent-run.js';
import { curveCsv } from './curve-csv.js';
import { referenceLines } from './reference-lines.js';
import { seedFolders } from './seeds.js';

/** Points that the line averages over, and how many points it has at most. */
const windowPoints = 3;
const mostPoints = 400;

const rowSchema = z.object({ step: z.number() });

interface Rows {
  readonly folder: string;
  /** Id of the game; undefined for rows without a run.json. */
  readonly game?: string | undefined;
  readonly training: readonly MetricsRow[];
  readonly evaluation: readonly EvaluationRow[];
  readonly timing: readonly { readonly step: number }[];
}

/**
 * Writes learning-curve.svg, learning-curve.png and, with the numbers of all rows, learning-curve.csv (curve-csv.ts). Shown are return, length, loss, mean Q and ε against steps. Of several
 * runs the lines are means, and the bands reach from the lowest to the highest. Where the literature has scores of random play and
 * of people in the game, they are lines beside the returns (reference-lines.ts).
 * @param folders each a run, or a folder of runs @param into where the files go
 * @returns their paths
 * @throws UsageError when a folder holds no metrics
 */
export async function plotLearningCurve(folders: readonly string[], into: string): Promise<string[]> {
  const runs = folders.flatMap(runsIn).map(readRun);
  const one = runs.length === 1;
  const [game, ...others] = new Set(runs.map((run) => run.game));
  const oneGame = others.length === 0 ? game : undefined;
  const returns = panel(runs, 'return (points)', 'return');
  const panels = [
    { ...returns, lines: [...returns.lines, ...recentLine(runs), ...referenceLines(oneGame, returns.lines)] },
    panel(runs, 'length (steps)', 'length'),
    panel(runs, 'loss', 'loss'),
    panel(runs, 'mean of max Q', 'meanQ'),
    panel(runs, 'ε', 'exploration', 1),
  ] as const;
  if (returns.lines.length === 0) {
    throw new UsageError(
      `${folders.join(', ')}: no episode has ended yet in ${one ? 'the run' : 'one of the runs'}: train longer`,
    );
  }
  const names = folders.map((folder) => basename(resolve(folder))).join(', ');
  const of = oneGame === undefined ? names : `${await nameOf(oneGame)} (${names})`;
  const svg = await figure(panels, {
    title: `Learning curve of ${of}: ${windowPoints}-point mean${one ? '' : `, mean and range of ${runs.length} runs`}`,
    x: 'steps',
  });
  const pictures = await writePicture(into, 'learning-curve', svg);
  const csvPath = join(into, 'learning-curve.csv');
  writeAtomically(csvPath, curveCsv(runs.map((run) => ({ ...run, name: run.folder }))));
  return [...pictures, csvPath];
}

/** The folder itself, or in a folder of seeds the runs that have a row. */
function runsIn(folder: string): string[] {
  const begun = seedFolders(folder).filter((run) => existsSync(join(run, metricsName)));
  return begun.length === 0 ? [folder] : begun;
}

function readRun(folder: string): Rows {
  const metrics = join(folder, metricsName);
  if (!existsSync(metrics)) throw new UsageError(`${folder} holds no metrics: expected ${metrics}, as train writes it`);
  const isMarked = runFolderKind(agentRun).isMarked(folder); // throws for a run of an older version
  const rows = readableRows(metrics);
  if (rows.some((row) => 'epsilon' in row)) throw olderVersion(metrics, 'train anew');
  if (rows.some((row) => 'accuracy' in row)) {
    throw new UsageError(
      `${folder}: expected a run of an agent, got one of a classifier; choose a run that train wrote`,
    );
  }
  return {
    folder,
    ...(isMarked && { game: String(readRecord(folder).config.game) }),
    training: readRows(metrics, rowSchema),
    evaluation: readRows(join(folder, evaluationsName), rowSchema),
    timing: readRows(join(folder, timingName), rowSchema),
  };
}

/** The game's name as people write it. */
async function nameOf(id: string): Promise<string> {
  const { games } = await openLibrary();
  return games.find((game) => game.id === id)?.name ?? id;
}

function panel(runs: readonly Rows[], title: string, key: keyof MetricsRow, window = windowPoints): Panel {
  const training = runs.map((run) => thin(samples(run.training, key), mostPoints));
  const scores = key === 'return' || key === 'length';
  const dots = runs.length > 1 ? [] : training[0]!.map(([x, y]) => ({ x, y, series: 'training' }));
  const lines = [
    ...acrossSeeds(
      training.map((each) => runningMean(each, window)),
      'training',
    ),
    ...(scores ? evaluationLine(runs, key) : []),
  ];
  return { y: title, dots, lines };
}

/** Evaluations; the band of a single run is the 95 % interval of its returns. */
function evaluationLine(runs: readonly Rows[], key: 'return' | 'length'): BandPoint[] {
  const of = (name: string) => runs.map((run) => thin(samples(run.evaluation, name), mostPoints));
  const line = acrossSeeds(of(key), 'evaluation');
  const [lows = [], highs = []] =
    runs.length === 1 && key === 'return' ? [...of('returnLow'), ...of('returnHigh')] : [];
  if (lows.length !== line.length) return line;
  return line.map((point, i) => ({ ...point, low: lows[i]![1], high: highs[i]![1] }));
}

/** Mean returns of the last 100 episodes. */
const recentLine = (runs: readonly Rows[]): BandPoint[] =>
  acrossSeeds(
    runs.map((run) => thin(samples(run.training, 'recentReturn'), mostPoints)),
    'last 100 episodes',
  );

/** Step and value of the rows that have a number for the key. */
const samples = (rows: readonly { readonly step: number }[], key: string): Sample[] =>
  rows.flatMap((row): Sample[] => {
    const value = (row as unknown as Readonly<Record<string, unknown>>)[key];
    return typeof value === 'number' ? [[row.step, value]] : [];
  });
