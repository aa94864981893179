/** The text of `train --plan`. */
import { expect, it } from 'vitest';
import { loadConfig } from '../../../src/agent/config.js';
import { planText } from '../../../src/cli/train/plan.js';
import type { Plan } from '../../../src/training/agent/plan.js';

const config = loadConfig({});
const plan: Plan = {
  ...{ game: 'bowling', totalSteps: 3_000_000, totalFrames: 12_000_000, totalUpdates: 745_000, othersShare: 0 },
  lowerMemory: 'rolloutSteps',
  measured: {
    ...{ exploringStepsPerSecond: 3479, actingStepsPerSecond: 301, evaluatingStepsPerSecond: 250 },
    ...{ learningStepsPerSecond: 28, updatesPerSecond: 7, episodeSteps: 2300 },
  },
  seconds: { warmUp: 6, learning: 100_000, evaluation: [1000, 27_000], total: [101_006, 127_006] },
  memoryBytes: { replay: 2.45e8, rest: 4e8, total: 6.45e8, free: 2e10 },
  diskBytes: { replay: 1.38e8, networks: 6e7, rows: 1e6, total: 1.99e8, free: 3e10 },
};

it.each<[string, Partial<Plan>, number, RegExp]>([
  [
    'how fast it is here',
    {},
    1,
    /^speed here {2}3,479 steps\/s exploring, 301 acting, 28 while learning, with 7\.0 updates\/s; 250 in evaluations$/m,
  ],
  [
    'how long evaluations may be',
    {},
    1,
    /^time {8}28h3m to 35h16m: 6s warm-up, 27h46m learning, 16m40s to 7h30m evaluations \(least: episodes of 2,300 steps, as at random; most: up to the limit of steps\)$/m,
  ],
  [
    'that no random episode has ended',
    { measured: { ...plan.measured, episodeSteps: null } },
    1,
    /\(no random episode ended in the measurement; most: up to the limit of steps\)$/m,
  ],
  [
    'what other programs used',
    { othersShare: 0.5 },
    1,
    /^warning: other processes used 50 % of this machine’s processors/m,
  ],
  ['how long several seeds take', {}, 3, /^3 seeds {3}3d12h to 4d9h, 1 at a time/m],
  [
    'that memory is short',
    { memoryBytes: { ...plan.memoryBytes, free: 1 } },
    1,
    /^warning: more memory than is free; lower rolloutSteps$/m,
  ],
])('says %s', (_, changes, seeds, line) => {
  expect(planText({ ...plan, ...changes }, config, seeds, 1)).toMatch(line);
});

it('warns of nothing on an idle machine with room', () => {
  expect(planText(plan, config, 1, 1)).not.toContain('warning');
});

it('says that a resumed run is planned as a whole', () => {
  expect(planText(plan, config, 1, 1, true)).toMatch(/^note: this is the plan of the whole run, with the steps/m);
  expect(planText(plan, config, 1, 1)).not.toContain('whole run');
});
