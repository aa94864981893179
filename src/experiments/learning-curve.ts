/** The learning curve of a run: mean return of the games that ended in each row of its metrics. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { writeAtomically } from '../agent/files.js';
import { UsageError } from '../errors.js';
import { lineChart, type Point, runningMean } from '../report/plot.js';
import type { MetricsRow } from './train-folder.js';

/** Rows that the drawn line averages. */
const windowRows = 3;

/**
 * Writes learning-curve.svg and learning-curve.png into the run's folder.
 * @returns their paths
 * @throws UsageError when the folder holds no metrics
 */
export async function plotLearningCurve(folder: string): Promise<string[]> {
  const metrics = join(folder, 'metrics.jsonl');
  if (!existsSync(metrics)) throw new UsageError(`${folder} holds no metrics: expected ${metrics}, as train writes it`);
  const lines = readFileSync(metrics, 'utf8').split('\n').filter(Boolean);
  const rows = lines.map((line) => JSON.parse(line) as MetricsRow);
  const points = rows
    .filter((row) => row.return !== null)
    .map((row): Point => ({ x: row.decision, y: row.return!, series: 'return' }));
  if (points.length === 0) throw new UsageError(`${metrics} has no finished game yet: let the run go on`);
  const svg = await lineChart(points, runningMean(points, windowRows), {
    title: `Learning curve of ${basename(folder)}: exploring agent, ${windowRows}-row mean`,
    x: 'decisions (4 frames each)',
    y: 'return of a game (points)',
  });
  const [svgPath, pngPath] = [join(folder, 'learning-curve.svg'), join(folder, 'learning-curve.png')];
  writeAtomically(svgPath, svg);
  writeAtomically(pngPath, await sharp(Buffer.from(svg)).png().toBuffer());
  return [svgPath, pngPath];
}
