import { describe, expect, it } from 'vitest';
import { evaluationText, returnText } from '../../../src/cli/train/return-text.js';
import type { EvaluationRow } from '../../../src/training/agent/agent-run.js';

describe('returnText', () => {
  it.each([
    [null, '–'],
    [{ recentReturn: null, humanNormalized: null }, '–'],
    [{ recentReturn: 12.34, humanNormalized: null }, '12.3'],
    [{ recentReturn: -19.5, humanNormalized: 0.034 }, '−19.5 (3.4 % human-normalized)'],
  ])('of %o is %s', (row, text) => {
    expect(returnText(row)).toBe(text);
  });
});

describe('evaluationText', () => {
  const row: EvaluationRow = {
    ...{ step: 1, episodes: 2, return: 2, length: 5, returnLow: 1, returnHigh: 3, humanNormalized: null },
    ...{ truncated: 0, stalledSteps: 0, exploration: 0.05, best: true, returns: [1, 3], lengths: [5, 5] },
  };
  it.each([
    [{}, '2.0 [1.0, 3.0]'],
    [{ returnLow: null, returnHigh: null }, '2.0'],
    [{ humanNormalized: 0.5, truncated: 1 }, '2.0 [1.0, 3.0] (50.0 % human-normalized) (1 of 2 episodes truncated)'],
  ])('with %o is %s', (changes, text) => {
    expect(evaluationText({ ...row, ...changes })).toBe(text);
  });
});
