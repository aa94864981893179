import { describe, expect, it } from 'vitest';
import { createReport } from '../../../src/evaluation/games/report/game-report.js';
import type { Row } from '../../../src/evaluation/games/report/summary.js';
import { createGridReport, type GridReport } from '../../../src/evaluation/states/grid-report.js';
import type { GridLine } from '../../../src/evaluation/states/state-grid.js';
import type { AgentResults } from '../../../src/studies/results/results-text.js';
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
      ...{ gradientSamples: null, outputSamples: 4, maxSteps: null, evaluationExploration: 0, seed: 1, seeds: [1] },
      ...{ target: 'greedy-action', timing: 'always', frames: 'all', attackSettings: {} },
    },
    { rows, chance: [random], episodes: rows.flatMap((row) => toyEpisodes(new Array(pairs).fill(row.mean), row)) },
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
    expect(found).toContain(
      '**toy**, SAP-100 against the worst of the attacks. Flips: a difference beyond chance at 1 of 2 values of λ (40 states), −50.0 [',
    );
    expect(found).toContain("From λ 2 on most of its actions are flipped, the plain agent's from λ 1 on.");
    expect(found).toContain('takes another action than the plain network at 10.0 %');
    expect(found).toContain('0.00 [0.00, 0.00] points over 2 pairs, no difference beyond chance (p = 1)');
    expect(found).toMatch(
      /are flipped, beyond chance, by fgsm \(−50\.0 \[.*\] percentage points at λ 1, p < 0\.0001\)/,
    );
    expect(found).toContain('4 comparisons of one attack at one λ, corrected over the 4 of the table');
    expect(found).toContain('(2 values of λ, corrected over 2 comparisons)');
    expect(found).toContain('**Where it breaks:** from λ 2 on. There fgsm alone flips 100 %');
    expect(found).toContain('lies below 5.00, the middle between the two');
    expect(found).toContain('| fgsm   |     2 |    none |');
    expect(found).toContain('**Returns:** In none of 2 comparisons does the defended agent’s return differ');
    expect(found).toContain('2 pairs could not show any difference, however large');
    expect(found).toContain('**Checks:** none failed.\n- **Not checked:** ');
    expect(found).toContain('iterative ≥ one step (games): needs fgsm and an iterative attack');
    expect(found).toContain(
      'matter most at λ 1, where FGSM flips 25.0 % with 1, 50.0 % with 100 draws; more draws nowhere do less damage than fewer beyond chance (1 comparison over 40 states)',
    );
  });

  it('says that returns differ only where returns were tested', () => {
    const found = text({ games: games(steadyRows(20, 0, 18), { pairs: 10 }) });
    expect(found).toContain(
      '**Returns:** In 1 of 2 comparisons the defended agent’s return differs from the plain agent’s beyond chance (10 pairs each, two-sided sign-flip test',
    );
    expect(found).toContain('sap100 at λ 2: +18.00 [+18.00, +18.00] points, p = 0.004');
    // there is no worst case of one attack
    expect(found).toContain('Returns: not compared.');
  });

  it('tells of returns under the worst of several attacks, and when the pairs are too few', () => {
    const rows = ['fgsm', 'random'].flatMap((attack) =>
      [0, 18].map((mean, i) => toyRow({ lambda: 2, attack, agent: i === 0 ? 'plain' : 'sap100', mean })),
    );
    const all = [...steadyRows(20, 0, 18).slice(0, 2), ...rows];
    expect(text({ games: games(all, { pairs: 10 }) })).toContain(
      'Returns: a difference beyond chance at 1 of 1 value of λ (10 paired episodes), +18.00 [+18.00, +18.00] points at λ 2 (p = 0.002).',
    );
    expect(text({ games: games(all, { pairs: 4 }) })).toContain(
      'Returns: no difference beyond chance at any of 1 value of λ (4 paired episodes, too few to show any: p = 0.125 at best, 6 needed); the smallest p is that of +18.00',
    );
  });

  it('says so where it gives nothing', () => {
    const rows = ['plain', 'sap100'].flatMap((agent) => [
      [agent, null, 0, 0] as const,
      ...[1, 2].flatMap((lambda) => [[agent, 'fgsm', lambda, 4] as const, [agent, 'random', lambda, 1] as const]),
    ]);
    const found = text({ grid: grid(rows), games: games(steadyRows(20, 19, 19)) });
    expect(found).toContain('Flips: no difference beyond chance at any of 2 values of λ (40 states)');
    expect(found).toContain('No λ tried brings it to flip half');
    expect(found).toContain(
      'under none does SAP-100 flip fewer actions than the plain agent beyond chance (4 comparisons',
    );
    expect(found).toContain('at no λ tried does the worst of the attacks flip more than half');
    expect(found).toContain('| fgsm   |  none |    none |');
    expect(found).toContain('All of them have p = 1.');
    expect(found).toContain('**Other defenses:** none tried.');
  });

  it('speaks of other defenses by themselves', () => {
    const rows = (flipped: number): Flips[] => [
      ...['plain', 'sap100', 'dwp50'].map((agent): Flips => [agent, null, 0, 0]),
      ...['plain', 'sap100', 'dwp50'].flatMap((agent): Flips[] => [
        [agent, 'fgsm', 1, agent === 'dwp50' ? flipped : 30],
        [agent, 'random', 1, 1],
      ]),
    ];
    expect(text({ grid: grid(rows(5)) })).toMatch(/fewer actions are flipped, beyond chance, of dwp50 \(−62\.5 \[/);
    expect(text({ grid: grid(rows(30)) })).toContain('none flips fewer actions than the plain agent beyond chance');
  });

  it('does not speak of losses where there is nothing to lose', () => {
    expect(text({ games: games(steadyRows(-10, -10, -10)) })).toContain(
      'More than a random player there is nothing to lose',
    );
  });

  it.each([
    [10, 'beyond chance (p = 0.002 by itself, p = 0.004 corrected over 2 pairs of attacks)'],
    [10, ' +15.00 [+15.00, +15.00] points over 10 pairs'],
    [5, undefined],
  ])('says where an attack that flips no less costs less: %d pairs, %j', (pairs, said) => {
    const at = (attack: string, mean: number, flipRate: number, qGap: number) =>
      ['plain', 'sap100'].map((agent) => toyRow({ agent, lambda: 2, attack, mean, flipRate, qGap }));
    const rows = [...steadyRows(20, 0, 0).slice(0, 2), ...at('fgsm', 0, 0.8, 0.1), ...at('eot-pgd', 15, 0.9, 0.01)];
    const found = text({ games: games(rows, { pairs }) });
    if (said === undefined) return expect(found).not.toContain('Flips are not losses');
    expect(found).toContain(
      'at λ 2, of the actions that the plain agent takes in games, eot-pgd flips 90.0 % (Q gap 0.010) and leaves 15.00 [9.00, 11.00], where fgsm flips 80.0 % (Q gap 0.100) and leaves 0.00 [9.00, 11.00]:',
    );
    expect(found).toContain(said);
    const alike = rows.map((row) => (row.attack === 'eot-pgd' ? { ...row, flipRate: 0.7 } : row));
    expect(text({ games: games(alike, { pairs }) })).not.toContain('Flips are not losses');
  });

  it('says from which λ on the lead is lost for good', () => {
    const returns = [
      [0, 20, 20],
      [1, 0, 20],
      [2, 18, 0],
      [4, 0, 0],
    ];
    const rows = returns.flatMap(([lambda, ...means]) =>
      means.map((mean, i) =>
        toyRow({ lambda: lambda!, agent: i === 0 ? 'plain' : 'sap100', mean, interval: [mean, mean] }),
      ),
    );
    expect(text({ games: games(rows) })).toContain('| fgsm   |     4 |       2 |');
    expect(text({ games: games(rows) })).toContain('(λ up to 4)');
  });

  it('counts attacks around the pruning among those on SAP-100, not as another defense', () => {
    const rows = ['plain', 'sap100', 'sap100-identity'].flatMap((agent): Flips[] => [
      [agent, null, 0, 0],
      [agent, 'fgsm', 1, agent === 'sap100' ? 4 : 30],
      [agent, 'random', 1, 1],
    ]);
    const found = text({ grid: grid(rows) });
    expect(found).toContain('Flips: no difference beyond chance at any of 1 value of λ (40 states)');
    expect(found).toContain('| sap100 | 0 (0.000) | 75 (0.750) |');
    expect(found).toContain('The worst case of sap100 counts the attacks on sap100-identity too');
    expect(found).toContain('**Other defenses:** none tried.');
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
    expect(text({ grid: masked })).toContain('**Check failed:** gradient ≥ random (states): random signs do more');
  });
});
