import { describe, expect, test } from 'vitest';
import { didYouMean, unknownName } from '../src/names.js';

describe('didYouMean', () => {
  test.each([
    ['Brekout', ['Boxing', 'Breakout'], ' did you mean "Breakout"?'],
    ['seed', ['freq', 'random_seed', 'system_random_seed'], ' did you mean "random_seed"?'],
    ['breakout', ['Breakout'], ' did you mean "Breakout"?'],
    ['UPFIRES', ['UP', 'UPFIRE'], ' did you mean "UPFIRE"?'],
    ['zzz', ['Boxing', 'Breakout'], ''],
    ['', ['A', 'B'], ''],
    ['Pong', [], ''],
  ])('%s among %j', (name, candidates, expected) => {
    expect(didYouMean(name, candidates)).toBe(expected);
  });
});

test('unknownName suggests first, then lists', () => {
  expect(unknownName('option', 'numEnv', ['rom', 'numEnvs'])).toBe(
    'unknown option "numEnv"; did you mean "numEnvs"? expected one of rom, numEnvs',
  );
  expect(unknownName('option', 'x', ['rom', 'numEnvs'])).toBe('unknown option "x"; expected one of rom, numEnvs');
});
