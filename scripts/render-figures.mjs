/**
 * Writes the README, CSV and pictures of figures anew from their figure.json: after a change of wording or of the charts.
 * Nothing is computed.
 *
 *     npm run build && node scripts/render-figures.mjs [folder, default docs/results/vision]
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFigure } from '../dist/studies/figure/write-figure.js';

const [folder = 'docs/results/vision'] = process.argv.slice(2);
for (const name of readdirSync(folder)) {
  const file = join(folder, name, 'figure.json');
  if (existsSync(file)) await writeFigure(join(folder, name), JSON.parse(readFileSync(file, 'utf8')));
}
