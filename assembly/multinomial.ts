// Which categories does a multinomial sample hit? The exact hit set of r draws with replacement from p = |h| / Σ|h|,
// each hit scaled by 1 / P(hit) = 1 / (1 − (1 − p)^r), in O(size + r) and mostly in SIMD.
//
// Method (Poissonisation). If N ~ Poisson(m) draws are taken, the counts of the categories are independent
// Poisson(m·p), which SIMD makes with neither a search nor a branch per draw; and given N they are exactly
// multinomial(N, p). So: take m a little below r; if N exceeds r start over, which is allowed because, given N, the
// counts owe nothing to N having been looked at; else top up with r − N single draws found by searching the running sum.
//
// What depends on the activations alone is prepared once a row (pruning-row.ts). Random numbers depend on key and
// position alone, so one key gives one result wherever it is run.
import { beginSample, Row, scatter } from './pruning-row';
import { findCategory } from './running-sum';
import { laneBits, mix64, nextUniform, seedScalar, streamKey } from './stream';

/** 1, 1/2, 1/3 …: more than a lane's count takes steps at once. */
const reciprocals = memory.data(64 * 4, 16);
for (let k: usize = 0; k < 64; k++) store<f32>(reciprocals + (k << 2), <f32>(1.0 / <f64>(k + 1)));

/**
 * One sample of the row: writes 1 / P(hit) where hit, else 0, to float32[size] `scale`; NaN everywhere if the sum of the
 * activations is not finite, zeros if it is zero. Equal (seed, counter, use, site, sample), equal result.
 */
export function multinomialSample(
  scratch: usize,
  scale: usize,
  seed: i32,
  counter: i32,
  use: i32,
  site: i32,
  sample: i32,
): void {
  const row = changetype<Row>(scratch);
  if (!beginSample(row, scale)) return;
  const key = streamKey(seed, counter, use, site, sample);

  let missing: i32;
  let attempt: u64 = 0;
  do {
    missing = row.draws - poissonHits(row, scale, mix64(key + attempt));
    attempt++;
  } while (missing < 0);

  // A stream of its own: engines that differ in the last bit of an activation still agree on nearly all of these draws.
  seedScalar(mix64(~key));
  for (; missing > 0; missing--) {
    const at = (<usize>findCategory(row.values, row.live, row.sums, row.total, nextUniform())) << 2;
    store<f32>(scale + load<i32>(row.offsets + at), load<f32>(row.scales + at));
  }
}

/** Independent Poisson(m·p) counts: writes the scales of the hit, zero for the other live ones; returns Σ counts. */
function poissonHits(row: Row, scale: usize, key: u64): i32 {
  const lowKey = i32x4.splat(<i32>key);
  const highKey = i32x4.splat(<i32>(key >> 32));
  const end = (<usize>row.lanes) << 2;
  const offsets = row.offsets;
  const scales = row.scales;
  const mus = row.mu;
  const nones = row.none;
  const somes = row.some;
  const lastStep = reciprocals + ((<usize>row.steps) << 2);
  let counts = i32x4.splat(0);
  for (let at: usize = 0; at < end; at += 16) {
    // Counts by inversion from above: count > k exactly where u < P(count > k), and u is finest near 0.
    const offset = v128.load(offsets + at);
    const u = f32x4.convert_i32x4_s(i32x4.shr_u(laneBits(offset, lowKey, highKey), 1));
    const mu = v128.load(mus + at);
    let term = v128.load(nones + at);
    let above = v128.load(somes + at);
    const hit = f32x4.lt(u, above);
    scatter(scale, offset, v128.and(hit, v128.load(scales + at)));
    counts = i32x4.sub(counts, hit);
    // So many steps always, more seldom: a loop that ended at random would cost more in mispredicted branches.
    for (let step = reciprocals; step < lastStep; step += 4) {
      term = f32x4.mul(term, f32x4.mul(mu, v128.load32_splat(step)));
      above = f32x4.sub(above, term);
      counts = i32x4.sub(counts, f32x4.lt(u, above));
    }
    let going = f32x4.lt(u, above);
    let k = <f32>row.steps;
    while (v128.any_true(going)) {
      k += 1.0;
      term = f32x4.mul(term, f32x4.mul(mu, f32x4.splat(<f32>1.0 / k)));
      above = f32x4.sub(above, term);
      // past the largest, terms below 2^31·1e-8 cannot be told from rounding, and all of them together are that small
      const telling = v128.or(f32x4.gt(term, f32x4.splat(20.0)), f32x4.gt(mu, f32x4.splat(k)));
      going = v128.and(f32x4.lt(u, above), telling);
      counts = i32x4.sub(counts, going);
    }
  }
  let count =
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) +
    i32x4.extract_lane(counts, 3);

  for (let i = 0; i < row.scalarCount; i++) {
    const at = (<usize>load<i32>(row.scalar + ((<usize>i) << 2))) << 2;
    const offset = load<i32>(offsets + at);
    seedScalar(mix64(key ^ (<u64>(offset + 4) * 0x9e3779b97f4a7c15)));
    const hits = poisson((row.mean * <f64>load<f32>(row.values + at)) / row.total);
    store<f32>(scale + offset, hits > 0 ? load<f32>(scales + at) : 0.0);
    count += hits;
  }
  return count;
}

/** Poisson(mu) by inversion, in pieces of at most 32 so that exp(−mu) stays far from underflow. O(mu). */
function poisson(mu: f64): i32 {
  let count = 0;
  while (mu > 0.0) {
    const piece = Math.min(mu, 32.0);
    mu -= piece;
    const u = nextUniform();
    let term = Math.exp(-piece);
    let above = -Math.expm1(-piece);
    let k = 1.0;
    while (u < above && (k <= piece || term > 1e-18)) {
      count++;
      term *= piece / k;
      above -= term;
      k += 1.0;
    }
  }
  return count;
}
