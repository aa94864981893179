import { describe, expect, it } from 'vitest';
import { createReport } from '../../src/experiments/evaluate-report.js';
import type { Row } from '../../src/experiments/evaluate-summary.js';
import type { AgentResults } from '../../src/experiments/results.js';
import { resultsText } from '../../src/experiments/results-text.js';
import type { GridLine } from '../../src/experiments/state-grid.js';
import { createGridReport, type GridReport } from '../../src/experiments/state-grid-report.js';
import { toyEpisodes, toyRow } from '../helpers/toy-row.js';

const count = 40;
/** Action 0 is worth 1, action 1 nothing, everywhere. */
const states = { count, actions: ['NOOP', 'FIRE'], q: Array.from({ length: count }, () => [1, 0]) };

type Flips = readonly [agent: string, attack: string | null, lambda: number, flips: number, draws?: number];

/** A grid in which the first `flips` states are brought to the other action. */
function grid(flips: readonly Flips[]): GridReport {
  const lines = flips.map(([agent, attack, lambda, flipped, gradientDraws = null]): GridLine => {
    const actions = Array.from({ length: count }, (_, state) => Number(state < flipped));
    return {
      agent,
      attack,
      gradientDraws,
      lambda,
      from: 0,
      actions,
      ...(agent !== 'plain' && { cleanVotes: actions.map((action) => 1 - action) }),
      largestChange: lambda,
    };
  });
  const settings = {
    game: 'toy',
    run: 'toy',
    states: count,
    lambdas: [0, 1, 2],
    attacks: ['fgsm', 'random'],
    gradientDraws: [null],
    attackOn: 'self' as const,
    target: 'greedy-action',
    defenses: ['sap100'],
    outputDraws: 4,
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

function games(rows: readonly Row[], chance = -10) {
  const random = toyRow({ agent: 'random player', mean: chance, interval: [chance, chance] });
  return createReport(
    {
      ...{ game: 'toy', run: 'toy', attack: 'fgsm', attackOn: 'self', defense: 'sap100', episodes: 2 },
      ...{ gradientDraws: null, outputDraws: 4, maxDecisions: null, evaluationEpsilon: 0, seed: 1, seeds: [1] },
      ...{ target: 'greedy-action', timing: 'always', frames: 'all', attackSettings: {} },
    },
    { rows, chance: [random], episodes: rows.flatMap((row) => toyEpisodes([row.mean, row.mean], row)) },
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
    expect(found).toContain('SAP-100 saves 50 points of actions at λ 1 (of 2 values of λ)');
    expect(found).toContain("from λ 2 on most of its actions are flipped, the plain agent's from λ 1 on");
    expect(found).toContain('takes another action than the plain network at 10.0 %');
    expect(found).toContain('beyond chance, by fgsm (50 points at λ 1)');
    expect(found).toContain('**Where it breaks:** from λ 2 on. There fgsm alone flips 100.0 %');
    expect(found).toContain('under fgsm the plain agent from λ 2 on, SAP-100 never (λ up to 2)');
    expect(found).toContain('With intervals apart SAP-100 scores more than the plain agent under fgsm at λ 2.');
    expect(found).toContain('Nowhere does SAP-100 score less');
    expect(found).toContain('That proves little: an interval over 2 games');
    expect(found).toContain('**Checks:** none failed. Not made: ');
    expect(found).toContain('iterative ≥ one step (games): needs fgsm and an iterative attack');
    expect(found).toContain('matter most at λ 1, where FGSM flips 25.0 % with 1, 50.0 % with 100; more draws nowhere');
  });

  it('says so where it gives nothing', () => {
    const rows = ['plain', 'sap100'].flatMap((agent) => [
      [agent, null, 0, 0] as const,
      ...[1, 2].flatMap((lambda) => [[agent, 'fgsm', lambda, 4] as const, [agent, 'random', lambda, 1] as const]),
    ]);
    const found = text({ grid: grid(rows), games: games(steadyRows(20, 19, 19)) });
    expect(found).toContain('SAP-100 saves nothing beyond chance (of 2 values of λ); no λ tried brings it');
    expect(found).toContain('under none of the 2 attacks, at no λ, does SAP-100 flip fewer actions');
    expect(found).toContain('at no λ tried does the worst of the attacks flip more than half');
    expect(found).toContain('the plain agent never, SAP-100 never');
    expect(found).toContain('Nowhere does SAP-100 score more');
    expect(found).not.toContain('That proves little');
    expect(found).toContain('**Other defences:** none tried.');
  });

  it('speaks of other defences by themselves', () => {
    const rows = (flipped: number): Flips[] => [
      ...['plain', 'sap100', 'dwp50'].map((agent): Flips => [agent, null, 0, 0]),
      ...['plain', 'sap100', 'dwp50'].flatMap((agent): Flips[] => [
        [agent, 'fgsm', 1, agent === 'dwp50' ? flipped : 30],
        [agent, 'random', 1, 1],
      ]),
    ];
    expect(text({ grid: grid(rows(5)) })).toContain('fewer actions are flipped of dwp50 (63 points at λ 1)');
    expect(text({ grid: grid(rows(30)) })).toContain('none flips fewer actions than the plain agent beyond chance');
  });

  it('does not speak of losses where there is nothing to lose', () => {
    expect(text({ games: games(steadyRows(-10, -10, -10)) })).toContain('it has nothing to lose');
  });

  it('says where an attack that flips no less costs less', () => {
    const rows = [
      toyRow({ mean: 20, interval: [20, 20] }),
      toyRow({ agent: 'sap100', mean: 20, interval: [20, 20] }),
      toyRow({ lambda: 2, attack: 'fgsm', mean: 0, interval: [-1, 1], flipRate: 0.8, qGap: 0.1 }),
      toyRow({ lambda: 2, attack: 'eot-pgd', mean: 15, interval: [12, 18], flipRate: 0.9, qGap: 0.01 }),
      toyRow({ agent: 'sap100', lambda: 2, attack: 'fgsm', mean: 0, interval: [-1, 1], flipRate: 0.8, qGap: 0.1 }),
      toyRow({
        agent: 'sap100',
        lambda: 2,
        attack: 'eot-pgd',
        mean: 12,
        interval: [10, 14],
        flipRate: 0.9,
        qGap: 0.01,
      }),
    ];
    expect(text({ games: games(rows) })).toContain(
      'at λ 2, of the actions that the plain agent takes in games, eot-pgd flips 90.0 % (Q gap 0.010) and leaves 15.00 [12.00, 18.00], where fgsm flips 80.0 % (Q gap 0.100) and leaves 0.00 [-1.00, 1.00]',
    );
    const alike = rows.map((row) => (row.attack === 'eot-pgd' ? { ...row, flipRate: 0.7 } : row));
    expect(text({ games: games(alike) })).not.toContain('Flips are not losses');
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
    expect(text({ games: games(rows) })).toContain(
      'under fgsm the plain agent from λ 4 on, SAP-100 from λ 2 on (λ up to 4)',
    );
  });

  it('counts attacks around the pruning among those on SAP-100, not as another defence', () => {
    const rows = ['plain', 'sap100', 'sap100-identity'].flatMap((agent): Flips[] => [
      [agent, null, 0, 0],
      [agent, 'fgsm', 1, agent === 'sap100' ? 4 : 30],
      [agent, 'random', 1, 1],
    ]);
    const found = text({ grid: grid(rows) });
    expect(found).toContain('SAP-100 saves nothing beyond chance (of 1 values of λ)');
    expect(found).toContain('| sap100 | 0 (0.000) | 75 (0.750) |');
    expect(found).toContain('The worst case of sap100 counts the attacks on sap100-identity too');
    expect(found).toContain('**Other defences:** none tried.');
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
    expect(text({ grid: masked })).toContain(
      '**Checks that failed:** gradient ≥ random (states): random signs do more',
    );
  });
});
