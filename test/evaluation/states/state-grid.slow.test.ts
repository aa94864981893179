import { beforeAll, describe, expect, it } from 'vitest';
import { argMax } from '../../../src/agent/policy.js';
import { parseAttack } from '../../../src/attack/parse-attack.js';
import { parseDefense } from '../../../src/defense/parse-defense.js';
import { gridChart } from '../../../src/evaluation/states/grid-chart.js';
import { gridCsv } from '../../../src/evaluation/states/grid-csv.js';
import { createGridReport, type GridReport } from '../../../src/evaluation/states/grid-report.js';
import { gridText } from '../../../src/evaluation/states/grid-text.js';
import { recordStates } from '../../../src/evaluation/states/record-states.js';
import { type Grid, type GridOptions, gridKey, stateGrid } from '../../../src/evaluation/states/state-grid.js';
import { createProber } from '../../../src/evaluation/states/state-prober.js';
import type { States } from '../../../src/evaluation/states/states.js';
import { sweepChart, sweepText } from '../../../src/studies/mc-sweep.js';
import { toyAgentUnderTest, toyAttacks, toyPlayers } from '../../helpers/toy-players.js';

const players = toyPlayers({
  attacks: [
    ...toyAttacks('fgsm', 'random'),
    {
      attack: parseAttack('iterative', { gradientSamples: 2, stepSize: 8 }),
      label: 'iterative',
      gradientSamples: 4,
    },
  ],
  defenses: ['sap100', 'dwp50'].map((name) => parseDefense(name)),
});
let states: States;
let grid: Grid;

const options = (changes: Partial<GridOptions> = {}): GridOptions => ({
  players,
  states,
  lambdas: [0, 8, 32],
  startWorkers: () => [createProber(players, states, 1)],
  ...changes,
});

beforeAll(async () => {
  states = (await recordStates({ agentUnderTest: toyAgentUnderTest(), count: 54, periodSteps: 3, seed: 3 }))!;
  grid = await stateGrid(options());
}, 60_000);

const settings = (): GridReport['settings'] => ({
  game: 'toy',
  run: 'toy',
  states: states.count,
  lambdas: [0, 8, 32],
  attacks: ['fgsm', 'random', 'iterative'],
  gradientSamples: [4],
  attackOn: 'self',
  target: 'greedy-action',
  defenses: ['sap100', 'dwp50'],
  outputSamples: 4,
  seed: 1,
  attackSettings: {},
});

describe('state grid', () => {
  it('has a line for each agent, attack, λ and block of states', () => {
    const keys = new Set(grid.lines.map(gridKey));
    // three agents: once undisturbed, and under three attacks at two λ
    expect(keys.size).toBe(3 * (1 + 3 * 2));
    for (const key of keys) {
      const blocks = grid.lines.filter((line) => gridKey(line) === key);
      expect(blocks.map(({ from, actions }) => [from, actions.length])).toEqual([
        [0, 50],
        [50, 4],
      ]);
    }
    expect(grid.aborted).toBe(false);
  });

  it('undisturbed, without a defense, takes the plain network’s actions', () => {
    const clean = grid.lines.filter(({ agent, lambda }) => agent === 'plain' && lambda === 0);
    expect(clean.flatMap(({ actions }) => actions)).toEqual(states.q.map((values) => argMax(values)));
  });

  it('is the same however many compute, and when it was stopped in between', async () => {
    const small = toyPlayers({ attacks: toyAttacks('fgsm', 'random') });
    const probers = (count: number) => () => Array.from({ length: count }, () => createProber(small, states, 1));
    const compute = (changes: Partial<GridOptions> = {}) =>
      stateGrid(options({ players: small, lambdas: [0, 8], startWorkers: probers(1), ...changes }));
    const whole = await compute();
    expect((await compute({ startWorkers: probers(3) })).lines).toEqual(whole.lines);

    const controller = new AbortController();
    const kept: Grid['lines'][number][] = [];
    const stopped = await compute({
      signal: controller.signal,
      onLines([line]) {
        kept.push(line!);
        if (kept.length === 7) controller.abort();
      },
    });
    expect(stopped.aborted).toBe(true);
    const again: string[] = [];
    const resumed = await compute({ finished: kept, onLines: ([line]) => again.push(gridKey(line!)) });
    expect(resumed.lines).toEqual(whole.lines);
    expect(again.length).toBe(whole.lines.length - kept.length);
  });

  it('reports shares and gaps that follow from the actions', () => {
    const report = createGridReport(settings(), states, grid);
    const row = (agent: string, attack: string | null, lambda: number) =>
      report.rows.find((each) => each.agent === agent && each.attack === attack && each.lambda === lambda)!;
    expect(row('plain', null, 0)).toMatchObject({
      flipRate: 0,
      qGap: 0,
      singleSampleFlipRate: null,
      flipDifference: null,
    });
    const attacked = row('plain', 'fgsm', 32);
    const actions = grid.lines
      .filter((line) => line.agent === 'plain' && line.attack === 'fgsm' && line.lambda === 32)
      .flatMap((line) => line.actions);
    const flips = actions.filter((action, i) => action !== argMax(states.q[i]!)).length;
    expect(attacked.flipRate).toBeCloseTo(flips / 54, 12);
    expect(attacked.flipRate).toBeGreaterThan(0);
    expect(attacked.linfNorm).toBeCloseTo(32, 3);
    expect(row('sap100', 'fgsm', 8).singleSampleFlipRate).toBeGreaterThan(0);
    const { difference, pairs, p, pHolm } = row('sap100', 'fgsm', 8).flipDifference!;
    expect(difference).toBeCloseTo(row('sap100', 'fgsm', 8).flipRate - row('plain', 'fgsm', 8).flipRate, 12);
    expect(pairs).toBe(54);
    expect(pHolm).toBeGreaterThanOrEqual(p);
    const worst = report.worstCases.find(({ agent, lambda }) => agent === 'plain' && lambda === 32)!;
    for (const attack of ['fgsm', 'random', 'iterative']) {
      expect(worst.flipRate).toBeGreaterThanOrEqual(row('plain', attack, 32).flipRate);
      expect(worst.qGap).toBeGreaterThanOrEqual(row('plain', attack, 32).qGap);
    }
    expect(report.checks.map(({ check }) => check)).toContain('λ large → chance');
    expect(createGridReport(settings(), states, JSON.parse(JSON.stringify(grid)))).toEqual(report);
  });

  it('leaves out settings of which a block is missing', () => {
    const report = createGridReport(settings(), states, { lines: grid.lines.slice(1), aborted: true });
    expect(report.rows.length).toBe(20);
    expect(report.complete).toBe(false);
    expect(report.notes.join()).toContain('was stopped');
  });

  it('prints every agent and attack, and draws them', async () => {
    const report = createGridReport(settings(), states, grid);
    const text = gridText(report);
    for (const name of ['plain', 'sap100', 'dwp50', 'fgsm', 'iterative', 'worst', 'λ 32']) {
      expect(text).toContain(name);
    }
    expect(gridCsv(report).trim().split('\n').length).toBe(1 + report.rows.length);
    const svg = await gridChart(report);
    expect(svg).toMatch(/^<svg /);
    for (const name of ['sap100', 'worst', 'flip rate (%)']) expect(svg).toContain(name);
  });
});

describe('Monte Carlo sweep', () => {
  it('has a line for each number of samples, and one for the plain agent', async () => {
    const draws = [1, 4, 16];
    const swept = toyPlayers({
      attacks: draws.map((gradientSamples) => ({
        attack: parseAttack('fgsm', { gradientSamples }),
        label: 'fgsm',
        gradientSamples,
      })),
    });
    const found = await stateGrid({
      ...options({ players: swept, lambdas: [0, 8] }),
      startWorkers: () => [createProber(swept, states, 1)],
    });
    const report = createGridReport({ ...settings(), gradientSamples: [1, 4, 16] }, states, found);
    const text = sweepText(report);
    const lines = text.split('\n').filter((line) => /^(plain|sap100) /.test(line));
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 2).join(' '))).toEqual(
      ['plain –', 'sap100 1', 'sap100 4', 'sap100 16', 'plain –', 'sap100 1', 'sap100 4', 'sap100 16'].map((line) =>
        expect.stringContaining(line),
      ),
    );
    expect(report.checks.find(({ check }) => check === 'more samples ≥ fewer')!.verdict).not.toBe('not made');
    expect(await sweepChart(report)).toContain('16 samples');
  });
});
