/** Not every kind of work is measured where there are many: what a plan says of the others is scaled. */
import { describe, expect, it } from 'vitest';
import { sampleKinds } from '../../../src/evaluation/samples/sample-kinds.js';

const cost = (each: number) => ({ compileSeconds: 2, seconds: (lambdas: readonly number[]) => each * lambdas.length });

/** Kinds by their weight; each takes 3 s a unit of weight and λ to run, and `pause` ms to measure. */
function sample(
  weights: readonly number[],
  {
    seconds = 60,
    pause = 0,
    known = new Map(),
    familyOf = (_: number): string => '',
    signal = new AbortController().signal,
  } = {},
) {
  const measured: number[] = [];
  const told: string[] = [];
  const sampled = sampleKinds({
    kinds: new Map(weights.map((weight) => [`${weight}`, weight])),
    weightOf: (weight, lambdas) => weight * lambdas.length,
    measure: async (weight) => {
      measured.push(weight);
      await new Promise((resolve) => setTimeout(resolve, pause));
      return cost(3 * weight);
    },
    onSample: (done, total) => told.push(`${done} of ${total}`),
    ...{ seconds, known, familyOf, signal },
  });
  return { measured, told, sampled };
}

describe('kinds of work', () => {
  it('are all measured where there is time', async () => {
    const { measured, told, sampled } = sample([5, 1, 3]);
    const { seconds, compileSeconds, kinds } = await sampled;
    expect(measured.toSorted((a, b) => a - b)).toEqual([1, 3, 5]);
    expect(told).toEqual(['0 of 3', '1 of 3', '2 of 3']);
    expect(['1', '3', '5'].map((key) => seconds(key, [1, 2]))).toEqual([6, 18, 30]);
    expect({ compileSeconds, kinds }).toEqual({ compileSeconds: 6, kinds: { measured: 3, total: 3 } });
  });

  it('are scaled from the nearest where there is not', async () => {
    const weights = Array.from({ length: 64 }, (_, i) => 2 ** (i / 4));
    const { measured, sampled } = sample(weights, { seconds: 0.05, pause: 10 });
    const { seconds, compileSeconds, kinds } = await sampled;
    expect(measured.length).toBeLessThan(8);
    for (const weight of weights) expect(seconds(`${weight}`, [1, 2, 4])).toBeCloseTo(9 * weight, 6);
    expect(compileSeconds).toBe(128);
    expect(kinds).toEqual({ measured: measured.length, total: 64 });
  });

  it('are scaled from their own family if one of it was measured', async () => {
    const known = new Map([
      ['1', cost(1)],
      ['10', cost(1000)],
    ]);
    const familyOf = (weight: number) => `${weight % 2}`;
    const { measured, sampled } = sample([1, 3, 9, 10, 20], { seconds: -1, known, familyOf });
    const { seconds } = await sampled;
    expect(measured).toEqual([]);
    expect(['1', '3', '9', '10', '20'].map((key) => seconds(key, [1]))).toEqual([1, 3, 9, 1000, 2000]);
  });

  it.each([2, 4, 8])('the first %d of 64 are spread over the range of costs', async (count) => {
    const weights = Array.from({ length: 64 }, (_, i) => i + 1);
    const { measured, sampled } = sample(weights);
    await sampled;
    const first = [0, ...measured.slice(0, count).toSorted((a, b) => a - b), 65];
    const gaps = first.slice(1).map((rank, i) => rank - first[i]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual((2 * 65) / count);
  });

  it('are at least one, whatever the time; of none there is nothing to tell', async () => {
    const { measured, sampled } = sample([1, 2], { seconds: 0, pause: 5 });
    await sampled;
    expect(measured.length).toBe(1);
    expect(await sample([]).sampled).toMatchObject({ compileSeconds: 0, kinds: { measured: 0, total: 0 } });
  });

  it('are no longer measured when the command is to stop', async () => {
    await expect(sample([1], { signal: AbortSignal.abort(new Error('stopped')) }).sampled).rejects.toThrow('stopped');
  });
});
