import { describe, expect, it } from 'vitest';
import { createReport } from '../../../src/evaluation/games/report/game-report.js';
import type { Row } from '../../../src/evaluation/games/report/summary.js';
import { createGridReport, type GridReport } from '../../../src/evaluation/states/grid-report.js';
import type { GridLine } from '../../../src/evaluation/states/state-grid.js';
import type { AgentResults } from '../../../src/studies/results/agent-results.js';
import { resultsText } from '../../../src/studies/results/results-text.js';
import { toyEpisodes, toyRow } from '../../helpers/toy-row.js';

const count = 40;
/** Action 0 is worth 1, action 1 nothing, everywhere. */
const states = { count, actions: ['NOOP', 'FIRE'], q: Array.from({ length: count }, () => [1, 0]) };

type Flips = readonly [agent: string, attack: string | null, lambda: number, flips: number, draws?: number];

/** A grid in which the first `flips` states are brought to the other action. */
function grid(flips: readonly Flips[]): GridReport {
  const lines = flips.map(([agent, attack, lambda, flipped, gradientSamples = null]): GridLine => {
    const actions = Array.from({ length: count }, (_, state) => Number(state < flipped));
    return {
      agent,
      attack,
      gradientSamples,
      lambda,
      from: 0,
      actions,
      ...(agent !== 'plain' && { cleanVotes: actions.map((action) => 1 - action) }),
      linfNorm: lambda,
    };
  });
  const settings = {
    game: 'toy',
    run: 'toy',
    states: count,
    lambdas: [0, 1, 2],
    attacks: ['fgsm', 'random'],
    gradientSamples: [null],
    attackOn: 'self' as const,
    target: 'greedy-action',
    defenses: ['sap100'],
    outputSamples: 4,
    seed: 1,
    attackSettings: { fgsm: { gradient: 'expected4' } },
  };
  return createGridReport(settings, states, { lines, aborted: false });
}

/** Rows at λ 0 and 2 of the plain and the SAP-100 agent, whose games all had the same return. */
const steadyRows = (clean: number, plain: number, defended: number): Row[] => [
  toyRow({ mean: clean, interval: [clean, clean] }),
  toyRow({ agent: 'sap100', mean: clean, interval: [clean, clean] }),
  toyRow({ lambda: 2, mean: plain, interval: [plain, plain] }),
  toyRow({ lambda: 2, agent: 'sap100', mean: defended, interval: [defended, defended] }),
];

function games(rows: readonly Row[], { chance = -10, pairs = 2 } = {}) {
  const random = toyRow({ agent: 'random player', mean: chance, interval: [chance, chance] });
  return createReport(
    {
      ...{ game: 'toy', run: 'toy', attack: 'fgsm', attackOn: 'self', defense: 'sap100', episodes: 2 },
      ...{
        gradientSamples: null,
        outputSamples: 4,
        maxSteps: null,
        maxStallSteps: null,
        evaluationExploration: 0,
        seed: 1,
        seeds: [1],
      },
      ...{ target: 'greedy-action', timing: 'always', frames: 'all', attackSettings: {}, lambdas: [0, 2] },
    },
    {
      rows,
      chance: [random],
      episodes: [...rows, random].flatMap((row) => toyEpisodes(new Array(pairs).fill(row.mean), row)),
    },
    true,
  );
}

const text = (changes: Partial<AgentResults> = {}) =>
  resultsText([{ ...helpful, ...changes }], 'npx sap-atari results');

/** SAP-100 halves what FGSM does at λ 1, and gives nothing at λ 2. */
const helpful: AgentResults = {
  game: 'toy',
  run: 'toy',
  grid: grid([
    ['plain', null, 0, 0],
    ['plain', 'fgsm', 1, 30],
    ['plain', 'random', 1, 2],
    ['plain', 'fgsm', 2, 40],
    ['plain', 'random', 2, 3],
    ['sap100', null, 0, 4],
    ['sap100', 'fgsm', 1, 10],
    ['sap100', 'random', 1, 4],
    ['sap100', 'fgsm', 2, 40],
    ['sap100', 'random', 2, 5],
  ]),
  sweep: grid([
    ['plain', 'fgsm', 1, 30, 1],
    ['sap100', 'fgsm', 1, 10, 1],
    ['sap100', 'fgsm', 1, 20, 100],
  ]),
  games: games(steadyRows(20, 0, 18)),
};

describe('text of results', () => {
  it('says what SAP gives where it gives something, what it costs and where it breaks', () => {
    const found = text();
    expect(found).toContain('Flip rate: significant difference at 1 of 2 values of λ (40 states; −50.0 [');
    expect(found).toContain('Most actions flip from λ 2 on with SAP-100 and from λ 1 on without.');
    expect(found).toContain('It takes another action than the plain network at 10.0 %');
    expect(found).toContain('0.00 [0.00, 0.00] points over 2 pairs, no significant difference (p = 1)');
    expect(found).toContain('**Where does it break?** From λ 2 on. There the worst of the attacks flips 100 %');
    expect(found).toContain('No check failed, 4 passed, 2 measured, 11 not made.');
    expect(found).toMatch(/flip rate 25\.0 % \[.*\] with 1 sample, 50\.0 % \[.*\] with 100 samples/);
    expect(found).toContain(
      'In no case do more samples flip significantly fewer actions than fewer samples (1 comparison over 40 states)',
    );
    // one attack has no worst case
    expect(found).toContain('Return: not compared.');
    expect(found).toMatch(/\| +2 \| +– \| +– \| +– \| +– \| +100 \| +100 \|/);
  });

  const underTwo = (...attacks: string[]) => {
    const rows = attacks.flatMap((attack) =>
      [0, 18].map((mean, i) => toyRow({ lambda: 2, attack, agent: i === 0 ? 'plain' : 'sap100', mean })),
    );
    return [...steadyRows(20, 0, 18).slice(0, 2), ...rows];
  };

  it('compares returns under the worst of several attacks, and says when the pairs are too few', () => {
    const all = underTwo('fgsm', 'random');
    const ten = text({ games: games(all, { pairs: 10 }) });
    expect(ten).toContain(
      'Return: significant difference at 1 of 1 value of λ (10 pairs of episodes; +18.00 [+18.00, +18.00] points at λ 2, p = 0.002).',
    );
    expect(ten).toMatch(/\| +2 \| +0\.00 \[0\.00, 0\.00\] \| +18\.00 \[.*\] \| \+18\.00 \[.*\] \| +0\.002 \|/);
    expect(text({ games: games(all, { pairs: 4 }) })).toContain(
      'Return: no significant difference at any λ (4 pairs of episodes; too few to show any, p = 0.125 at best, 6 needed; smallest p: +18.00',
    );
  });

  it('says from which λ on the lead over random play is lost, where there is one', () => {
    const all = underTwo('fgsm', 'random');
    const question = '**From which λ on is the lead over random play lost?**';
    // 20 without an attack and −10 of random play: half of the lead is lost at 5
    expect(text({ games: games(all, { pairs: 10 }) })).toContain(
      `${question} Under the worst of the attacks, more than half of it, with the whole interval beyond that, is lost at no λ tried with SAP-100 and from λ 2 on without.`,
    );
    expect(text({ games: games(all, { pairs: 10, chance: 20 }) })).not.toContain(question);
    expect(text({ games: games(all, { pairs: 2 }) })).not.toContain(question);
  });

  it('says so where it gives nothing', () => {
    const rows = ['plain', 'sap100'].flatMap((agent) => [
      [agent, null, 0, 0] as const,
      ...[1, 2].flatMap((lambda) => [[agent, 'fgsm', lambda, 4] as const, [agent, 'random', lambda, 1] as const]),
    ]);
    const found = text({ grid: grid(rows), games: games(steadyRows(20, 19, 19)) });
    expect(found).toContain('Flip rate: no significant difference at any λ (40 states; smallest p: 0.0');
    expect(found).toContain('Most actions flip at no λ tried with SAP-100 and at no λ tried without.');
    expect(found).toContain('At no λ tried does the worst of the attacks flip more than half');
    expect(found).not.toContain('Do other defenses');
  });

  it('speaks of other defenses by themselves', () => {
    const rows = (flipped: number): Flips[] => [
      ...['plain', 'sap100', 'dwp50'].map((agent): Flips => [agent, null, 0, 0]),
      ...['plain', 'sap100', 'dwp50'].flatMap((agent): Flips[] => [
        [agent, 'fgsm', 1, agent === 'dwp50' ? flipped : 30],
        [agent, 'random', 1, 1],
      ]),
    ];
    expect(text({ grid: grid(rows(5)) })).toMatch(
      /Significantly fewer flips than the plain agent’s: dwp50 \(−62\.5 \[/,
    );
    expect(text({ grid: grid(rows(30)) })).toContain(
      'None flips significantly fewer actions than the plain agent at any λ (1 defense, 1 comparison)',
    );
  });

  it.each([
    [10, '(p = 0.004 corrected over 2 pairs of attacks, significant)'],
    [10, ' +15.00 [+15.00, +15.00] points over 10 pairs'],
    [5, undefined],
  ])('says where an attack that flips no less costs less: %d pairs, %j', (pairs, said) => {
    const at = (attack: string, mean: number, flipRate: number, qGap: number) =>
      ['plain', 'sap100'].map((agent) => toyRow({ agent, lambda: 2, attack, mean, flipRate, qGap }));
    const rows = [...steadyRows(20, 0, 0).slice(0, 2), ...at('fgsm', 0, 0.8, 0.1), ...at('eot-pgd', 15, 0.9, 0.01)];
    const found = text({ games: games(rows, { pairs }) });
    if (said === undefined) return expect(found).not.toContain('Does a flipped action cost points?');
    expect(found).toContain(
      'At λ 2, of the actions of the plain agent, eot-pgd flips 90.0 % (Q gap 0.010) and leaves 15.00 [9.00, 11.00], while fgsm flips 80.0 % (Q gap 0.100) and leaves 0.00 [9.00, 11.00]:',
    );
    expect(found).toContain(said);
    const alike = rows.map((row) => (row.attack === 'eot-pgd' ? { ...row, flipRate: 0.7 } : row));
    expect(text({ games: games(alike, { pairs }) })).not.toContain('Does a flipped action cost points?');
  });

  it('counts attacks around the pruning among those on SAP-100, not as another defense', () => {
    const rows = ['plain', 'sap100', 'sap100-identity'].flatMap((agent): Flips[] => [
      [agent, null, 0, 0],
      [agent, 'fgsm', 1, agent === 'sap100' ? 4 : 30],
      [agent, 'random', 1, 1],
    ]);
    const found = text({ grid: grid(rows) });
    expect(found).toContain('Flip rate: no significant difference at any λ (40 states');
    expect(found).toContain('There the worst of the attacks flips 75.0 %');
    expect(found).not.toContain('Do other defenses');
  });

  it('names the checks that failed', () => {
    const masked = grid([
      ['plain', null, 0, 0],
      ['plain', 'fgsm', 1, 0],
      ['plain', 'random', 1, 30],
      ['sap100', null, 0, 0],
      ['sap100', 'fgsm', 1, 0],
      ['sap100', 'random', 1, 30],
    ]);
    expect(text({ grid: masked })).toMatch(
      /1 check failed, .*Check "gradient ≥ random \(states\)" failed: random signs do more damage/,
    );
    expect(text()).toContain('No check failed, ');
  });
});
