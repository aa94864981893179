import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupBy } from '../../src/common/group-by.js';
import type { Episode } from '../../src/evaluation/games/episode.js';
import { createReport, type EvaluationReport } from '../../src/evaluation/games/report/game-report.js';
import { rowOf } from '../../src/evaluation/games/report/summary.js';
import { type Setting, settingKey } from '../../src/evaluation/settings.js';
import { createGridReport, type GridReport } from '../../src/evaluation/states/grid-report.js';
import { type GridLine, gridKey } from '../../src/evaluation/states/state-grid.js';
import { loadStates } from '../../src/evaluation/states/states.js';
import type { AgentResults } from '../../src/studies/results/agent-results.js';

const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');
const linesOf = <Line>(folder: string, name: string): Line[] =>
  read(folder, name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The report of one agent, made again from its lines; results.json says what was chosen, and the order of the rows. */
export function storedResults(home: string): AgentResults {
  const grid = storedGrid(join(home, 'grid'), join(home, 'grid'));
  const sweep = storedGrid(join(home, 'samples'), join(home, 'grid'));
  return { game: grid.settings.game, run: grid.settings.run, grid, sweep, games: storedGames(join(home, 'episodes')) };
}

function storedGames(folder: string): EvaluationReport {
  const { settings, rows, chance }: EvaluationReport = JSON.parse(read(folder, 'results.json'));
  const byKey = groupBy(linesOf<Episode>(folder, 'episodes.jsonl'), settingKey);
  const episodesOf = (row: Setting) =>
    byKey
      .get(settingKey(row))!
      .toSorted((a, b) => settings.seeds.indexOf(a.seed) - settings.seeds.indexOf(b.seed) || a.index - b.index);
  const summed = (of: readonly Setting[]) => of.map((row) => rowOf(episodesOf(row), settings.seeds));
  const episodes = [...rows, ...chance].flatMap(episodesOf);
  return createReport(settings, { rows: summed(rows), chance: summed(chance), episodes }, true);
}

function storedGrid(folder: string, statesFolder: string): GridReport {
  const { settings, rows }: GridReport = JSON.parse(read(folder, 'results.json'));
  const place = new Map(rows.map((row, i) => [gridKey(row), i]));
  const lines = linesOf<GridLine>(folder, 'grid.jsonl').toSorted(
    (a, b) => place.get(gridKey(a))! - place.get(gridKey(b))!,
  );
  return createGridReport(settings, loadStates(statesFolder), { lines, aborted: false });
}
