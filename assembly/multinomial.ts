// Which categories does a multinomial sample hit? The exact hit set of r draws with replacement from p = |h| / Σ|h|,
// each hit scaled by 1 / P(hit) = 1 / (1 − (1 − p)^r), in O(size + r) and mostly in SIMD.
//
// Method (Poissonisation). If N ~ Poisson(m) draws are taken, the counts of the categories are independent
// Poisson(m·p), which SIMD makes with neither a search nor a branch per draw; and given N they are exactly
// multinomial(N, p). So: take m a little below r; if N exceeds r start over, which is allowed because, given N, the
// counts owe nothing to N having been looked at; else top up with r − N single draws found by searching the running sum.
//
// What depends on the activations alone is prepared once a row, so that many samples of one row share it; zeros, which
// are half of what a ReLU lets through or more, are left out there. Probabilities are float32 with relative error near
// 1e-7 in the SIMD lanes, double precision in the scalar ones; sums are double. Random numbers depend on key and
// position alone, so one key gives one result wherever it is run.
import { pair, powerOfTwo, rest } from './exponential';
import { packLive } from './pack';
import { findCategory, runningSum, runningSumBytes } from './running-sum';
import { laneBits, mix64, nextUniform, seedScalar } from './stream';

/** Activations beyond these are left to the scalar code: there the SIMD polynomials and float32 counts lose accuracy. */
const maxLaneProbability: f32 = 1.0 / 64.0;
const maxLaneMean: f32 = 16.0;
/** m = r − 1.9·√r: starting over (P ≈ 3 %) and topping up then cost the least together. */
const marginDeviations: f64 = 1.9;
/** Uniform random numbers are 31-bit integers; probabilities are kept in the same unit. */
const one31: f32 = 2147483648.0;

/** One row made ready; lies at the start of the caller's scratch memory, the arrays behind it. */
@unmanaged
class Row {
  size: i32;
  /** Activations that are not zero: the arrays hold these, in order. */
  live: i32;
  /** How many of them, from the first on, go through the SIMD lanes. */
  lanes: i32;
  draws: i32;
  /** How many the scalar code takes: the rest, and lanes that are beyond the limits above. */
  scalarCount: i32;
  /** Σ|h| */
  total: f64;
  /** m */
  mean: f64;
  /** float32: |h|, then zeros up to a multiple of 4 */
  values: usize;
  /** int32: where it stands in the row, in bytes */
  offsets: usize;
  /** float32: 1 / P(hit) */
  scales: usize;
  /** float32: m·p; P(count = 0) and P(count > 0) − ½, both times 2^31. The latter two are zero for the scalar code's. */
  mu: usize;
  none: usize;
  some: usize;
  /** int32: the positions that the scalar code takes */
  scalar: usize;
  /** see running-sum */
  sums: usize;
}

/** Bytes of scratch memory for one row, 64-byte aligned. */
export function multinomialScratchBytes(size: i32): usize {
  return 128 + 7 * arrayBytes(size) + runningSumBytes(size);
}

/** Of so many 32-bit elements and at least four more, 64-byte aligned. */
function arrayBytes(size: i32): usize {
  return (((<usize>size) << 2) + 79) & ~63;
}

/**
 * Makes a row ready for `multinomialSample`.
 * @param scratch `multinomialScratchBytes(size)` bytes
 * @param activations float32[size]; signs are ignored
 * @param draws r ≥ 1
 */
export function multinomialPrepare(scratch: usize, activations: usize, size: i32, draws: i32): void {
  const row = changetype<Row>(scratch);
  const bytes = arrayBytes(size);
  row.size = size;
  row.draws = draws;
  row.values = scratch + 128;
  row.offsets = row.values + bytes;
  row.scales = row.offsets + bytes;
  row.mu = row.scales + bytes;
  row.none = row.mu + bytes;
  row.some = row.none + bytes;
  row.scalar = row.some + bytes;
  row.sums = row.scalar + bytes;
  row.scalarCount = 0;
  row.live = packLive(activations, size, row.values, row.offsets);
  v128.store(row.values + ((<usize>row.live) << 2), f32x4.splat(0.0));
  row.total = runningSum(row.values, row.live, row.sums);
  const r = <f64>draws;
  row.mean = Math.max(0.0, r - marginDeviations * Math.sqrt(r));
  if (row.total == 0.0 || !isFinite(row.total)) return;
  row.lanes = row.total > 1e-20 && row.total < 1e20 ? row.live & ~3 : 0; // else 1 / total leaves float32
  prepareLanes(row);
  for (let i = row.lanes; i < row.live; i++) leaveToScalar(row, i);
}

function prepareLanes(row: Row): void {
  const r = f32x4.splat(<f32>row.draws);
  const one = f32x4.splat(1.0);
  const perTotal = f32x4.splat(<f32>(1.0 / row.total));
  const meanPerTotal = f32x4.splat(<f32>(row.mean / row.total));
  const unit = f32x4.splat(one31);
  for (let i = 0; i < row.lanes; i += 4) {
    const at = (<usize>i) << 2;
    const h = v128.load(row.values + at);
    const p = f32x4.mul(h, perTotal);
    const mu = f32x4.mul(h, meanPerTotal);
    const easy = v128.and(f32x4.lt(p, f32x4.splat(maxLaneProbability)), f32x4.le(mu, f32x4.splat(maxLaneMean)));

    // P(hit) = 1 − exp(−x) with x = −r·log1p(−p) = r·p·(1 + p/2 + p²/3 + …)
    const square = f32x4.mul(p, p);
    const series = f32x4.add(
      pair(p, 1.0, 0.5),
      f32x4.mul(square, f32x4.add(pair(p, 1.0 / 3.0, 0.25), f32x4.mul(square, f32x4.splat(0.2)))),
    );
    const x = f32x4.mul(f32x4.mul(r, p), series);
    const power = powerOfTwo(x);
    const keep = f32x4.sub(f32x4.sub(one, power), f32x4.mul(power, rest(x)));
    v128.store(row.scales + at, f32x4.div(one, keep));

    const meanPower = powerOfTwo(mu);
    const correction = f32x4.mul(meanPower, rest(mu));
    const none = f32x4.add(meanPower, correction);
    const some = f32x4.sub(f32x4.sub(one, meanPower), correction);
    v128.store(row.mu + at, mu);
    v128.store(row.none + at, v128.and(easy, f32x4.mul(none, unit)));
    v128.store(row.some + at, v128.and(easy, f32x4.sub(f32x4.mul(some, unit), f32x4.splat(0.5))));
    if (!i32x4.all_true(easy)) {
      for (let j = i; j < i + 4; j++) if (load<f32>(row.none + ((<usize>j) << 2)) == 0.0) leaveToScalar(row, j);
    }
  }
}

function leaveToScalar(row: Row, position: i32): void {
  const at = (<usize>position) << 2;
  const p = <f64>load<f32>(row.values + at) / row.total;
  store<f32>(row.scales + at, <f32>(-1.0 / Math.expm1(<f64>row.draws * Math.log1p(-p))));
  store<i32>(row.scalar + ((<usize>row.scalarCount) << 2), position);
  row.scalarCount++;
}

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
  memory.fill(scale, 0, (<usize>row.size) << 2);
  if (row.total == 0.0) return;
  if (!isFinite(row.total)) {
    for (let i = 0; i < row.size; i++) store<f32>(scale + ((<usize>i) << 2), f32.NaN);
    return;
  }
  let key = mix64(((<u64>(<u32>seed)) << 32) | <u64>(<u32>counter));
  key = mix64(key ^ (((<u64>(<u32>use)) << 32) | <u64>(<u32>site)));
  key = mix64(key ^ <u64>(<u32>sample));

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
  const half = f32x4.splat(0.5);
  const third = f32x4.splat(1.0 / 3.0);
  const fourth = f32x4.splat(0.25);
  const fifth = f32x4.splat(0.2);
  const lowKey = i32x4.splat(<i32>key);
  const highKey = i32x4.splat(<i32>(key >> 32));
  const end = (<usize>row.lanes) << 2;
  const offsets = row.offsets;
  const scales = row.scales;
  const mus = row.mu;
  const nones = row.none;
  const somes = row.some;
  let counts = i32x4.splat(0);
  for (let at: usize = 0; at < end; at += 16) {
    // Counts by inversion from above: count > k exactly where u < P(count > k), and u is finest near 0.
    const offset = v128.load(offsets + at);
    const u = f32x4.convert_i32x4_s(i32x4.shr_u(laneBits(offset, lowKey, highKey), 1));
    const mu = v128.load(mus + at);
    let term = v128.load(nones + at);
    let above = v128.load(somes + at);
    const hit = f32x4.lt(u, above);
    const kept = v128.and(hit, v128.load(scales + at));
    store<f32>(scale + i32x4.extract_lane(offset, 0), f32x4.extract_lane(kept, 0));
    store<f32>(scale + i32x4.extract_lane(offset, 1), f32x4.extract_lane(kept, 1));
    store<f32>(scale + i32x4.extract_lane(offset, 2), f32x4.extract_lane(kept, 2));
    store<f32>(scale + i32x4.extract_lane(offset, 3), f32x4.extract_lane(kept, 3));
    counts = i32x4.sub(counts, hit);
    // Five steps always, more seldom: a loop that ended at random would cost more in mispredicted branches.
    term = f32x4.mul(term, mu);
    above = f32x4.sub(above, term);
    counts = i32x4.sub(counts, f32x4.lt(u, above));
    term = f32x4.mul(term, f32x4.mul(mu, half));
    above = f32x4.sub(above, term);
    counts = i32x4.sub(counts, f32x4.lt(u, above));
    term = f32x4.mul(term, f32x4.mul(mu, third));
    above = f32x4.sub(above, term);
    counts = i32x4.sub(counts, f32x4.lt(u, above));
    term = f32x4.mul(term, f32x4.mul(mu, fourth));
    above = f32x4.sub(above, term);
    counts = i32x4.sub(counts, f32x4.lt(u, above));
    term = f32x4.mul(term, f32x4.mul(mu, fifth));
    above = f32x4.sub(above, term);
    let going = f32x4.lt(u, above);
    let k: f32 = 6.0;
    while (v128.any_true(going)) {
      counts = i32x4.sub(counts, going);
      term = f32x4.mul(term, f32x4.mul(mu, f32x4.splat(<f32>1.0 / k)));
      above = f32x4.sub(above, term);
      // terms below 2^31·1e-8 cannot be told from rounding, and all of them together are that small
      going = v128.and(f32x4.lt(u, above), f32x4.gt(term, f32x4.splat(20.0)));
      k += 1.0;
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
