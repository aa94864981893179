/** Plans: what is left, times what it was measured to cost; they write nothing. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { busyText, workPlanText } from '../../src/cli/experiment/work-plan.js';
import { planEvaluation } from '../../src/evaluation/games/plan-evaluation.js';
import { type EvaluationChoices, runEvaluation } from '../../src/evaluation/games/run-evaluation.js';
import { planStateGrid } from '../../src/evaluation/states/plan-grid.js';
import { createPlan, joinPlans, type PlanRow } from '../../src/jobs/work-plan.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const bundled = new URL('../../assets/catch', import.meta.url).pathname;
const names: EvaluationChoices['names'] = {
  ...{ runs: [{ run: 'bundled', folder: bundled }], attacks: ['fgsm', 'pgd:steps=500'], gradientSamples: [2] },
  ...{ attackChoices: {}, attackOn: 'self', target: 'greedy-action', timing: 'always', frames: 'all' },
  ...{ defenses: ['sap100'], defenseOptions: {}, outputSamples: 2 },
};
const row = (changes: Partial<PlanRow>): PlanRow => ({
  ...{ of: 'a', agent: 'plain', attack: null, gradientSamples: null, lambda: 0 },
  ...{ units: 10, unit: 'steps', secondsEach: 2, ...changes },
});
const memory = { all: { bytes: 3e9, lower: 'x' } };
const kinds = { measured: 2, total: 2 };

describe('a plan', () => {
  const plan = createPlan({
    ...{ rows: [row({}), row({ agent: 'sap100', units: 5, secondsEach: 8 })], workers: 2, startSeconds: 3 },
    ...{ recordingSeconds: 4, memory, kinds, assumptions: ['so'] },
  });

  it('divides the work by the workers, but not what every worker does', () => {
    expect(plan.seconds).toEqual({ work: (10 * 2 + 5 * 8) / 2, start: 3, recording: 4, total: 37, most: 37 });
    expect(plan.memoryBytes.total).toBe(3e9);
    expect(plan.assumptions).toEqual(['so', '2 workers do not slow each other down']);
  });

  it('combines others: adds times, but not memory', () => {
    const joined = joinPlans([plan, plan]);
    expect(joined.seconds.total).toBe(74);
    expect(joined.memoryBytes.total).toBe(3e9);
    expect(joined.rows.length).toBe(4);
    expect(joined.kinds).toEqual({ measured: 4, total: 4 });
    expect(joined.assumptions).toEqual(plan.assumptions);
  });

  const rows = [row({ units: 1000, mostUnits: 50_000, secondsEach: 8 })];
  const long = { rows, workers: 1, startSeconds: 0, memory, kinds, assumptions: [], remedy: 'do less' };

  it('has the time of the longest episodes that the rules allow, and what makes long work smaller', () => {
    expect(createPlan(long).seconds).toMatchObject({ total: 8000, most: 400_000 });
    const lines = workPlanText(createPlan(long)).split('\n');
    expect(lines).toContain('time    2h13m: 2h13m on 1 worker, 0s compiling');
    expect(lines).toContain('        4d15h at most: if every episode lasts to the limit of frames or steps');
    expect(lines).toContain('this is long: do less');
    expect(workPlanText({ ...plan, remedy: 'do less' })).not.toMatch(/do less|at most/);
  });

  it.each([
    [3, 'budget  30m0s: about 3 episodes of every setting; the table is one of each'],
    [0, 'budget  30m0s: less than one episode of every setting, which takes 2h13m and is played all the same'],
  ])('says how many episodes fit into a budget: %i', (rounds, line) => {
    const text = workPlanText(createPlan({ ...long, budget: { seconds: 1800, rounds } }));
    expect(text.split('\n')).toContain(line);
    expect(text).not.toContain('do less');
  });

  it('says where other programs make it longer', () => {
    expect(busyText(8.75, 2)).toBe(
      '\nthis machine is busy: a load of 8.8 on 2 cores; when it is idle, all of this takes less',
    );
    expect(busyText(3, 2)).toBe('');
  });

  it('is a table with its assumptions', () => {
    const text = workPlanText({ ...plan, memoryBytes: { total: 3e9, free: 2e9 } });
    expect(text).toMatch(/sap100 .* 5 steps +8,000 +40s/);
    expect(text).toContain('time    37s: 30s on 2 workers, 3s compiling, 4s recording states');
    expect(text).toContain('memory  3.00 GB; 2.00 GB are free');
    expect(text).toContain('assumed: so');
    expect(text).toContain('would be refused');
    expect(
      workPlanText(createPlan({ rows: [], workers: 1, startSeconds: 0, memory, kinds, assumptions: [] })),
    ).toContain('nothing is left to do');
  });
});

it('a plan of many rows is summarized, with the number of kinds of work it measured', () => {
  const rows = Array.from({ length: 80 }, (_, i) => row({ of: i < 70 ? 'a, grid' : 'a, games', lambda: i }));
  const text = workPlanText(
    createPlan({ rows, workers: 1, startSeconds: 0, memory, kinds: { measured: 3, total: 80 }, assumptions: [] }),
  );
  expect(text).toMatch(/^a, grid +plain +70 +700 steps +23m20s$/m);
  expect(text).toMatch(/^a, games +plain +10 +100 steps +3m20s$/m);
  expect(text).toMatch(/^assumed: 3 of 80 kinds of work were measured; .*a rough estimate$/m);
});

describe('planning on a real agent', () => {
  const choices: EvaluationChoices = {
    ...{
      names,
      rules: { maxSteps: 5, maxStallSteps: null, evaluationExploration: null },
      lambdas: [0, 4],
      seeds: [1],
      episodes: 3,
    },
  };
  const computing = { workers: 1 };

  it('measures each kind of step, and leaves out finished episodes', async () => {
    const folder = join(temporaryFolder(), 'out');
    const plan = await planEvaluation(choices, { folder, computing });
    expect(existsSync(folder)).toBe(false);
    expect(plan.rows.map(({ agent, attack, lambda, units }) => [agent, attack, lambda, units])).toEqual([
      ...[
        ['plain', null, 0, 15],
        ['sap100', null, 0, 15],
      ],
      ...[
        ['plain', 'fgsm', 4, 15],
        ['sap100', 'fgsm', 4, 15],
      ],
      ...[
        ['plain', 'pgd:steps=500', 4, 15],
        ['sap100', 'pgd:steps=500', 4, 15],
      ],
      ['random player', null, 0, 15],
    ]);
    expect(plan.rows.map(({ mostUnits }) => mostUnits)).toEqual(plan.rows.map(() => 15));
    const each = Object.fromEntries(plan.rows.map((of) => [`${of.agent} ${of.attack}`, of.secondsEach]));
    // Five hundred steps were not taken, but extrapolated from three.
    expect(each['sap100 pgd:steps=500']!).toBeGreaterThan(each['sap100 fgsm']!);
    // Ten where the machine is idle: for three seconds at most.
    expect(plan.assumptions[0]).toMatch(/^episodes of bundled are as long as .*: 5 steps, the mean of ([1-9]|10)$/);

    await runEvaluation({ ...choices, lambdas: [0], episodes: 2 }, { folder, computing });
    const rest = await planEvaluation({ ...choices, lambdas: [0] }, { folder, computing });
    expect(rest.rows.map(({ agent, units }) => [agent, units])).toEqual([
      ['plain', 5],
      ['sap100', 5],
      ['random player', 5],
    ]);
    const round = await planEvaluation({ ...choices, lambdas: [0] }, { folder, computing, budgetSeconds: 3600 });
    expect(round.rows.map(({ units }) => units)).toEqual([5, 5, 5]);
    expect(round.budget).toEqual({ seconds: 3600, rounds: 3 }); // as many as --episodes allows
    const unlimited = { ...choices, lambdas: [0], rules: { ...choices.rules, maxSteps: null } };
    const whole = await planEvaluation(unlimited, { folder, computing });
    expect(whole.rows.map(({ mostUnits }) => mostUnits)).toEqual([27_000, 27_000, 27_000]);

    const anew = await planEvaluation({ ...choices, lambdas: [0] }, { folder, computing, overwrite: true });
    expect(anew.rows.map(({ units }) => units)).toEqual([15, 15, 15]);
  });

  it('measures a grid, with the recording of its states', async () => {
    const folder = join(temporaryFolder(), 'out');
    const states = { count: 7, periodSteps: 3 };
    const only = { ...names, attacks: ['fgsm'] };
    const plan = await planStateGrid({ names: only, lambdas: [0, 1, 2], seed: 1, states }, { folder, computing });
    expect(existsSync(folder)).toBe(false);
    expect(plan.rows.map(({ agent, lambda, units, unit }) => [agent, lambda, units, unit])).toEqual([
      ...['plain', 'sap100'].flatMap((agent) => [0, 1, 2].map((lambda) => [agent, lambda, 7, 'states'])),
    ]);
    expect(plan.seconds.recording).toBeGreaterThan(0);
    expect(plan.kinds).toEqual({ measured: 4, total: 4 });
  });
});
