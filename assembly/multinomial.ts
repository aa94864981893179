// The categories that a multinomial sample hits: the exact set of hits of r draws with replacement from p = |h| / Σ|h|, each hit
// scaled by 1 / P(hit) = 1 / (1 − (1 − p)^r), in O(size + r) and mostly in SIMD.
//
// Method (Poissonization). If the number of draws is N ~ Poisson(m), the counts of the categories are independent Poisson(m·p), which
// SIMD computes without a search or a branch per draw. Given N, they are exactly multinomial(N, p). So m is chosen a little below
// r. If N > r, the sample is rejected and repeated, which is valid since the distribution of the counts given N does not depend on
// the rejection. Otherwise r − N single draws are added by searching the running sum.
//
// The counts themselves are never computed. Consider the draws as arrivals in the time from 0 to 1, those of category j with rate
// m·p_j. The category is hit if its first arrival, at the exponential time T_j, is before 1. The number of its later arrivals is an
// independent Poisson(m·p_j·(1 − T_j)). So N is the number of hits plus one Poisson number whose mean is the sum of
// m·p_j·(1 − T_j) over the hits.
//
// Values that depend only on the activations are prepared once per row (pruning-row.ts). Random numbers depend only on the key and
// the position, so equal keys give equal results.

import { logarithm } from './logarithm';
import { poisson } from './poisson';
import { one31, Row, scatter } from './pruning-row';
import { findCategory } from './running-sum';
import { laneBits, mix64, nextUniform, seedScalar, streamKey } from './stream';

/** Vectors per logarithm, at most 4: the product of this many numbers from 2^−32 to 1 must not underflow. */
const vectorsPerLogarithm = 4;

/**
 * Takes one sample of a prepared row: writes 1 / P(hit) for hits, else 0, to the row's `scale`. Equal (seed, counter, use, site,
 * sample) give equal results.
 */
export function multinomialSample(scratch: usize, seed: i32, counter: i32, use: i32, site: i32, sample: i32): void {
  const row = changetype<Row>(scratch);
  if (!row.drawn) return;
  const key = streamKey(seed, counter, use, site, sample);

  let missing: i32;
  let attempt: u64 = 0;
  do {
    missing = row.draws - poissonHits(row, mix64(key + attempt));
    attempt++;
  } while (missing < 0);

  if (missing == 0) return;
  // A separate stream: engines that differ in the last bit of an activation still agree on nearly all of these draws.
  seedScalar(mix64(~key));
  const live = row.live;
  const total = row.total;
  const values = row.values;
  const sums = row.sums;
  const scale = row.scale;
  const offsets = row.offsets;
  const scales = row.scales;
  do {
    const at = (<usize>findCategory(values, live, sums, total, nextUniform())) << 2;
    store<f32>(scale + load<i32>(offsets + at), load<f32>(scales + at));
    missing--;
  } while (missing > 0);
}

/** Writes the scales of hits, and 0 for other nonzero activations. Returns the number of draws N ~ Poisson(m). */
function poissonHits(row: Row, key: u64): i32 {
  const lowKey = i32x4.splat(<i32>key);
  const highKey = i32x4.splat(<i32>(key >> 32));
  const half = f32x4.splat(0.5);
  const allBits = i32x4.splat(0x7fffffff);
  const end = (<usize>row.lanes) << 2;
  const scale = row.scale;
  const offsets = row.offsets;
  const scales = row.scales;
  const mus = row.mu;
  const somes = row.some;
  let hits = i32x4.splat(0);
  let later = f64x2.splat(0.0);
  let at: usize = 0;
  if (end > 0) {
    do {
      const pause = min(at + 16 * vectorsPerLogarithm, end);
      let means = f32x4.splat(0.0);
      // 2^−31 for each factor to come, which is an integer from 0 to 2^31 and a half
      let product = i32x4.splat((127 - 31 * <i32>((pause - at) >> 4)) << 23);
      do {
        // u < P(hit) is a hit; u has its highest resolution near 0. exp(−m·p·T) = 1 − u is computed from the integer, with the same resolution.
        const offset = v128.load(offsets + at);
        const bits = i32x4.shr_u(laneBits(offset, lowKey, highKey), 1);
        const hit = f32x4.lt(f32x4.convert_i32x4_s(bits), v128.load(somes + at));
        scatter(scale, offsets + at, v128.and(hit, v128.load(scales + at)));
        hits = i32x4.sub(hits, hit);
        means = f32x4.add(means, v128.and(hit, v128.load(mus + at)));
        // 2^31 (the value 1) without a hit
        const rest = v128.xor(v128.and(bits, hit), allBits);
        product = f32x4.mul(product, f32x4.add(f32x4.convert_i32x4_s(rest), half));
        at += 16;
      } while (at < pause);
      const sum = f32x4.add(means, logarithm(product));
      later = f64x2.add(later, f64x2.promote_low_f32x4(sum));
      later = f64x2.add(later, f64x2.promote_low_f32x4(v128.shuffle<f32>(sum, sum, 2, 3, 0, 1)));
    } while (at < end);
  }
  let count =
    i32x4.extract_lane(hits, 0) +
    i32x4.extract_lane(hits, 1) +
    i32x4.extract_lane(hits, 2) +
    i32x4.extract_lane(hits, 3);
  let mean = f64x2.extract_lane(later, 0) + f64x2.extract_lane(later, 1);

  for (let i = 0; i < row.scalarCount; i++) {
    const at = (<usize>load<i32>(row.scalar + ((<usize>i) << 2))) << 2;
    const offset = load<i32>(offsets + at);
    seedScalar(mix64(key ^ (<u64>(offset + 4) * 0x9e3779b97f4a7c15)));
    const left = (row.mean * <f64>load<f32>(row.values + at)) / row.total + Math.log(nextUniform());
    store<f32>(scale + offset, left > 0.0 ? load<f32>(scales + at) : 0.0);
    if (left > 0.0) {
      count++;
      mean += left;
    }
  }
  seedScalar(mix64(key + 1));
  return count + poisson(mean);
}
