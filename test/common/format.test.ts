import { describe, expect, it } from 'vitest';
import * as numbers from '../../src/common/format.js';

describe('numbers as people read them', () => {
  it.each<[string, string, string]>([
    ['fixed', numbers.fixed(-4.5), '−4.50'],
    ['a small loss is no negative zero', numbers.fixed(-0.001), '0.00'],
    ['fixed with digits', numbers.fixed(1234.56, 0), '1235'],
    ['signed', numbers.signed(12.34, 1), '+12.3'],
    ['signed, a loss', numbers.signed(-4.5, 1), '−4.5'],
    ['a zero has no sign', numbers.signed(0), '0.00'],
    ['a rounded zero has no sign', numbers.signed(0.004), '0.00'],
    ['with interval', numbers.withInterval(0.8, [-1.8, 3.2]), '0.80 [−1.80, 3.20]'],
    ['without one', numbers.withInterval(0.8, null), '0.80'],
    ['a difference', numbers.signedWithInterval(8, [4.8, 11.2]), '+8.00 [+4.80, +11.20]'],
    ['a difference without interval', numbers.signedWithInterval(8, null), '+8.00 [n/a]'],
    ['1 game', numbers.plural(1, 'game'), '1 game'],
    ['2 games', numbers.plural(2, 'game'), '2 games'],
    ['0 games', numbers.plural(0, 'game'), '0 games'],
    ['irregular', numbers.plural(2, 'index', 'indices'), '2 indices'],
    ['share with interval', numbers.percentWithInterval(0.067, [0.018, 0.213]), '6.7 % [1.8, 21.3]'],
    ['share in a column', numbers.hundredths(1), '100.0'],
    ['p in a sentence', numbers.pEquals(0.0123), 'p = 0.012'],
    ['tiny p in a sentence', numbers.pEquals(1e-9), 'p < 0.0001'],
  ])('%s', (_, text, expected) => {
    expect(text).toBe(expected);
  });

  it.each([
    [1, '100 %'],
    [0, '0 %'],
    [0.873, '87.3 %'],
    [0.9999, 'more than 99.9 %'],
    [2.4e-8, 'less than 0.1 %'],
    [0.0005, '0.1 %'],
    [0.5, '50.0 %'],
  ])('share %d is "%s"', (share, text) => {
    expect(numbers.percent(share)).toBe(text);
    expect(numbers.percent(share)).not.toMatch(/e[+-]/);
  });

  it.each([
    [1, '1'],
    [0.5, '0.500'],
    [0.041, '0.041'],
    [0.00391, '0.004'],
    [0.0005, '0.0005'],
    [2 ** -30, '< 0.0001'],
  ])('p %d is "%s"', (p, text) => {
    expect(numbers.pValue(p)).toBe(text);
  });

  it.each([
    [947.4, 3, '947'],
    [1234, 3, '1230'],
    [0.00025, 2, '0.00025'],
    [9.996, 3, '10.0'],
    [1e-7, 2, '0.00000010'],
    [-1234, 2, '−1200'],
    [0, 3, '0'],
  ])('%d to %d digits is "%s"', (value, digits, text) => {
    expect(numbers.significant(value, digits)).toBe(text);
  });
});
