import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/common/random.js';
import { compareAgents } from '../../../../src/evaluation/games/comparison.js';
import { evaluatePlayers } from '../../../../src/evaluation/games/evaluate.js';
import { checksOf } from '../../../../src/evaluation/games/report/game-checks.js';
import { createReport, type ReportSettings } from '../../../../src/evaluation/games/report/game-report.js';
import { reportCsv } from '../../../../src/evaluation/games/report/report-csv.js';
import type { Row } from '../../../../src/evaluation/games/report/summary.js';
import { reportMarkdown, reportText } from '../../../../src/evaluation/games/report/tables.js';
import { warningsOf } from '../../../../src/evaluation/games/report/warnings.js';
import { failedChecks } from '../../../../src/evaluation/report/closing.js';
import { toyAttacks, toyPlayers } from '../../../helpers/toy-players.js';
import { toyEpisodes, toyRow } from '../../../helpers/toy-row.js';

const settings: ReportSettings = {
  game: 'toy',
  run: 'toy',
  attack: 'fgsm',
  attackOn: 'self',
  defense: 'sap100',
  episodes: 20,
  gradientSamples: 4,
  outputSamples: 100,
  maxSteps: null,
  maxStallSteps: null,
  evaluationExploration: 0.05,
  lambdas: [0, 1, 2, 4, 8],
  seed: 5,
  seeds: [5],
  target: 'greedy-action',
  timing: 'always',
  frames: 'all',
  attackSettings: {},
};

describe('comparisons in a report', () => {
  it('are printed with difference, p and relative change, each with its interval', () => {
    const episodes = [...toyEpisodes([10, 10]), ...toyEpisodes([5, 5], { agent: 'sap100' })];
    const rows = [toyRow({ mean: 10 }), toyRow({ agent: 'sap100', mean: 5 })];
    const report = createReport(settings, { rows, chance: [], episodes }, true);
    for (const text of [reportMarkdown(report), reportText(report, new Map(), { wide: true })]) {
      expect(text).toMatch(/pairs +\|? +difference +\|? +p +\|? +p \(Holm\) +\|? +relative change %/);
      expect(text).toMatch(
        /2 +\|? +−5\.00 \[−5\.00, −5\.00\] +\|? +0\.500 +\|? +0\.500 +\|? +−50\.0 \[−50\.0, −50\.0\]/,
      );
      expect(text.replaceAll('\n', ' ')).toContain(
        'The defended agent’s return does not differ significantly from the plain agent’s (2 pairs;',
      );
    }
  });

  it('fit 80 columns, and show the rest with --wide', () => {
    const attacks = ['fgsm:samples=20', 'eot-pgd:steps=10:step-size=1:samples=5', 'random'];
    const at = (agent: string, attack: string | null) =>
      toyRow({
        agent,
        attack,
        mean: -1234.5,
        interval: [-2345.67, -123.45],
        flipRate: 0.5,
        ...(attack && { lambda: 8 }),
      });
    const rows = ['plain', 'sap100', 'swp1000-bernoulli+sap100'].flatMap((agent) =>
      [null, ...attacks].map((a) => at(agent, a)),
    );
    const episodes = rows.flatMap((row) => toyEpisodes([-1000, -2000.5, 3000.25], row as never));
    const report = createReport(settings, { rows, chance: [], episodes }, true);
    const [narrow, wide] = [reportText(report), reportText(report, new Map(), { wide: true })];
    const longest = (text: string) => Math.max(...text.split('\n').map(({ length }) => length));
    expect([narrow, wide].map((text) => longest(text) > 80)).toEqual([false, true]);
    expect(longest(reportText(report, new Map(), { width: 60 }))).toBeLessThanOrEqual(60);
    expect([narrow, wide].map((text) => /--wide\s+shows\s+both/.test(text))).toEqual([true, false]);
    for (const title of ['sd', 'steps', 'zero gradient %', 'relative change %']) {
      expect(narrow).not.toMatch(new RegExp(` {2}${title}( {2}|\\n)`));
      expect(wide).toMatch(new RegExp(` {2}${title}( {2}|\\n)`));
    }
  });
});

describe('random play and λ 0 in a report', () => {
  const reportOf = (game: string, lambdas: readonly number[]) => {
    const at = { game, run: game };
    const rows = [toyRow(at), toyRow({ ...at, agent: 'sap100' })];
    const chance = [toyRow({ ...at, agent: 'random player', mean: 2, interval: [1, 3] })];
    const episodes = [...rows, ...chance].flatMap((row) => toyEpisodes(new Array(10).fill(row.mean), row as never));
    return reportMarkdown(createReport({ ...settings, game, lambdas }, { rows, chance, episodes }, true));
  };

  it('are measured, with the published scores beside them where there are any', () => {
    expect(reportOf('toy', [0])).toContain('A random player of toy scores 2.00 [1.00, 3.00] over 20 episodes.');
    expect(reportOf('bowling', [0])).toContain('over 20 episodes (published: random 23.1, human 160.7).');
  });

  it('say when λ 0 was added, and how both changes are computed', () => {
    expect(reportOf('toy', [1, 2])).toContain('λ 0 was not asked for');
    expect(reportOf('toy', [0, 1])).not.toContain('λ 0 was not asked for');
    expect(reportOf('toy', [0])).toContain('(defended − plain) / (clean plain − random)');
  });
});

describe('the cost of the attack', () => {
  const costOf = (...rows: Row[]) => {
    const episodes = rows.flatMap((row) => toyEpisodes([row.mean], row as never));
    const { conclusions } = createReport(settings, { rows, chance: [], episodes }, true);
    return conclusions.find(({ question }) => question === 'What does the attack cost?')?.answer;
  };
  const [clean, attacked] = [toyRow({ attack: null, mean: 10 }), toyRow({ attack: 'fgsm', lambda: 1, mean: 5 })];

  it('is the return without an attack beside the lowest one', () => {
    expect(costOf(clean, attacked)).toMatch(/^The plain agent’s return is 10.00.* without an attack, 5.00.* at worst/);
  });

  it('is unknown without λ 0', () => {
    expect(costOf(attacked)).toBe('Unknown: there are no episodes of the plain agent without an attack (λ 0).');
    expect(costOf(clean)).toBeUndefined();
  });
});

describe('warnings', () => {
  const of = (rows: readonly Row[], changed: Partial<ReportSettings> = {}) => {
    const all = { ...settings, ...changed };
    const episodes = rows.flatMap((row) => toyEpisodes([row.mean], row));
    const comparisons = compareAgents(rows, episodes, [], createRandom(1));
    return [...failedChecks(checksOf(rows, [], episodes, all)), ...warningsOf(rows, comparisons, [], all)];
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
          zeroGradientSteps: 0,
          linfNorm: 8,
        }),
      ]),
    ).toEqual([]);
  });

  it.each<[string, Partial<Row>, RegExp]>([
    [
      'a bound that was broken',
      { linfNorm: 8.01 },
      /exceeds λ, so these results are invalid: plain at λ 8: 8.01 gray levels/,
    ],
    [
      'gradients that vanish',
      { zeroGradientSteps: 0.25, zeroGradientPixels: 0.3 },
      /plain at λ 8: 30.0 % of the input values, all of them in 25.0 % of the steps/,
    ],
    [
      'pixels left alone',
      { zeroGradientPixels: 0.3, zeroGradientSteps: 0 },
      /plain at λ 8: 30.0 % of the input values\.$/,
    ],
    ['an attack without effect', { mean: 10 }, /did not lower the plain agent’s score/],
  ])('tell of %s', (_, changed, message) => {
    const warnings = of([toyRow({}), toyRow({ lambda: 8, mean: 2, linfNorm: 8, ...changed })]);
    expect(warnings).toEqual([expect.stringMatching(message)]);
    expect(warnings.join()).not.toContain('\n');
  });

  it.each([
    ['near zero', 0, /The plain agent’s mean return is near zero \(its interval contains 0\) in 1 comparison/],
    [
      'negative',
      -5,
      /mean return is negative in 1 comparison \(plain at λ 0\): the relative change divides by its size/,
    ],
  ])('tell of a baseline that is %s', (_, mean, message) => {
    expect(of([toyRow({ mean }), toyRow({ agent: 'sap100', mean: 3 })])).toEqual([expect.stringMatching(message)]);
  });

  it('tell how many episodes have no partner', () => {
    const rows = [toyRow({}), toyRow({ agent: 'sap100' })];
    const episodes = [...toyEpisodes([1, 2, 3]), ...toyEpisodes([1, 2], { agent: 'sap100' })];
    const comparisons = compareAgents(rows, episodes, [], createRandom(1));
    expect(warningsOf(rows, comparisons, [], settings)).toEqual([
      expect.stringContaining('sap100 at λ 0: 2 pairs, 1 left out'),
    ]);
  });

  it('tell of few episodes and few samples', () => {
    expect(of([toyRow({}), toyRow({ agent: 'sap100', interval: null })], { episodes: 3, outputSamples: 2 })).toEqual([
      expect.stringMatching(/^3 episodes per setting are few: .* in about 75 % of cases/),
      expect.stringMatching(/mean of 2 samples/),
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
    expect(failed.text).toContain(`−8.30 under ${stronger} but −1.30 under ${weaker}`);
    const excused = ['iterative ≥ one step', 'white box ≥ transfer'].includes(check);
    expect(failed.text.includes('or the attack raises something that does not cost points')).toBe(excused);
    // a difference in one episode of ten is chance
    expect(checksFor(under(stronger, high), under(weaker, [8, ...high.slice(1)]))[check]!.verdict).toBe('passed');
    expect(checksFor(under(stronger, low))[check]!.verdict).toBe('not made');
  });

  it('more samples must do at least what fewer do', () => {
    const check = 'more samples ≥ fewer';
    const draws = (count: number, returns: readonly number[]) => under('fgsm', returns, { gradientSamples: count });
    expect(checksFor(draws(1, high), draws(10, low), draws(100, low))[check]!.verdict).toBe('passed');
    const failed = checksFor(draws(1, high), draws(10, low), draws(100, high))[check]!;
    expect(failed.verdict).toBe('failed');
    expect(failed.text).toContain('1 of 2 comparisons');
    expect(failed.text).toContain('fgsm with 100 samples');
  });

  it.each<[string, readonly number[], readonly number[], string, string]>([
    ['worse than chance', low, high, 'passed', '1 comparison over 10 episodes'],
    ['as chance', high, high, 'passed', '1 comparison over 10 episodes'],
    ['better', high, low, 'failed', 'plain at λ 64: −8.30 under fgsm but −1.30 under random play (p = 0.0010)'],
    ['better, in too few episodes', high.slice(6), low.slice(6), 'not made', 'needs 5 episodes for 1 comparison'],
  ])('a large λ must leave no more than chance: %s', (_, attacked, chance, verdict, text) => {
    const found = checksOf(
      [toyRow({ lambda: 64 })],
      [toyRow({ agent: 'random player' })],
      [...toyEpisodes(attacked, { lambda: 64 }), ...toyEpisodes(chance, { agent: 'random player' })],
      settings,
    ).find(({ check: name }) => name === 'λ large → chance');
    expect(found).toMatchObject({ verdict, text: expect.stringContaining(text) });
  });

  it('compare the episodes that all attacks on an agent have', () => {
    const found = checksFor(under('iterative', low), under('fgsm', [...high, 100, 200]));
    expect(found['iterative ≥ one step']).toMatchObject({ text: '1 comparison over 10 episodes' });
  });

  it('measures how much the action varies between samples', () => {
    const check = checksFor(under('fgsm', low, { sampleAgreement: 0.875 }))['spread over samples']!;
    expect(check).toMatchObject({ verdict: 'measured', text: expect.stringContaining('87.5 %') });
  });
});

describe('report', () => {
  it('is made from the episodes alone, and its CSV is unrounded', async () => {
    const players = toyPlayers({ attacks: toyAttacks('fgsm', 'random') });
    const found = await evaluatePlayers({ players, lambdas: [0, 8], seeds: [5], episodes: 3 });
    const report = createReport(settings, found, false);
    expect(createReport(settings, JSON.parse(JSON.stringify(found)), false)).toEqual(report);
    const [head, ...lines] = reportCsv(report)
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(lines.map((line) => Number(line[head!.indexOf('mean')]))).toEqual(found.rows.map(({ mean }) => mean));
    expect(lines.map((line) => line[head!.indexOf('attack')])).toEqual(['', '', 'fgsm', 'fgsm', 'random', 'random']);
    expect(reportMarkdown(report)).toContain('The evaluation was stopped');
    expect(reportText(report)).toContain('lowest return');
    expect(report.comparisons.map(({ pairs }) => pairs)).toEqual([3, 3, 3]);
    expect(found.checks).toEqual(report.checks);
  });

  it.each([
    ['no', -20, /^The games have no common scale; .*\n\n *λ +agent +P\(better than plain\)\n/m],
    ['a', -10, /^IQM: interquartile mean over games, in share(.*\n)*?\n *λ +agent +IQM +P\(better than plain\)\n/m],
  ])('shows improvements over games that have %s common scale', (_, clean, table) => {
    const rows = ['catch', 'raiders'].flatMap((game) =>
      ['plain', 'sap100'].map((agent) => toyRow({ game, run: game, agent, mean: agent === 'plain' ? clean : -5 })),
    );
    const chance = ['catch', 'raiders'].map((game) => toyRow({ game, run: game, agent: 'random player', mean: -17 }));
    const episodes = [...rows, ...chance].flatMap((row) => toyEpisodes([row.mean, row.mean + 1], row));
    const both = ['catch', 'raiders'];
    const text = reportText(createReport({ ...settings, game: both, run: both }, { rows, chance, episodes }, true));
    expect(text).toMatch(table);
    expect(text.includes('- No interquartile mean over the games: ')).toBe(clean < -17);
    // every pair won, two of each of two games: 0.025^(1/4)
    expect(text).toContain('1.00 [0.40, 1.00]');
  });
});
