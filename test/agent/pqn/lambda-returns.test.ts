import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lambdaReturns } from '../../../src/agent/pqn/lambda-returns.js';

/** The mean of the n-step returns of one environment with weights (1 − λ) λ^(n − 1), the last of which has the rest. */
function meanOfReturns(rewards: number[], discounts: number[], values: number[], lambda: number, t: number): number {
  let [mean, rewardSum, discount, weight] = [0, 0, 1, 1];
  for (let n = 1; t + n <= rewards.length; n++) {
    const step = t + n - 1;
    rewardSum += discount * rewards[step]!;
    discount *= discounts[step]!;
    const isLast = t + n === rewards.length;
    mean += (isLast ? weight : weight * (1 - lambda)) * (rewardSum + discount * values[step + 1]!);
    weight *= lambda;
  }
  return mean;
}

const of = (rewards: number[], discounts: number[], values: number[], lambda: number): number[] => {
  const returns = new Float32Array(rewards.length);
  const floats = (numbers: number[]) => Float32Array.from(numbers);
  lambdaReturns({ rewards: floats(rewards), discounts: floats(discounts), values: floats(values) }, lambda, returns);
  return [...returns];
};

describe('lambdaReturns', () => {
  it.each([
    ['λ 0: the reward and the value after it', 0, [1, 2], [0.5, 0.5], [9, 4, 8], [3, 6]],
    ['λ 1: all rewards, and the value after the last', 1, [1, 2], [0.5, 0.5], [9, 4, 8], [4, 6]],
    ['an episode that ends: no value after it', 0.5, [1, 2], [0, 0.5], [9, 4, 8], [1, 6]],
    ['one step', 0.5, [1], [0.5], [9, 4], [3]],
  ])('%s', (_, lambda, rewards, discounts, values, returns) => {
    expect(of(rewards, discounts, values, lambda)).toEqual(returns);
  });

  it('is the weighted mean of the n-step returns, in each environment', () => {
    const number = fc.float({ min: -2, max: 2, noNaN: true });
    const step = fc.record({ reward: number, ends: fc.boolean(), value: number });
    const sequences = fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 }))
      .chain(([steps, environments]) =>
        fc.tuple(
          fc.array(fc.array(step, { minLength: steps, maxLength: steps }), {
            minLength: environments,
            maxLength: environments,
          }),
          fc.array(number, { minLength: environments, maxLength: environments }),
          fc.float({ min: 0, max: 1, noNaN: true }),
        ),
      );
    fc.assert(
      fc.property(sequences, ([environments, last, lambda]) => {
        const steps = environments[0]!.length;
        const byStep = <T>(pick: (each: (typeof environments)[0][0]) => T): T[] =>
          Array.from({ length: steps }, (_, t) => environments.map((each) => pick(each[t]!))).flat();
        const discountOf = ({ ends }: { ends: boolean }) => (ends ? 0 : 0.9);
        const values = [...byStep(({ value }) => value), ...last];
        const returns = of(
          byStep(({ reward }) => reward),
          byStep(discountOf),
          values,
          lambda,
        );
        for (const [n, each] of environments.entries()) {
          for (let t = 0; t < steps; t++) {
            const expected = meanOfReturns(
              ...([each.map(({ reward }) => reward), each.map(discountOf)] as const),
              [...each.map(({ value }) => value), last[n]!],
              lambda,
              t,
            );
            expect(returns[t * environments.length + n]).toBeCloseTo(expected, 3);
          }
        }
      }),
    );
  });
});
