import { describe, expect, it } from 'vitest';
import { createReport } from '../../src/experiments/evaluate-report.js';
import { paperCell, table1Csv, table1Lambdas, table1Text } from '../../src/experiments/table1.js';
import { toyEpisodes, toyRow } from '../helpers/toy-row.js';

describe('the paper’s cells', () => {
  it.each([
    ['bank_heist', 4, '+1760.0'],
    ['battle_zone', 1, '−22.0'],
    ['bowling', 0, '−4.5'],
    ['bowling', 2, ''],
    ['beam_rider', 8, ''],
    ['catch', 1, '–'],
    ['bowling', 16, '–'],
  ])('%s at λ %d is "%s"', (game, lambda, text) => {
    expect(paperCell(game, lambda)).toBe(text);
  });

  it('are 30, of which five are blank', () => {
    const games = ['assault', 'asterix', 'bank_heist', 'battle_zone', 'beam_rider', 'bowling'];
    const cells = games.flatMap((game) => table1Lambdas.map((lambda) => paperCell(game, lambda)));
    expect(cells.filter((cell) => cell === '').length).toBe(5);
    expect(cells.filter((cell) => /^[+−]\d+\.\d$/.test(cell)).length).toBe(25);
  });
});

describe('table 1', () => {
  it('prints our cells with their absolute scores beside the paper’s', () => {
    const rows = [
      { game: 'bowling', lambda: 0, means: [20, 30] },
      { game: 'bowling', lambda: 2, means: [0, 5] },
      { game: 'catch', lambda: 2, means: [-4, -2] },
    ].flatMap(({ game, lambda, means }) =>
      ['plain', 'sap100'].map((agent, i) => toyRow({ game, run: game, lambda, agent, mean: means[i]! })),
    );
    const episodes = rows.flatMap((row) => toyEpisodes([row.mean], row));
    const report = createReport(
      {
        game: ['bowling', 'catch'],
        run: ['bowling', 'catch'],
        attack: 'fgsm',
        attackOn: 'self',
        defense: 'sap100',
        episodes: 1,
        gradientDraws: null,
        outputDraws: 100,
        maxDecisions: null,
        evaluationEpsilon: 0.05,
        seed: 1,
        seeds: [1],
        target: 'greedy-action',
        timing: 'always',
        frames: 'all',
        attackSettings: {},
      },
      { rows, chance: [], episodes },
      true,
    );
    const lines = table1Text(report)
      .split('\n')
      .filter((line) => /^(bowling|catch)/.test(line))
      .map((line) => line.split(/ {2,}/));
    expect(lines).toEqual([
      ['bowling', '0', '20.00 [9.00, 11.00]', '30.00 [9.00, 11.00]', '+50.0', '−4.5'],
      ['bowling', '2', '0.00 [9.00, 11.00]', '5.00 [9.00, 11.00]', 'n/a (baseline 0)'],
      ['catch', '2', '-4.00 [9.00, 11.00]', '-2.00 [9.00, 11.00]', '+50.0', '–'],
    ]);
    expect(table1Csv(report).split('\n')[2]).toBe('bowling,bowling,2,sap100,0,9,11,5,9,11,n/a (baseline 0),');
  });
});
