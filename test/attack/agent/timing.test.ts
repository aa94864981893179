import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allOf,
  always,
  everyNth,
  parseTiming,
  preference,
  strategicallyTimed,
  timingForms,
} from '../../../src/attack/agent/timing.js';
import { UsageError } from '../../../src/common/errors.js';

describe('preference', () => {
  it('is the largest minus the smallest probability of softmax(Q)', () => {
    // softmax(0, ln 3) = 1/4, 3/4
    expect(preference([0, Math.log(3)])).toBeCloseTo(0.5, 12);
    expect(preference([2, 2, 2])).toBe(0);
    expect(preference(Float32Array.of(500, 0, -500))).toBe(1);
  });

  it('lies in 0…1 and is invariant to shift', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 2, maxLength: 8 }),
        fc.double({ min: -100, max: 100, noNaN: true }),
        (q, shift) => {
          const value = preference(q);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
          expect(preference(q.map((one) => one + shift))).toBeCloseTo(value, 9);
        },
      ),
    );
  });
});

const [sure, unsure] = [
  [4, 0, 0],
  [0.1, 0, 0],
];

describe.each([
  ['always', always, [true, true, true, true], [true, true, true, true]],
  ['every1', everyNth(1), [true, true, true, true], [true, true, true, true]],
  ['every3', everyNth(3), [true, false, false, true], [true, false, false, true]],
  ['timed0', strategicallyTimed(0), [true, true, true, true], [true, true, true, true]],
  ['timed0.5', strategicallyTimed(0.5), [true, true, true, true], [false, false, false, false]],
  ['every2+timed0.5', allOf(everyNth(2), strategicallyTimed(0.5)), [true, false, true, false], Array(4).fill(false)],
] as const)('%s', (label, timing, whenSure, whenUnsure) => {
  it('attacks at its steps', () => {
    expect(whenSure.map((_, step) => timing(sure!, step))).toEqual(whenSure);
    expect(whenSure.map((_, step) => timing(unsure!, step))).toEqual(whenUnsure);
  });

  it('has a label that parses to it', () => {
    expect(timing.label).toBe(label);
    const parsed = parseTiming(label);
    expect(parsed.label).toBe(label);
    expect(whenSure.map((_, step) => parsed(unsure!, step))).toEqual(whenUnsure);
  });
});

describe('timings', () => {
  it('without restrictions are always', () => {
    expect(allOf()).toBe(always);
    expect(parseTiming('always+always')).toBe(always);
  });

  it.each(['', 'never', 'every', 'timed', 'timed-1', 'every2+', 'EVERY2'])('%j is refused in one line', (text) => {
    expect(() => parseTiming(text)).toThrow(UsageError);
    expect(() => parseTiming(text)).toThrow(`timing: expected one of ${timingForms.join('; ')}, got '`);
  });

  it.each(['every0', 'every1.5', 'every2000000000', 'timed1.5'])('%j is refused with its bound', (text) => {
    expect(() => parseTiming(text)).toThrow(UsageError);
    expect(() => parseTiming(text)).toThrow(/^(every<n>|timed<β>): expected a (whole )?number from .*, got [\d.]+$/);
  });

  it('check their arguments', () => {
    expect(() => everyNth(0.5)).toThrow(/^every<n>: expected a whole number from 1 to 1000000000 .*, got 0.5$/);
    expect(() => strategicallyTimed(Number.NaN)).toThrow(/^timed<β>: expected a number from 0 to 1 .*, got NaN$/);
  });
});
