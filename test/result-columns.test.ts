/** docs/result-columns.md lists every key and column that results have, and no other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { aggregatesCsv } from '../src/evaluation/games/figures/aggregates.js';
import { comparisonsCsv } from '../src/evaluation/games/figures/differences.js';
import { flipRatesCsv } from '../src/evaluation/games/figures/flip-rates.js';
import { improvementCsv } from '../src/evaluation/games/figures/improvement.js';
import { profilesCsv } from '../src/evaluation/games/figures/profiles.js';
import { worstCasesCsv } from '../src/evaluation/games/figures/worst-case.js';
import { createReport } from '../src/evaluation/games/report/game-report.js';
import { visionCsv } from '../src/evaluation/images/image-csv.js';
import { imageLineSchema } from '../src/evaluation/images/image-line.js';
import { createImageReport } from '../src/evaluation/images/image-report.js';
import { figureCsv } from '../src/studies/figure/figure-text.js';
import { table1Csv } from '../src/studies/table1.js';
import { toyEpisodes, toyRow } from './helpers/toy-row.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const results = (...path: string[]) => read('docs/results', ...path);
const json = (...path: string[]) => JSON.parse(results(...path));
const lines = (...path: string[]) =>
  results(...path)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const head = (csv: string) => csv.split('\n')[0]!.split(',');

/** The sections of the document: names in the column JSON, and in the column CSV. */
const listed = new Map(
  read('docs/result-columns.md')
    .split(/^#{2,3} /m)
    .slice(1)
    .map((section) => {
      const cells = section
        .split('\n')
        .filter((line) => /^\| /.test(line) && !line.startsWith('| JSON'))
        .map((line) => line.split(/(?<!\\)\|/).slice(1, 3));
      const names = (column: number) =>
        cells.flatMap((row) => [...row[column]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
      return [section.split('\n')[0]!, { json: names(0), csv: names(1) }] as const;
    }),
);
const setting = listed.get('Settings of a row')!;
const expand = (names: readonly string[], all: readonly string[]) =>
  names.flatMap((name) => (name === '…' ? all : [name]));

const keysOf = (objects: readonly object[]): string[] => [...new Set(objects.flatMap((each) => Object.keys(each)))];

const episodes = json('bundled/episodes/results.json');
const raiders = json('bundled-raiders/episodes/results.json');
const grid = json('bundled/grid/results.json');
const figures = ['headline', 'calibration', 'appendix-b'].map((name) => json('vision', name, 'figure.json'));
const points = figures.flatMap(({ curves }) => curves).flatMap((curve) => curve.points);
const paperPoint = { ...points[0], paper: { accuracy: 0.5, mark: 'T' } };

const imageLines = ['plain', 'sap100'].flatMap((agent) =>
  ['fgsm', 'random'].map((attack) => ({
    ...{ run: 'toy', agent, attack, gradientSamples: null, lambda: 2, image: 0, label: 0, prediction: 0 },
    ...{ probabilities: [0.9, 0.1], linfNorm: 2, zeroGradient: 0, ...(agent !== 'plain' && { correctSamples: 1 }) },
  })),
);
const images = createImageReport(
  {
    ...{ data: 'toy', classes: ['a', 'b'], images: 1, lambdas: [2], seed: 1, runs: ['toy'] },
    ...{ attackOn: 'self' as const, outputSamples: 2 },
  },
  {},
  imageLines,
  true,
);
const table1 = createReport(
  episodes.settings,
  {
    rows: [toyRow(), toyRow({ agent: 'sap100' })],
    chance: [],
    episodes: [...toyEpisodes([1, 2]), ...toyEpisodes([1, 2], { agent: 'sap100' })],
  },
  true,
);
const onCifar = { ...figures[1], settings: { ...figures[1].settings, data: 'cifar10' } };
const gridLines = lines('bundled/grid/grid.jsonl');
const timing = ['agent', 'attack', 'gradientSamples', 'lambda', 'from'];

const written: Readonly<Record<string, { readonly json?: readonly string[]; readonly csv?: readonly string[] }>> = {
  'Lines of episodes.jsonl': { json: keysOf(lines('bundled/episodes/episodes.jsonl')) },
  'Rows of episodes': {
    json: keysOf([...episodes.rows, ...episodes.chance]),
    csv: head(results('bundled/episodes/results.csv')),
  },
  'Comparisons of episodes': { json: keysOf(episodes.comparisons), csv: head(comparisonsCsv([])) },
  'Leads over random play': { json: keysOf(episodes.leads) },
  'Worst cases of episodes': { json: keysOf(episodes.worstCases), csv: head(worstCasesCsv([])) },
  'Flip rates of episodes': { csv: head(flipRatesCsv([])) },
  'Scores over games': { csv: head(aggregatesCsv([])) },
  'Performance profiles': { csv: head(profilesCsv([])) },
  'Probability of improvement': { csv: head(improvementCsv([])) },
  'Aggregates of episodes': { json: keysOf(episodes.aggregates) },
  'Flips without loss': { json: keysOf([raiders.flipsWithoutLoss]) },
  'Table 1': { csv: head(table1Csv(table1)) },
  'Lines of grid.jsonl': { json: keysOf(gridLines) },
  'Rows of states': { json: keysOf(grid.rows), csv: head(results('bundled/grid/results.csv')) },
  'Worst cases of states': { json: keysOf(grid.worstCases) },
  'Lines of images.jsonl': { json: keysOf(imageLines.map((line) => imageLineSchema.parse(line))) },
  'Rows of images': { json: keysOf(images.rows), csv: head(visionCsv(images)) },
  'Comparisons of images': { json: keysOf(images.comparisons) },
  'Worst cases of images': { json: keysOf(images.worstCases) },
  'Curves of figures': { json: keysOf(figures.flatMap(({ curves }) => curves)) },
  'Points of figures': { json: keysOf([...points, paperPoint]) },
  'Reliability curves': {
    json: keysOf(points.flatMap(({ calibration }) => calibration?.reliability ?? [])),
    csv: head(results('vision/calibration/reliability.csv')),
  },
  'Top level': { json: keysOf([episodes, grid, images, ...figures]) },
  Checks: { json: keysOf([...episodes.checks, ...grid.checks]) },
  'Lines of timing.jsonl': {
    json: keysOf(lines('bundled/grid/timing.jsonl')).filter((key) => !timing.includes(key)),
  },
};

describe('docs/result-columns.md', () => {
  it.each(Object.entries(written))('lists what is written: %s', (section, { json: keys = [], csv = [] }) => {
    const found = listed.get(section)!;
    expect(expand(found.json, setting.json).toSorted()).toEqual([...keys].toSorted());
    if (section.endsWith('of figures')) return;
    expect(expand(found.csv, setting.csv).toSorted()).toEqual([...csv].toSorted());
  });

  it('lists the columns of figure.csv', () => {
    const found = ['Curves of figures', 'Points of figures'].flatMap((section) => listed.get(section)!.csv);
    expect(found.toSorted()).toEqual(head(figureCsv(onCifar)).toSorted());
  });

  it('has no section without a source', () => {
    const groups = ['Settings of a row', 'Episodes', 'Recorded states', 'Images', 'Every report'];
    expect([...listed.keys()].filter((section) => !groups.includes(section)).toSorted()).toEqual(
      Object.keys(written).toSorted(),
    );
  });

  it('has JSON keys in camelCase and CSV columns in snake_case', () => {
    for (const { json: keys = [], csv = [] } of Object.values(written)) {
      for (const key of keys) expect(key).toMatch(/^[a-z][A-Za-z0-9]*$/);
      for (const column of csv) expect(column).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    }
  });
});
