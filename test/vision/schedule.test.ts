import { describe, expect, it } from 'vitest';
import { learningRateSchedule, schedules } from '../../src/vision/schedule.js';

describe('the schedules of the paper', () => {
  it.each([
    ['dense', 0, 0.5],
    ['dense', 99.99, 0.5],
    ['dense', 100, 0.05],
    ['dense', 129.99, 0.05],
    ['dense', 130, 0.005],
    ['dense', 150, 0.005],
    ['adversarial', 9.99, 0.5],
    ['adversarial', 10, 0.25],
    ['adversarial', 95, 0.5 ** 10],
    ['adversarial', 100, 0.5 ** 10],
    ['dropout', 99, 0.5],
    ['dropout', 149, 0.05],
    ['dropout', 189, 0.005],
    ['dropout', 219, 0.0005],
    ['dropout', 220, 0.00005],
  ] as const)('%s after %f epochs: %f', (name, done, rate) => {
    const schedule = schedules[name];
    expect(learningRateSchedule(schedule, { initial: 0.5, epochs: schedule.epochs })(done)).toBeCloseTo(rate, 12);
  });

  it('drop at the same fractions of a shorter run', () => {
    const rate = learningRateSchedule(schedules.dense, { initial: 0.2, epochs: 15 });
    expect([0, 9.9, 10, 12.9, 13, 15].map((done) => rate(done))).toEqual([
      0.2,
      0.2,
      0.2 * 0.1,
      0.2 * 0.1,
      0.2 * 0.1 ** 2,
      0.2 * 0.1 ** 2,
    ]);
  });
});
