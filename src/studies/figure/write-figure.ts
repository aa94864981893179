/** The files of a figure, all from its numbers. */
import { join } from 'node:path';
import { loadSharp } from '../../common/sharp.js';
import { writeAtomically } from '../../files/atomic-write.js';
import { jsonText } from '../../files/json-text.js';
import { accuracyChart, reliabilityChart } from './figure-chart.js';
import type { FigureReport } from './figure-report.js';
import { figureCsv, figureMarkdown, isCalibration, reliabilityCsv } from './figure-text.js';

/** The text files by name. */
export async function figureFiles(report: FigureReport): Promise<Readonly<Record<string, string>>> {
  const calibration = isCalibration(report);
  return {
    'figure.json': jsonText(report),
    'figure.csv': figureCsv(report),
    ...(calibration && { 'reliability.csv': reliabilityCsv(report) }),
    'figure.svg': await (calibration ? reliabilityChart(report) : accuracyChart(report)),
    'README.md': figureMarkdown(report),
  };
}

/** Writes the text files and figure.png into a folder. */
export async function writeFigure(folder: string, report: FigureReport): Promise<void> {
  const files = await figureFiles(report);
  const sharp = await loadSharp();
  const png = await sharp(Buffer.from(files['figure.svg']!)).png().toBuffer();
  for (const [name, data] of Object.entries({ ...files, 'figure.png': png })) writeAtomically(join(folder, name), data);
}
