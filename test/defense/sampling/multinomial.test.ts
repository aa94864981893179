/** The exact sampler against the multinomial distribution. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import { loadEagerBackend } from '../../../src/compute/engine.js';
import { multinomial } from '../../../src/defense/sampling/multinomial.js';
import { chiSquareTail } from '../../helpers/chi-square.js';

beforeAll(async () => {
  await loadEagerBackend();
});

interface Case {
  readonly name: string;
  readonly h: readonly number[];
  readonly draws: number;
}

/** Returns the scales of `samples` samples of one row, one after the other. */
function scalesOf(h: readonly number[], draws: number, samples: number, keyAndSite: readonly number[] = [1, 2, 3, 4]) {
  const [seed, counter, use, site] = keyAndSite;
  const key = tf.tensor1d([seed!, counter!, use!], 'int32');
  const activations = tf.tensor3d([...h], [1, 1, h.length]);
  const scales = multinomial(activations, key, { draws, samples, site: site! });
  const values = scales.dataSync() as Float32Array;
  tf.dispose([key, activations, scales]);
  return values;
}

const probabilities = (h: readonly number[]): number[] => {
  const total = h.reduce((sum, value) => sum + Math.abs(value), 0);
  return h.map((value) => Math.abs(value) / total);
};
const keepOf = (p: number, draws: number): number => -Math.expm1(draws * Math.log1p(-p));

/** Returns n values of all magnitudes, a third of them zero, some negative. */
function skewed(n: number, seed: number): number[] {
  const rng = createRandom(seed);
  return Array.from({ length: n }, () => (rng.uniform() < 1 / 3 ? 0 : rng.uniform() ** 4 * (rng.uniform() - 0.3)));
}

describe('hit sets of few units', () => {
  const cases: readonly Case[] = [
    { name: 'equal', h: [1, 1, 1, 1], draws: 4 },
    { name: 'unequal, with signs', h: [0.1, -2, 0.5, 3, -0.7], draws: 5 },
    { name: 'one draw', h: [1, 2, 3, 4, 5, 6], draws: 1 },
    { name: 'many draws', h: [1, 2, 3, 0.01, 0.02], draws: 40 },
    { name: 'with zeros', h: [0, 1, 0, 2, 0, 0, 3, 0.3], draws: 3 },
    { name: 'one unit with almost all of the sum', h: [1000, 1, 1, 1, 2], draws: 30 },
    { name: 'very small', h: [1e-30, 2e-30, 3e-30, 4e-30], draws: 4 },
    { name: 'very large', h: [1e30, 2e30, 3e30, 4e30], draws: 4 },
  ];

  /** Returns P(exactly this set is hit), by inclusion and exclusion over its subsets. */
  function setProbability(set: number, p: readonly number[], draws: number): number {
    let sum = 0;
    for (let subset = set; ; subset = (subset - 1) & set) {
      const inside = p.reduce((total, value, i) => total + ((subset >> i) & 1 ? value : 0), 0);
      const left = bits(set) - bits(subset);
      sum += (left % 2 === 0 ? 1 : -1) * inside ** draws;
      if (subset === 0) return sum;
    }
  }
  const bits = (set: number): number => (set === 0 ? 0 : (set & 1) + bits(set >> 1));

  it.each(cases)('$name: every set has its probability', ({ h, draws }) => {
    const samples = 40_000;
    const scales = scalesOf(h, draws, samples);
    const counts = new Map<number, number>();
    for (let s = 0; s < samples; s++) {
      const set = h.reduce((bitSet, _, i) => bitSet | (scales[s * h.length + i]! > 0 ? 1 << i : 0), 0);
      counts.set(set, (counts.get(set) ?? 0) + 1);
    }
    const p = probabilities(h);
    let [statistic, cells, rareExpected, rareCount] = [0, 0, 0, 0];
    for (let set = 0; set < 1 << h.length; set++) {
      const expected = samples * setProbability(set, p, draws);
      const count = counts.get(set) ?? 0;
      if (expected < 5) {
        rareExpected += expected;
        rareCount += count;
      } else {
        statistic += (count - expected) ** 2 / expected;
        cells++;
      }
    }
    if (cells > 1) expect(chiSquareTail(statistic, cells - 1)).toBeGreaterThan(1e-4);
    expect(Math.abs(rareCount - rareExpected)).toBeLessThan(5 * Math.sqrt(Math.max(0, rareExpected)) + 5);
  });
});

describe('hit sets of many units', () => {
  const cases: readonly Case[] = [
    { name: 'equal', h: Array(400).fill(1), draws: 400 },
    { name: 'skewed', h: skewed(800, 1), draws: 800 },
    { name: 'few draws', h: skewed(800, 2), draws: 40 },
    { name: 'many draws', h: skewed(600, 3), draws: 3000 },
    { name: 'so many draws that few units are not hit', h: skewed(600, 7), draws: 20_000 },
    { name: 'one large unit among small ones', h: [...skewed(400, 4), 30], draws: 401 },
    { name: 'a width that is no multiple of a vector', h: skewed(403, 5), draws: 403 },
  ];
  const samples = 20_000;

  it.each(cases)('$name: marginals, pairs and variance are those of the multinomial', ({ h, draws }) => {
    const scales = scalesOf(h, draws, samples);
    const p = probabilities(h);
    const keep = p.map((value) => keepOf(value, draws));
    const hits = new Float64Array(h.length);
    const distinct = new Float64Array(samples);
    const pairs = Array.from({ length: 60 }, (_, k) => [(k * 37) % h.length, (k * 101 + 11) % h.length] as const);
    const together = new Float64Array(pairs.length);
    for (let s = 0; s < samples; s++) {
      const row = scales.subarray(s * h.length, (s + 1) * h.length);
      for (let i = 0; i < h.length; i++) {
        if (row[i]! > 0) {
          hits[i]!++;
          distinct[s]!++;
        }
      }
      for (const [k, [i, j]] of pairs.entries()) if (row[i]! > 0 && row[j]! > 0) together[k]!++;
    }

    let [sum, freedom] = [0, 0];
    for (let i = 0; i < h.length; i++) {
      const variance = samples * keep[i]! * (1 - keep[i]!);
      if (variance < 5) expect(Math.abs(hits[i]! - samples * keep[i]!)).toBeLessThan(30);
      else {
        sum += (hits[i]! - samples * keep[i]!) ** 2 / variance;
        freedom++;
      }
    }
    expect(chiSquareTail(sum, freedom)).toBeGreaterThan(1e-4);
    expect(sum / freedom).toBeGreaterThan(0.6);

    const both = (i: number, j: number) => keep[i]! + keep[j]! - keepOf(p[i]! + p[j]!, draws);
    for (const [k, [i, j]] of pairs.entries()) {
      if (i === j) continue;
      const expected = both(i, j);
      const deviation = Math.sqrt(samples * expected * (1 - expected));
      expect(Math.abs(together[k]! - samples * expected)).toBeLessThan(5 * deviation + 5);
    }

    // Independent coin flips have the same marginals, but a larger variance of the number of units hit.
    const expectedMean = keep.reduce((a, b) => a + b, 0);
    let variance = 0;
    for (let i = 0; i < h.length; i++) {
      variance += keep[i]! * (1 - keep[i]!);
      for (let j = 0; j < i; j++) variance += 2 * (both(i, j) - keep[i]! * keep[j]!);
    }
    const mean = distinct.reduce((a, b) => a + b, 0) / samples;
    const spread = distinct.reduce((a, b) => a + (b - mean) ** 2, 0) / (samples - 1);
    expect(Math.abs(mean - expectedMean)).toBeLessThan(5 * Math.sqrt(variance / samples));
    expect(Math.abs(spread / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / samples));
  });

  it('leaves activations unbiased', () => {
    const h = skewed(800, 6);
    const scales = scalesOf(h, 800, samples);
    let [sum, freedom] = [0, 0];
    for (const [i, p] of probabilities(h).entries()) {
      const keep = keepOf(p, 800);
      if (keep < 1e-3 || keep > 0.999) continue;
      let mean = 0;
      for (let s = 0; s < samples; s++) mean += scales[s * h.length + i]! / samples;
      sum += (mean - 1) ** 2 / ((1 - keep) / keep / samples);
      freedom++;
    }
    expect(freedom).toBeGreaterThan(300);
    expect(chiSquareTail(sum, freedom)).toBeGreaterThan(1e-4);
  });
});

describe('scales', () => {
  const sizes = fc.array(fc.oneof(fc.constant(0), fc.float({ min: 0, max: 100, noNaN: true }), exponents()), {
    minLength: 1,
    maxLength: 300,
  });
  function exponents() {
    return fc.integer({ min: -140, max: 120 }).map((exponent) => Math.fround(2 ** exponent));
  }

  it('are 1 / P(hit) where hit, finite for every p, and add at most Σ|h| / r to h', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 2000 }), fc.integer(), (h, draws, seed) => {
        const total = h.reduce((sum, value) => sum + value, 0);
        const scales = scalesOf(h, draws, 3, [seed, 0, 0, 0]);
        for (const [k, scale] of scales.entries()) {
          const value = h[k % h.length]!;
          if (scale === 0) continue;
          expect(scale * keepOf(value / total, draws)).toBeCloseTo(1, 5);
          expect(value * scale).toBeLessThanOrEqual((value + total / draws) * 1.00001);
        }
        if (total > 0) for (let s = 0; s < 3; s++) expect(anyHit(scales, s, h.length)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
  const anyHit = (scales: Float32Array, sample: number, units: number) =>
    scales.subarray(sample * units, (sample + 1) * units).some((scale) => scale > 0);

  it('do not hit zeros, and hit all other units with enough draws', () => {
    const h = [0, 5, 0, 0, 5, 5, 0];
    const scales = scalesOf(h, 2000, 50);
    expect([...scales].map((scale) => Math.fround(scale))).toEqual(
      Array.from({ length: 50 }, () => h.map((v) => v / 5)).flat(),
    );
  });

  it('are zero in a layer of zeros', () => {
    expect(scalesOf(Array(21).fill(0), 21, 2)).toEqual(new Float32Array(42));
  });

  it('are NaN where an activation is NaN or infinite', () => {
    expect([...scalesOf([1, Number.NaN, 2], 3, 1)].every(Number.isNaN)).toBe(true);
    expect([...scalesOf([1, Number.POSITIVE_INFINITY, 2], 3, 1)].every(Number.isNaN)).toBe(true);
  });
});

describe('draws', () => {
  const h = skewed(64, 7);
  const first = scalesOf(h, 64, 8);

  it('are the same for the same key', () => {
    expect(scalesOf(h, 64, 8)).toEqual(first);
  });

  it.each([
    ['seed', [9, 2, 3, 4]],
    ['counter', [1, 9, 3, 4]],
    ['use', [1, 2, 9, 4]],
    ['site', [1, 2, 3, 9]],
  ])('differ by %s', (_, key) => {
    expect(scalesOf(h, 64, 8, key)).not.toEqual(first);
  });

  it('differ from sample to sample', () => {
    const rows = new Set(Array.from({ length: 8 }, (_, s) => first.subarray(s * 64, (s + 1) * 64).join()));
    expect(rows.size).toBe(8);
  });

  it('of a row do not depend on the number of samples', () => {
    expect(scalesOf(h, 64, 20).subarray(0, first.length)).toEqual(first);
  });
});
