/** The figures of one or more evaluations, in a folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../../common/errors.js';
import { plural } from '../../../common/format.js';
import { groupBy } from '../../../common/group-by.js';
import { writeAtomically } from '../../../files/atomic-write.js';
import { isFile, readRegularFile, sizeLimits } from '../../../files/read-file.js';
import { writePicture } from '../../../report/picture-files.js';
import { joined, markdown } from '../../../report/renderer.js';
import { aggregate, noScaleNotes, unitNotes } from '../report/aggregate.js';
import { scoresByGame } from '../report/strata.js';
import { aggregateScores, aggregatesFigure } from './aggregates.js';
import { comparisonsCsv, differencesFigure } from './differences.js';
import type { Evaluations } from './evaluations.js';
import type { Figure } from './figure.js';
import { flipRates, flipRatesFigure } from './flip-rates.js';
import { improvementFigure } from './improvement.js';
import { profilePoints, profilesFigure } from './profiles.js';
import { returnsFigure } from './returns.js';
import { worstCaseFigure } from './worst-case.js';

/** Folder of the figures in that of their evaluation. */
export const figuresName = 'figures';

/**
 * Writes each figure as NAME.svg, NAME.png and NAME.csv, comparisons.csv, and README.md with the captions.
 * @returns the paths of the files
 * @throws UsageError where README.md is not that of figures: nothing is written then
 */
export async function writeFigures(evaluations: Evaluations, folder: string): Promise<string[]> {
  expectOwnText(join(folder, textName));
  const figures = [...(await figuresByGame(evaluations)), ...(await figuresOverGames(evaluations))];
  const paths: string[] = [];
  for (const { name, svg, csv } of figures) {
    paths.push(...(await writePicture(folder, name, svg)), write(join(folder, `${name}.csv`), csv));
  }
  const { comparisons } = evaluations;
  if (comparisons.length > 0) paths.push(write(join(folder, 'comparisons.csv'), comparisonsCsv(comparisons)));
  paths.push(write(join(folder, textName), figuresText(figures, evaluations)));
  return paths;
}

const textName = 'README.md';
const titleBegin = 'Figures of ';

/** `--out .` must not replace the README.md of a project. */
function expectOwnText(path: string): void {
  if (!existsSync(path)) return;
  const text = isFile(path) ? Buffer.from(readRegularFile(path, sizeLimits.json)).toString() : '';
  if (text.startsWith(`# ${titleBegin}`)) return;
  throw new UsageError(`${path} is not one that report wrote, and was not changed: choose another folder by --out`);
}

function write(path: string, text: string): string {
  writeAtomically(path, text);
  return path;
}

/** In points, so that each game has figures of its own. */
async function figuresByGame({ rows, episodes, comparisons, worstCases, seed }: Evaluations): Promise<Figure[]> {
  const games = groupBy(rows, ({ game }) => game);
  const figures: Figure[] = [];
  for (const [game, ofGame] of games) {
    const of = <T extends { readonly game: string }>(all: readonly T[]) => all.filter((each) => each.game === game);
    const rates = flipRates(of(episodes), seed);
    const attacked = ofGame.some(({ attack }) => attack !== null);
    const found = [
      ...(attacked ? [await returnsFigure({ rows: ofGame })] : []),
      ...(of(comparisons).length > 0 ? [await differencesFigure(of(comparisons))] : []),
      ...(of(worstCases).length > 0 ? [await worstCaseFigure(of(worstCases), ofGame)] : []),
      ...(rates.some(({ attack }) => attack !== null) ? [await flipRatesFigure(rates)] : []),
    ];
    figures.push(...found.map((each) => (games.size === 1 ? each : { ...each, name: `${each.name}-${game}` })));
  }
  return figures;
}

/** None for one run of one game, whose aggregates would say what its rows say. */
async function figuresOverGames({ rows, episodes, seed }: Evaluations): Promise<Figure[]> {
  if (isOneRun(rows)) return [];
  const found = scoresByGame(episodes);
  const scores = aggregateScores(found, seed);
  const improved = aggregate(episodes, seed).filter(({ improvement }) => improvement);
  return [
    ...(scores.length > 0 ? [await aggregatesFigure(scores), await profilesFigure(profilePoints(found, seed))] : []),
    ...(improved.length > 0 ? [await improvementFigure(improved)] : []),
  ];
}

const isOneRun = (rows: Evaluations['rows']): boolean =>
  new Set(rows.map(({ game, run }) => JSON.stringify([game, run]))).size === 1;

function figuresText(figures: readonly Figure[], { rows, episodes, seed }: Evaluations): string {
  const games = [...new Set(rows.map(({ game }) => game))];
  const overGames = isOneRun(rows) ? [] : [...unitNotes(aggregate(episodes, seed)), ...noScaleNotes(episodes)];
  const counts = rows.map((row) => row.episodes);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  return joined([
    markdown.title(`${titleBegin}${games.join(', ')}`),
    markdown.paragraph(
      `${fewest === most ? plural(most, 'episode') : `${fewest} to ${most} episodes`} per agent, attack and λ. Each figure is a .svg, a .png and a .csv with its numbers; comparisons.csv has all paired differences with their p. An agent of another training seed may score differently by more than an interval over episodes says.`,
    ),
    markdown.list(overGames),
    ...[...groupBy(figures, ({ title }) => title)].map(([title, group]) =>
      joined([
        markdown.heading(title),
        ...group.map(({ name }) => markdown.paragraph(`![${name}](${name}.svg)`)),
        markdown.paragraph(
          `${group[0]!.caption} Numbers: ${group.map(({ name }) => `[${name}.csv](${name}.csv)`).join(', ')}.`,
        ),
      ]),
    ),
  ]);
}
