import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/agent/config.js';
import { type Measurements, measureTraining, planTraining } from '../../../src/training/agent/plan.js';
import type { Measurement } from '../../../src/training/agent/probe.js';
import { freeBytes } from '../../../src/training/probe.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyConfig, toyEnvironments, toyPqnConfig } from '../../helpers/toy-run.js';

const measurement = (changes: Partial<Measurement>): Measurement => ({
  ...{ stepsPerSecond: 1, updatesPerSecond: 0, episodeSteps: 50, residentBytes: 1e8 },
  ...{ storedBytes: 300, bytesPerRow: 1000, othersShare: 0.25 },
  ...changes,
});
const measurements: Measurements = {
  exploring: measurement({ stepsPerSecond: 1000 }),
  acting: measurement({ stepsPerSecond: 500 }),
  learning: measurement({ stepsPerSecond: 100, updatesPerSecond: 25 }),
  randomEpisodes: measurement({ stepsPerSecond: 4000 }),
  evaluating: measurement({ stepsPerSecond: 250 }),
};
const run: Partial<Config> = {
  ...{ totalSteps: 10_000, warmUpSteps: 2000, replayCapacityTransitions: 4000, learnPeriodSteps: 4 },
  ...{ evaluationPeriodSteps: 3000, evaluationEpisodes: 5, metricsPeriodSteps: 1000 },
};
const pqn: Partial<Config> = { environments: 100, rolloutSteps: 1000, minibatches: 10 };
const plan = (changes: Partial<Config> = {}, measured: Partial<Measurements> = {}) =>
  planTraining(toyConfig({ ...run, ...changes }), { ...measurements, ...measured }, 3, {
    memoryBytes: 7,
    diskBytes: 8,
  });

describe('planTraining', () => {
  it('extrapolates the measurement to the end', () => {
    expect(plan()).toMatchObject({
      ...{ totalSteps: 10_000, totalFrames: 40_000, totalUpdates: 2000 },
      // evaluations: 15 episodes of 50 to 27,000 steps
      seconds: { warmUp: 2, learning: 80, evaluation: [3, 1620], total: [85, 1702] },
      othersShare: 0.25,
      memoryBytes: { replay: 1.2e6, rest: 1e8, total: 1.012e8, free: 7 },
      diskBytes: { replay: 4000 * 300, rows: 10_000, free: 8 },
    });
    const { networks, total } = plan().diskBytes;
    // 1,685,667 parameters of the network with 3 actions, in 4 bytes each
    expect(networks).toBe(14 * 4 * 1_685_667);
    expect(total).toBe(networks + 4000 * 300 + 10_000);
  });

  it.each<[string, Partial<Config>, Partial<Measurements>, object]>([
    ['a run without evaluations', { evaluationPeriodSteps: 0 }, {}, { evaluation: [0, 0], total: [82, 82] }],
    [
      'episodes whose length is unknown',
      {},
      { randomEpisodes: measurement({ episodeSteps: null }) },
      { evaluation: [1620, 1620], total: [1702, 1702] },
    ],
    ['evaluations with a limit of steps', { evaluationMaxSteps: 1000 }, {}, { evaluation: [3, 60], total: [85, 142] }],
    ['a limit that random episodes reach', { evaluationMaxSteps: 40 }, {}, { evaluation: [2.4, 2.4] }],
    ['another frame limit', { maxEpisodeFrames: 2001 }, {}, { evaluation: [3, 30.06] }],
    ['a run that ends in its warm-up', { totalSteps: 1000 }, {}, { warmUp: 1, learning: 0, total: [1, 1] }],
  ])('%s', (_, changes, measured, seconds) => {
    expect(plan(changes, measured).seconds).toMatchObject(seconds);
  });

  it('has a replay no larger than the number of steps', () => {
    expect(plan({ totalSteps: 3000 }).memoryBytes.replay).toBe(3000 * 300);
    expect(plan({ totalSteps: 3000, replay: 'raw' }).memoryBytes.replay).toBe(3000 * (84 * 84 + 6));
  });
});

describe('what lowers the memory', () => {
  it.each<[string, Partial<Config>, string]>([
    ['a large replay', { replayCapacityTransitions: 1e7, totalSteps: 1e7, replay: 'raw' }, 'replayCapacityTransitions'],
    ['large batches', { batchTransitions: 4096 }, 'batchTransitions, or raise gradientSlices'],
    ['parallel Q-learning with long rollouts', { algorithm: 'pqn', ...pqn, minibatches: 1000 }, 'rolloutSteps'],
    ['parallel Q-learning with large minibatches', { algorithm: 'pqn', ...pqn }, 'environments, or raise minibatches'],
  ])('of %s', (_, changes, expected) => {
    expect(plan(changes).lowerMemory).toBe(expected);
  });
});

describe('measureTraining', () => {
  it('runs the training itself, with and without learning', async () => {
    const config = toyConfig({ replayCapacityTransitions: 200 });
    const { exploring, acting, learning, ...single } = await measureTraining(config, toyEnvironments, 0.05);
    expect(single).toEqual({ randomEpisodes: exploring, evaluating: acting });
    for (const each of [exploring, acting, learning]) {
      expect(each.stepsPerSecond).toBeGreaterThan(1);
      expect(each.episodeSteps).toBe(10); // two drops of five steps
      expect(each.residentBytes).toBeGreaterThan(1e7);
      expect(each.othersShare).toBeGreaterThanOrEqual(0);
      expect(each.othersShare).toBeLessThanOrEqual(1);
      expect(each.storedBytes).toBeGreaterThan(1);
      expect(each.bytesPerRow).toBeGreaterThan(100);
    }
    expect([exploring.updatesPerSecond, acting.updatesPerSecond]).toEqual([0, 0]);
    expect(learning.updatesPerSecond).toBeGreaterThan(0.1);
  });
});

it('freeBytes measures the disk of a folder that does not exist yet', () => {
  const { memoryBytes, diskBytes } = freeBytes(join(temporaryFolder(), 'not', 'there', 'yet'));
  expect(memoryBytes).toBeGreaterThan(0);
  expect(diskBytes).toBeGreaterThan(0);
});

it('measures parallel Q-learning with any slices, and a run that starts with the weights of an agent', async () => {
  const config = toyPqnConfig({ environments: 6, gradientSlices: 3, minibatches: 2, initFrom: '0'.repeat(64) });
  const counts: number[] = [];
  const counted = (each: Config) => {
    counts.push(each.environments);
    return toyEnvironments(each);
  };
  const { learning, ...others } = await measureTraining(config, counted, 0.05);
  for (const { stepsPerSecond, updatesPerSecond } of Object.values(others)) {
    expect(stepsPerSecond).toBeGreaterThan(0);
    expect(updatesPerSecond).toBe(0);
  }
  expect(learning.updatesPerSecond).toBeGreaterThan(0);
  // Evaluations play one environment, the run all of them.
  expect(counts).toEqual([1, 1, 6, 6, 6]);
  expect(others.exploring).not.toBe(others.randomEpisodes);
});
