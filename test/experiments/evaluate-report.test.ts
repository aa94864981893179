import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/experiments/evaluate.js';
import { checksOf } from '../../src/experiments/evaluate-checks.js';
import { createReport, type ReportSettings } from '../../src/experiments/evaluate-report.js';
import { compareRows, type Row, relativeChange, worstCases } from '../../src/experiments/evaluate-summary.js';
import { reportCsv, reportMarkdown, reportText } from '../../src/experiments/evaluate-tables.js';
import { warningsOf } from '../../src/experiments/evaluate-warnings.js';
import { createRandom } from '../../src/random.js';
import { toyAttacks, toyCast } from '../helpers/toy-cast.js';
import { toyEpisodes, toyRow } from '../helpers/toy-row.js';

const settings: ReportSettings = {
  game: 'toy',
  run: 'toy',
  attack: 'fgsm',
  attackOn: 'self',
  defense: 'sap100',
  episodes: 20,
  gradientDraws: 4,
  outputDraws: 100,
  maxDecisions: null,
  evaluationEpsilon: 0.05,
  seed: 5,
  seeds: [5],
  target: 'greedy-action',
  timing: 'always',
  frames: 'all',
  attackSettings: {},
};

describe('relative change', () => {
  it.each([
    [10, 12, 20, '+20.0'],
    [10, 5, -50, '−50.0'],
    [-10, -5, 50, '+50.0'],
    [-10, -20, -100, '−100.0'],
    [4, 4, 0, '+0.0'],
    [0, 7, null, 'n/a (baseline 0)'],
  ])('of %d to %d', (plain, defended, percent, text) => {
    const rows = [toyRow({ mean: plain }), toyRow({ agent: 'sap100', mean: defended })];
    const [comparison] = compareRows(rows);
    expect(comparison!.relativeChangePercent).toBe(percent);
    expect(relativeChange(comparison!)).toBe(text);
    const episodes = [...toyEpisodes([plain, plain]), ...toyEpisodes([defended, defended], { agent: 'sap100' })];
    const report = createReport(settings, { rows, chance: [], episodes }, true);
    expect(report.comparisons[0]).toMatchObject({ lambda: 0, relativeChangePercent: percent, relativeChange: text });
    expect(reportMarkdown(report)).toContain(text);
    expect(reportText(report)).toContain(text);
  });

  it('waits for both rows, and tells attacks and agents apart', () => {
    const rows = [
      toyRow({}),
      toyRow({ agent: 'sap100' }),
      toyRow({ lambda: 1 }),
      toyRow({ lambda: 1, attack: 'pgd' }),
      toyRow({ lambda: 1, attack: 'pgd', agent: 'sap50' }),
      toyRow({ lambda: 1, attack: 'random', agent: 'sap50' }),
    ];
    expect(compareRows(rows).map(({ defended: d }) => `${d.attack} ${d.lambda} ${d.agent}`)).toEqual([
      'null 0 sap100',
      'pgd 1 sap50',
    ]);
  });
});

describe('warnings', () => {
  const of = (rows: readonly Row[], changed: Partial<ReportSettings> = {}) => {
    const all = { ...settings, ...changed };
    const episodes = rows.flatMap((row) => toyEpisodes([row.mean], row));
    return warningsOf(rows, checksOf(rows, [], episodes, all), all);
  };

  it('are none when nothing is wrong', () => {
    expect(
      of([
        toyRow({}),
        toyRow({
          lambda: 8,
          mean: 2,
          flipRate: 0.5,
          zeroGradientPixels: 0.01,
          zeroGradientDecisions: 0,
          largestChange: 8,
        }),
      ]),
    ).toEqual([]);
  });

  it.each<[string, Partial<Row>, RegExp]>([
    ['a bound that was broken', { largestChange: 8.01 }, /reached 8.01 pixels, beyond λ/],
    [
      'gradients that vanish',
      { zeroGradientDecisions: 0.25, zeroGradientPixels: 0.3 },
      /in 25 % of the decisions the gradient was zero everywhere/,
    ],
    ['pixels left alone', { zeroGradientPixels: 0.3, zeroGradientDecisions: 0 }, /30 % of the pixels/],
    ['games cut off', { cutOff: 2 }, /2 of 20 games were cut off/],
    ['an attack without effect', { mean: 10 }, /did not lower the plain agent's score/],
  ])('tell of %s', (_, changed, message) => {
    const warnings = of([toyRow({}), toyRow({ lambda: 8, mean: 2, largestChange: 8, ...changed })]);
    expect(warnings).toEqual([expect.stringMatching(message)]);
    expect(warnings.join()).not.toContain('\n');
  });

  it.each<[string, readonly [number, number], readonly [number, number], boolean]>([
    ['apart', [0, 3], [4, 6], false],
    ['touching', [0, 4], [4, 6], true],
    ['nested', [0, 9], [4, 6], true],
  ])('tell of intervals that overlap: %s', (_, plain, defended, overlap) => {
    const rows = [toyRow({ interval: plain }), toyRow({ agent: 'sap100', interval: defended })];
    expect(of(rows)).toEqual(overlap ? [expect.stringMatching(/At λ 0 the two agents' intervals overlap/)] : []);
  });

  it('count what many rows share instead of repeating it', () => {
    const rows = [1, 2, 4, 8, 16].flatMap((lambda) => [
      toyRow({ lambda, cutOff: 1 }),
      toyRow({ lambda, agent: 'sap100', cutOff: 1 }),
      toyRow({ lambda, agent: 'sap50', cutOff: 1 }),
    ]);
    const warnings = of(rows);
    expect(warnings).toEqual([
      expect.stringMatching(/^In 15 rows games were cut off .*plain at λ 1: 1 of 20; .*and 12 more\)\.$/),
      expect.stringMatching(/^In 10 of 10 comparisons .* overlap.*and 7 more\)\.$/),
    ]);
  });

  it('tell of few games and few draws', () => {
    expect(of([toyRow({}), toyRow({ agent: 'sap100', interval: null })], { episodes: 3, outputDraws: 2 })).toEqual([
      expect.stringMatching(/3 games a row are few/),
      expect.stringMatching(/mean of 2 draws/),
    ]);
  });
});

describe('checks of an evaluation', () => {
  const under = (attack: string, returns: readonly number[], changes: Partial<Row> = {}) => ({
    row: toyRow({ lambda: 8, agent: 'sap100', attack, mean: returns[0]!, ...changes }),
    episodes: toyEpisodes(returns, { lambda: 8, agent: 'sap100', attack, ...changes } as never),
  });
  const checksFor = (...parts: ReturnType<typeof under>[]) =>
    Object.fromEntries(
      checksOf(
        parts.map(({ row }) => row),
        [],
        parts.flatMap(({ episodes }) => episodes),
        settings,
      ).map(({ check, verdict, text }) => [check, { verdict, text }]),
    );
  const high = [9, 8, 9, 7, 9, 8, 9, 8, 7, 9];
  const low = [1, 2, 0, 3, 1, 2, 1, 0, 2, 1];

  it.each([
    ['iterative', 'fgsm', 'iterative ≥ one step'],
    ['eot-pgd', 'fgsm', 'iterative ≥ one step'],
    ['fgsm', 'transfer', 'white box ≥ transfer'],
    ['apgd-dlr', 'transfer', 'white box ≥ transfer'],
    ['transfer', 'random', 'gradient ≥ random'],
    ['pgd', 'square', 'white box ≥ black box'],
  ])('%s must do at least what %s does', (stronger, weaker, check) => {
    expect(checksFor(under(stronger, low), under(weaker, high))[check]).toMatchObject({ verdict: 'passed' });
    const failed = checksFor(under(stronger, high), under(weaker, low))[check]!;
    expect(failed.verdict).toBe('failed');
    expect(failed.text).toContain(`8.30 under ${stronger} but -1.30 under ${weaker}`.replace('8.30', '-8.30'));
    const excused = ['iterative ≥ one step', 'white box ≥ transfer'].includes(check);
    expect(failed.text.includes('or what the attack raises is not what costs points')).toBe(excused);
    // a difference of one game in ten is chance
    expect(checksFor(under(stronger, high), under(weaker, [8, ...high.slice(1)]))[check]!.verdict).toBe('passed');
    expect(checksFor(under(stronger, low))[check]!.verdict).toBe('not made');
  });

  it('more draws must do at least what fewer do', () => {
    const check = 'more draws ≥ fewer';
    const draws = (count: number, returns: readonly number[]) => under('fgsm', returns, { gradientDraws: count });
    expect(checksFor(draws(1, high), draws(10, low), draws(100, low))[check]!.verdict).toBe('passed');
    const failed = checksFor(draws(1, high), draws(10, low), draws(100, high))[check]!;
    expect(failed.verdict).toBe('failed');
    expect(failed.text).toContain('1 of 2 comparisons');
    expect(failed.text).toContain('fgsm of 100 draws');
  });

  it('a large λ must leave no more than chance', () => {
    const check = (interval: readonly [number, number]) =>
      checksOf(
        [toyRow({ lambda: 64, interval })],
        [toyRow({ agent: 'random player', interval: [0, 2] })],
        toyEpisodes([1], { lambda: 64 }),
        settings,
      ).find(({ check: name }) => name === 'λ large → chance')!.verdict;
    expect(check([-5, 1])).toBe('passed');
    expect(check([1, 3])).toBe('passed');
    expect(check([3, 5])).toBe('failed');
  });

  it('tells how far the action hangs on the draws', () => {
    const check = checksFor(under('fgsm', low, { drawAgreement: 0.875 }))['spread over draws']!;
    expect(check).toMatchObject({ verdict: 'measured', text: expect.stringContaining('88 %') });
  });
});

describe('worst case over attacks', () => {
  it('takes the least return of each game', () => {
    const rows = ['fgsm', 'random'].map((attack) => toyRow({ lambda: 4, attack }));
    const episodes = [
      ...toyEpisodes([5, 1, 9], { lambda: 4, attack: 'fgsm' }),
      ...toyEpisodes([2, 6, 9], { lambda: 4, attack: 'random' }),
    ];
    expect(worstCases(rows, episodes, createRandom(1))).toEqual([
      { game: 'toy', run: 'toy', lambda: 4, agent: 'plain', attacks: ['fgsm', 'random'], mean: 4, interval: [1, 9] },
    ]);
    expect(worstCases(rows.slice(1), episodes, createRandom(1))).toEqual([]);
  });

  it('counts the attacks through another gradient of the same defence', () => {
    const agents = ['sap100', 'sap100-identity'];
    const rows = agents.map((agent) => toyRow({ lambda: 4, agent }));
    const episodes = [
      ...toyEpisodes([5, 1, 9], { lambda: 4, agent: 'sap100' }),
      ...toyEpisodes([2, 6, 9], { lambda: 4, agent: 'sap100-identity' }),
    ];
    expect(worstCases(rows, episodes, createRandom(1))).toMatchObject([
      { agent: 'sap100', attacks: ['fgsm', 'fgsm on sap100-identity'], mean: 4 },
    ]);
  });
});

describe('report', () => {
  it('is made from the episodes alone, and its CSV is unrounded', async () => {
    const cast = toyCast({ attacks: toyAttacks('fgsm', 'random') });
    const found = await evaluate({ cast, lambdas: [0, 8], seeds: [5], episodes: 3 });
    const report = createReport(settings, found, false);
    expect(createReport(settings, JSON.parse(JSON.stringify(found)), false)).toEqual(report);
    const [head, ...lines] = reportCsv(report)
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(lines.map((line) => Number(line[head!.indexOf('mean')]))).toEqual(found.rows.map(({ mean }) => mean));
    expect(lines.map((line) => line[head!.indexOf('attack')])).toEqual(['', '', 'fgsm', 'fgsm', 'random', 'random']);
    expect(reportMarkdown(report)).toContain('The evaluation was stopped');
    expect(reportText(report)).toContain('worst of them');
    expect(report.comparisons.map(({ improvement }) => improvement.probability).every((p) => p >= 0 && p <= 1)).toBe(
      true,
    );
  });

  it.each([
    ['no', -20, /^Over games, which have no common scale; .*\n\n *λ +agent +games +scores +P\(better than plain\)\n/m],
    [
      'a',
      -10,
      /^Interquartile mean over games, in share .*\n\n *λ +agent +games +scores +IQM +P\(better than plain\)\n/m,
    ],
  ])('shows improvements over games that have %s common scale', (_, clean, table) => {
    const rows = ['catch', 'raiders'].flatMap((game) =>
      ['plain', 'sap100'].map((agent) => toyRow({ game, run: game, agent, mean: agent === 'plain' ? clean : -5 })),
    );
    const chance = ['catch', 'raiders'].map((game) => toyRow({ game, run: game, agent: 'random player', mean: -17 }));
    const episodes = [...rows, ...chance].flatMap((row) => toyEpisodes([row.mean, row.mean + 1], row));
    const both = ['catch', 'raiders'];
    const text = reportText(createReport({ ...settings, game: both, run: both }, { rows, chance, episodes }, true));
    expect(text).toMatch(table);
    expect(text.includes('Note: No interquartile mean over the games: ')).toBe(clean < -17);
    expect(text).toContain('1.00 [0.40, 1.00]');
  });
});
