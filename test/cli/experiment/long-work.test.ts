/** The line that says, soon after the start, that a command will take hours. */
import { describe, expect, it } from 'vitest';
import { longWorkNotice } from '../../../src/cli/experiment/long-work.js';
import { paceText } from '../../../src/cli/terminal/progress.js';

describe('long work', () => {
  it.each([
    ['more than two hours', 20 * 3600, false, ['this will take about 20h0m: do less']],
    ['a lower bound', 3 * 3600, true, ['this will take at least 3h0m: do less']],
    ['less', 2 * 3600 - 1, false, []],
  ])('is announced once, 20 s after the start: %s', (_, seconds, isLowerBound, expected) => {
    let time = 100;
    const lines: string[] = [];
    const notice = longWorkNotice({
      ...{ overSeconds: 2 * 3600, textOf: (time) => `this will take ${time}: do less` },
      ...{ warn: (line) => lines.push(line), now: () => time },
    });
    for (const at of [100, 110, 119]) {
      time = at;
      notice(() => seconds, isLowerBound);
    }
    expect(lines).toEqual([]);
    time = 120;
    notice(() => null, isLowerBound);
    for (const at of [121, 122]) {
      time = at;
      notice(() => seconds, isLowerBound);
    }
    expect(lines).toEqual(expected);
  });

  it('has a mark in the progress bar where its time is a lower bound', () => {
    const estimate = { rate: 2, unit: 'steps', secondsLeft: 90 };
    expect(paceText({ ...estimate, isLowerBound: true }, 'episodes')).toBe('2.00 steps/s  ETA ≥ 1m30s');
    expect(paceText(estimate, 'episodes')).toBe('2.00 steps/s  ETA 1m30s');
  });
});
