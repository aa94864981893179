import { describe, expect, it } from 'vitest';
import { paddingOption, scaleOption } from '../../../src/cli/import/option-values.js';

describe('paddingOption', () => {
  it.each<[string, unknown]>([
    ['valid', 'valid'],
    ['same', 'same'],
    ['0', [0]],
    ['2,2,1', [2, 2, 1]],
  ])('%s', (text, padding) => {
    expect(paddingOption(text)).toEqual(padding);
  });
  it.each(['', '1,', ',1', '-1,0,0', '43,0,0', '0.5,0,0', 'SAME', '1 0 0', 'a,b,c'])('refuses "%s"', (text) => {
    expect(() => paddingOption(text)).toThrow(`such as 1,0,0, got "${text}"`);
  });
});

describe('scaleOption', () => {
  it.each([
    ['1/255', 1 / 255],
    ['0.5', 0.5],
    ['1', 1],
    ['2/255', 2 / 255],
  ])('%s', (text, factor) => {
    expect(scaleOption(text)).toBe(factor);
  });
  it.each(['0', '2', '255', '1/0', '1/', '/255', 'a', '-1/255', '1/2/3', ''])('refuses "%s"', (text) => {
    expect(() => scaleOption(text)).toThrow(`such as 1/255, got "${text}"`);
  });
});
