import { describe, expect, it } from 'vitest';
import type { EvaluationChoices } from '../../src/evaluation/games/run-evaluation.js';
import { joinedChoices } from '../../src/sweep/merge.js';

const choices = (run: string, seeds: readonly number[], changes: object = {}) =>
  ({
    names: { runs: [{ run, folder: run }], attacks: ['fgsm'] },
    ...{ rules: { maxSteps: null }, lambdas: [1], seeds, episodes: 2, ...changes },
  }) as unknown as EvaluationChoices;

describe('joinedChoices', () => {
  it('has every agent and every seed once, in the order of the parts', () => {
    const joined = joinedChoices([
      ['x', choices('b', [3])],
      ['y', choices('b', [1])],
      ['z', choices('a', [3])],
      ['w', choices('a', [1])],
    ]);
    expect(joined).toEqual({
      ...choices('b', [3, 1]),
      names: { attacks: ['fgsm'], runs: ['b', 'a'].map((run) => ({ run, folder: run })) },
    });
  });

  it.each([
    [[], 'expected at least one evaluation to merge, got none'],
    [
      [
        ['x', choices('a', [1])],
        ['y', choices('a', [2], { lambdas: [2] })],
      ],
      'y: expected the choices of x but for',
    ],
    [
      [
        ['x', choices('a', [1])],
        ['y', choices('a', [2], { episodes: 3 })],
      ],
      'y: expected the choices of x but for',
    ],
  ])('refuses %j', (parts, message) => {
    expect(() => joinedChoices(parts as never)).toThrow(message);
  });
});
