import { describe, expect, it } from 'vitest';
import { actionPolicySchema, chooseAction, greedyQ } from '../../src/agent/action-policy.js';
import { chiSquareTail } from '../helpers/chi-square.js';

const sampled = { outputs: 'logits', choice: 'sampled' } as const;

const logs = (...probabilities: number[]) => probabilities.map(Math.log);

describe('chooseAction', () => {
  it('takes the largest value where the choice is greedy', () => {
    expect(chooseAction(greedyQ, [1, 3, 2], [1, 2])).toBe(1);
    expect(chooseAction({ outputs: 'logits', choice: 'greedy' }, logs(0.5, 0.2, 0.3), [1, 2])).toBe(0);
  });

  it('samples actions by their probabilities', () => {
    const probabilities = [0.6, 0.3, 0.1, 0];
    const logits = logs(...probabilities).map((logit) => logit + 5); // up to a constant
    const steps = 20_000;
    const counts = [0, 0, 0, 0];
    for (let step = 0; step < steps; step++) counts[chooseAction(sampled, logits, [7, step])]!++;
    expect(counts[3]).toBe(0);
    const distance = [0, 1, 2].reduce((sum, i) => {
      const expected = steps * probabilities[i]!;
      return sum + (counts[i]! - expected) ** 2 / expected;
    }, 0);
    expect(chiSquareTail(distance, 2)).toBeGreaterThan(1e-4);
  });

  it('takes equal actions for equal probabilities and keys, and hardly changes them for a small difference', () => {
    const [a, b] = [logs(0.5, 0.3, 0.2), logs(0.49, 0.31, 0.2)];
    let different = 0;
    for (let step = 0; step < 2000; step++) {
      const action = chooseAction(sampled, a, [3, step]);
      expect(chooseAction(sampled, a, [3, step])).toBe(action);
      if (chooseAction(sampled, b, [3, step]) !== action) different++;
    }
    // By independent samples, 62 % of the actions would differ; the shift is 1 %.
    expect(different).toBeGreaterThan(0);
    expect(different).toBeLessThan(80);
  });

  it('depends on the seed and the step', () => {
    const actions = (seed: number) =>
      Array.from({ length: 50 }, (_, step) => chooseAction(sampled, logs(0.5, 0.5), [seed, step]));
    expect(new Set(actions(1)).size).toBe(2);
    expect(actions(1)).not.toEqual(actions(2));
  });
});

it.each([
  [{ outputs: 'logits', choice: 'sampled' }, true],
  [{ outputs: 'q-values', choice: 'greedy' }, true],
  [{ outputs: 'q-values', choice: 'sampled' }, false],
  [{ outputs: 'logits', choice: 'random' }, false],
  [{ outputs: 'logits' }, false],
])('the schema of %o', (policy, valid) => {
  expect(actionPolicySchema.safeParse(policy).success).toBe(valid);
});
