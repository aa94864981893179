import { describe, expect, it } from 'vitest';
import { defaults } from '../../../src/agent/config.js';
import type { EvaluationRow } from '../../../src/training/agent/agent-run.js';
import { checkLearning } from '../../../src/training/agent/learning-check.js';
import {
  closePeriod,
  countEpisodes,
  newPeriod,
  type Period,
  periodSchema,
} from '../../../src/training/agent/metrics.js';

/** Returns that alternate around a mean. */
const around = (mean: number, count: number) => Array.from({ length: count }, (_, i) => mean + (i % 2 === 0 ? 1 : -1));

const played = (period: Period, returns: readonly number[]) => {
  countEpisodes(
    period,
    returns.map((each) => ({ return: each, steps: 10, truncated: false })),
  );
  return period;
};

const totals = (step: number, exploration: number) => ({ step, frames: 4 * step, updates: step, exploration });

/** In between, when the agent explores less and less. */
const high = around(50, 20);

/** The row of a run that has played these returns at random, and in the end these. */
function rowAfter(
  random: readonly number[],
  recent: readonly number[],
  { game = 'toy', step = 300, exploration = 0.1 },
) {
  const first = played(newPeriod(), random);
  closePeriod(first, totals(10, 0.95), game);
  const between = played(newPeriod(first), high);
  closePeriod(between, totals(20, exploration), game);
  const period = played(newPeriod(between), recent);
  return { period, row: closePeriod(period, totals(step, exploration), game) };
}

describe('rows of metrics', () => {
  it('have the mean of the last 100 episodes, over all periods', () => {
    let period = newPeriod();
    const rows = [60, 0, 70].map((count, i) => {
      played(period, Array<number>(count).fill(i));
      const row = closePeriod(period, totals(i, 1), 'toy');
      period = newPeriod(period);
      return [row.return, row.recentReturn];
    });
    expect(rows).toEqual([
      [0, 0],
      [null, 0],
      [2, 1.4], // 30 of 0 and 70 of 2
    ]);
    expect(period.recent).toHaveLength(100);
  });

  it('are null before an episode has ended', () => {
    const row = closePeriod(newPeriod(), totals(1, 1), 'pong');
    expect(row).toMatchObject({ return: null, recentReturn: null, humanNormalized: null, aboveRandom: null });
  });

  it.each([
    ['pong', -20.7, 0],
    ['pong', 14.6, 1],
    ['toy', 14.6, null],
  ])('have a human-normalized score: %s, %f', (game, value, expected) => {
    expect(closePeriod(played(newPeriod(), [value]), totals(1, 1), game).humanNormalized).toBe(expected);
  });

  it.each([
    ['better than the run’s own random play', { random: around(0, 30), recent: around(1, 100) }, true],
    ['equal to it', { random: around(0, 30), recent: around(0, 100) }, false],
    ['worse', { random: around(0, 30), recent: around(-3, 100) }, false],
    ['better than the published score', { game: 'pong', random: [], recent: around(-20, 60) }, true],
    ['worse than it', { game: 'pong', random: [], recent: around(-20.8, 60) }, false],
    ['better in few of the last 100 episodes', { random: around(0, 30), recent: around(9, 29) }, null],
    ['equal to own random play, which counts more than the published score', pongAlike(), false],
    ['compared with nothing', { random: around(0, 9), recent: around(1, 60) }, null],
    ['in too few episodes', { game: 'pong', random: [], recent: around(1, 29) }, null],
    ['while the agent explores', { random: around(0, 30), recent: around(1, 100), exploration: 0.21 }, null],
  ])('say whether returns are above random play: %s', (_, { random, recent, ...others }, expected) => {
    expect(rowAfter(random, recent, others).row.aboveRandom).toBe(expected);
  });

  it('go on with the same numbers after a checkpoint', () => {
    const { period } = rowAfter([0.1, 0.2], [0.3, -1 / 3], {});
    expect(periodSchema.parse(JSON.parse(JSON.stringify(period)))).toEqual(period);
  });
});

function pongAlike() {
  return { game: 'pong', random: around(-15, 20), recent: around(-15, 100) };
}

describe('checkLearning', () => {
  const config = { ...defaults, game: 'toy', totalSteps: 1000, warmUpSteps: 100 };
  const evaluation = (mean: number): EvaluationRow => ({
    ...{ step: 250, episodes: 30, return: mean, length: 9, returnLow: mean - 0.5, returnHigh: mean + 0.5 },
    ...{ humanNormalized: null, truncated: 0, stalledSteps: 0, exploration: 0.05, best: true },
    ...{ returns: around(mean, 30), lengths: [] },
  });
  const bad = () => rowAfter(around(0, 40), around(0, 100), { step: 280 });

  it('warns once, with all numbers', () => {
    const { row, period } = bad();
    const warning = checkLearning(row, period, config, null);
    expect(warning).toBe(
      'nothing learned by step 280 of 1000: the mean return of the last 100 episodes is 0.00 (exploration 0.10); not above random play (0.00 in 40 episodes of this run) by more than chance (Welch’s one-sided t-test, 5 %); where rewards are rare, learning may start later; else stop with Ctrl-C and try another --seed or --config',
    );
    expect(checkLearning(row, newPeriod(period), config, null)).toBeUndefined();
  });

  it('names the evaluation, and the published score where the run has no random play', () => {
    const { row, period } = rowAfter([], around(-20.7, 50), { game: 'pong', step: 280 });
    const warning = checkLearning(row, period, { ...config, game: 'pong' }, evaluation(-21));
    expect(warning).toContain('of the last 50 episodes is −20.70 (exploration 0.10), ');
    expect(warning).toContain('that of the evaluation at step 250 is −21.00 [−21.50, −20.50] (exploration 0.05);');
    expect(warning).toContain(
      'not above random play (−20.70, as published) by more than chance (one-sided t-test against that number, 5 %);',
    );
  });

  it.each([
    ['an evaluation is better', bad(), evaluation(1), true],
    ['the last episodes are better', rowAfter(around(0, 40), around(1, 100), { step: 280 }), evaluation(0), true],
    [
      'the agent has learned for less than a fifth of its steps',
      rowAfter(around(0, 40), around(0, 100), { step: 279 }),
      null,
      false,
    ],
    ['it explores much', rowAfter(around(0, 40), around(0, 100), { step: 900, exploration: 0.21 }), null, false],
    ['that cannot be said', rowAfter([], around(0, 100), { step: 900 }), null, false],
  ])('says nothing where %s', (_, { row, period }, newest, checked) => {
    expect(checkLearning(row, period, config, newest)).toBeUndefined();
    expect(period.checked).toBe(checked);
  });
});
