import { describe, expect, it } from 'vitest';
import { durationOption } from '../../../src/cli/options/parse/durations.js';
import { limits } from '../../../src/common/limits.js';

const parse = durationOption(limits.command.budgetSeconds);

describe('a time', () => {
  it.each([
    ['90s', 90],
    ['30m', 1800],
    ['1.5h', 5400],
    ['1h30m', 5400],
    ['2d', 172_800],
  ])('%s', (text, seconds) => {
    expect(parse(text)).toBe(seconds);
  });

  it.each(['', '30', '30 m', 'm', '-5m', '0s', '5x', '1e3s', '9999999d', '1..5h'])('refuses "%s"', (text) => {
    expect(() => parse(text)).toThrow(/expected a time above 0 with its unit .*, got "/);
  });
});
