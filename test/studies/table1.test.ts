import { describe, expect, it } from 'vitest';
import { createReport } from '../../src/evaluation/games/report/game-report.js';
import type { Row } from '../../src/evaluation/games/report/summary.js';
import { paperCell, table1Csv, table1Lambdas, table1Markdown, table1Text } from '../../src/studies/table1.js';
import { toyEpisodes, toyRow } from '../helpers/toy-row.js';

describe('the paper’s cells', () => {
  const cell = (game: string, lambda: number, changes: { attack?: string; agent?: string } = {}) =>
    paperCell({ game, lambda, attack: lambda > 0 ? 'fgsm' : null, agent: 'sap100', ...changes });

  it.each([
    ['bank_heist', 4, '+1760.0'],
    ['battle_zone', 1, '−22.0'],
    ['bowling', 0, '−4.5'],
    ['bowling', 2, ''],
    ['beam_rider', 8, ''],
    ['catch', 1, '–'],
    ['bowling', 16, '–'],
  ])('%s at λ %d is "%s"', (game, lambda, text) => {
    expect(cell(game, lambda)).toBe(text);
  });

  it.each([
    [{ attack: 'fgsm:samples=1' }, '+1760.0'],
    [{ attack: 'fgsm-margin' }, '–'],
    [{ attack: 'iterative' }, '–'],
    [{ agent: 'sap50' }, '–'],
    [{ agent: 'dropout0.1' }, '–'],
  ])('belong to SAP-100 under FGSM alone: with %j "%s"', (changes, text) => {
    expect(cell('bank_heist', 4, changes)).toBe(text);
  });

  it('belong to attacks on the agent itself, or to none', () => {
    const setting = { game: 'bowling', agent: 'sap100' };
    expect(paperCell({ ...setting, lambda: 1, attack: 'fgsm' }, 'plain')).toBe('–');
    expect(paperCell({ ...setting, lambda: 0, attack: null }, 'plain')).toBe('−4.5');
  });

  it('are 30, of which five are blank', () => {
    const games = ['assault', 'asterix', 'bank_heist', 'battle_zone', 'beam_rider', 'bowling'];
    const cells = games.flatMap((game) => table1Lambdas.map((lambda) => cell(game, lambda)));
    expect(cells.filter((text) => text === '').length).toBe(5);
    expect(cells.filter((text) => /^[+−]\d+\.\d$/.test(text)).length).toBe(25);
  });
});

const reportOf = (rows: readonly Row[]) =>
  createReport(
    {
      game: ['bowling', 'catch'],
      run: ['bowling', 'catch'],
      attack: 'fgsm',
      attackOn: 'self',
      defense: 'sap100',
      episodes: 1,
      gradientSamples: null,
      outputSamples: 100,
      maxSteps: null,
      maxStallSteps: null,
      evaluationExploration: 0.05,
      lambdas: [0, 1, 2],
      seed: 1,
      seeds: [1],
      target: 'greedy-action',
      timing: 'always',
      frames: 'all',
      attackSettings: {},
    },
    { rows, chance: [], episodes: rows.flatMap((row) => toyEpisodes([row.mean], row)) },
    true,
  );

/** Cells of the lines that speak of a game. */
const cellsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => /^(game|bowling|catch) /.test(line))
    .map((line) => line.split(/ {2,}/));

describe('table 1', () => {
  it('prints our cells with their absolute scores beside the paper’s', () => {
    const rows = [
      { game: 'bowling', lambda: 0, means: [20, 30] },
      { game: 'bowling', lambda: 2, means: [0, 5] },
      { game: 'catch', lambda: 2, means: [-4, -2] },
    ].flatMap(({ game, lambda, means }) =>
      ['plain', 'sap100'].map((agent, i) => toyRow({ game, run: game, lambda, agent, mean: means[i]! })),
    );
    const report = reportOf(rows);
    expect(cellsOf(table1Text(report))).toEqual([
      ['game', 'λ', 'plain', 'defended', 'relative change %', 'paper %'],
      ['bowling', '0', '20.00', '30.00', '+50.0 [n/a]', '−4.5'],
      ['bowling', '2', '0.00', '5.00', 'n/a (baseline 0)'],
      ['catch', '2', '−4.00', '−2.00', '+50.0 [n/a]', '–'],
    ]);
    expect(cellsOf(table1Text(report, { wide: true }))[1]).toEqual([
      ...['bowling', '0', '20.00', '[9.00, 11.00]', '30.00', '[9.00, 11.00]'],
      ...['1', '+10.00 [n/a]', '1', '1', '+50.0 [n/a]', 'n/a (not known)', '−4.5'],
    ]);
    expect(table1Csv(report).split('\n')[2]).toBe('bowling,bowling,fgsm,,2,sap100,0,9,11,5,9,11,1,5,,,1,1,,,,,,,');
    expect(table1Text(report)).toContain('1 pair cannot show any difference');
  });

  it('tells attacks, draws and defenses apart, and has the paper’s figures where they belong', () => {
    const score = { mean: 10, interval: null };
    const at = (changes: Partial<Row>) => toyRow({ game: 'bowling', run: 'bowling', ...score, ...changes });
    const rows = ['plain', 'sap100', 'sap50'].flatMap((agent) => [
      at({ agent }),
      at({ agent, lambda: 1, gradientSamples: 1 }),
      at({ agent, lambda: 1, gradientSamples: 20 }),
      at({ agent, lambda: 1, attack: 'random' }),
    ]);
    const report = reportOf(rows);
    const scores = ['10.00', '[n/a]', '10.00', '[n/a]', '1', '0.00 [n/a]', '1', '1', '0.0 [n/a]', 'n/a (not known)'];
    const heads = ['plain', 'plain: 95 % interval', 'defended', 'defended: 95 % interval'];
    const tested = ['pairs', 'difference', 'p', 'p (Holm)', 'relative change %', 'anchored change %', 'paper %'];
    const table = [
      ['game', 'attack', 'samples', 'λ', 'defense', ...heads, ...tested],
      ['bowling', '–', '–', '0', 'sap100', ...scores, '−4.5'],
      ['bowling', 'fgsm', '1', '1', 'sap100', ...scores, '+3425.9'],
      ['bowling', 'fgsm', '20', '1', 'sap100', ...scores, '+3425.9'],
      ['bowling', 'random', '–', '1', 'sap100', ...scores, '–'],
      ['bowling', '–', '–', '0', 'sap50', ...scores, '–'],
      ['bowling', 'fgsm', '1', '1', 'sap50', ...scores, '–'],
      ['bowling', 'fgsm', '20', '1', 'sap50', ...scores, '–'],
      ['bowling', 'random', '–', '1', 'sap50', ...scores, '–'],
    ];
    expect(cellsOf(table1Text(report, { wide: true }))).toEqual(table);
    const markdown = table1Markdown(report)
      .split('\n')
      .flatMap((line) => (/^\| (game|bowling) /.test(line) ? [line.split('|').slice(1, -1)] : []));
    expect(markdown.map((cells) => cells.map((cell) => cell.trim()))).toEqual(table);
    expect(table1Csv(report).split('\n').slice(0, 5)).toEqual([
      'game,run,attack,gradient_samples,lambda,agent,plain_mean,plain_interval_low,plain_interval_high,defended_mean,defended_interval_low,defended_interval_high,pairs,difference,difference_interval_low,difference_interval_high,p,p_holm,relative_change_percent,relative_change_interval_low,relative_change_interval_high,anchored_change_percent,anchored_change_interval_low,anchored_change_interval_high,paper_percent',
      'bowling,bowling,,,0,sap100,10,,,10,,,1,0,,,1,1,0,,,,,,-4.5',
      'bowling,bowling,fgsm,1,1,sap100,10,,,10,,,1,0,,,1,1,0,,,,,,3425.9',
      'bowling,bowling,fgsm,20,1,sap100,10,,,10,,,1,0,,,1,1,0,,,,,,3425.9',
      'bowling,bowling,random,,1,sap100,10,,,10,,,1,0,,,1,1,0,,,,,,',
    ]);
  });
});
