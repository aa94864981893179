// Which categories does a multinomial sample hit? The exact hit set of r draws with replacement from p = |h| / Σ|h|,
// each hit scaled by 1 / P(hit) = 1 / (1 − (1 − p)^r), in O(size + r) and mostly in SIMD.
//
// Method (Poissonisation). If N ~ Poisson(m) draws are taken, the counts of the categories are independent
// Poisson(m·p), which SIMD makes with neither a search nor a branch per draw; and given N they are exactly
// multinomial(N, p). So: take m a little below r; if N exceeds r start over, which is allowed because, given N, the
// counts owe nothing to N having been looked at; else top up with r − N single draws found by searching the running sum.
//
// What depends on the activations alone is prepared once a row, so that many samples of one row share it.
// Probabilities are float32 with relative error near 1e-7 in the SIMD lanes, double precision in the scalar ones; sums
// are double. Random numbers depend on key and position alone, so one key gives one result wherever it is run.
import { pair, powerOfTwo, rest } from './exponential';
import { blockSums, findCategory } from './running-sum';
import { laneWords, mix64, nextUniform, rotateLeft, seedScalar } from './stream';

/** Activations beyond these are left to the scalar code: there the SIMD polynomials and float32 counts lose accuracy. */
const maxLaneProbability: f32 = 1.0 / 64.0;
const maxLaneMean: f32 = 16.0;
/** m = r − 1.7·√r: starting over (P ≈ 4 %) and topping up then cost the least together. */
const marginDeviations: f64 = 1.7;
/** Uniform random numbers are 31-bit integers; probabilities are kept in the same unit. */
const one31: f32 = 2147483648.0;

/** One row made ready; lies at the start of the caller's scratch memory, the arrays behind it. */
@unmanaged
class Row {
  activations: usize;
  size: i32;
  draws: i32;
  /** Σ|h| */
  total: f64;
  /** m */
  mean: f64;
  /** float32[size]: 1 / P(hit) */
  scale: usize;
  /** float32[size]: m·p; P(count = 0) and P(count > 0) − ½, both times 2^31. Zero for what the scalar code takes. */
  mu: usize;
  none: usize;
  some: usize;
  /** float64[⌈size / 16⌉], see running-sum */
  sums: usize;
  /** int32[size]: the indices that the scalar code takes */
  scalar: usize;
  scalarCount: i32;
}

/** Bytes of scratch memory for one row, 64-byte aligned. */
export function multinomialScratchBytes(size: i32): usize {
  return 128 + 5 * arrayBytes(size) + arrayBytes((size + 15) >> 3);
}

function arrayBytes(words: i32): usize {
  return ((<usize>words << 2) + 63) & ~63;
}

/**
 * Makes a row ready for `multinomialSample`.
 * @param scratch `multinomialScratchBytes(size)` bytes
 * @param activations float32[size], read here and while sampling; signs are ignored
 * @param draws r ≥ 1
 */
export function multinomialPrepare(scratch: usize, activations: usize, size: i32, draws: i32): void {
  const row = changetype<Row>(scratch);
  row.activations = activations;
  row.size = size;
  row.draws = draws;
  row.scale = scratch + 128;
  row.mu = row.scale + arrayBytes(size);
  row.none = row.mu + arrayBytes(size);
  row.some = row.none + arrayBytes(size);
  row.scalar = row.some + arrayBytes(size);
  row.sums = row.scalar + arrayBytes(size);
  row.scalarCount = 0;
  row.total = blockSums(activations, size, row.sums);
  const r = <f64>draws;
  row.mean = Math.max(0.0, r - marginDeviations * Math.sqrt(r));
  if (row.total == 0.0 || !isFinite(row.total)) return;

  const inLanes = row.total > 1e-20 && row.total < 1e20; // else 1 / total leaves float32
  const lanesEnd = inLanes ? size & ~3 : 0;
  if (inLanes) prepareLanes(row, lanesEnd);
  else memory.fill(row.mu, 0, row.scalar - row.mu);
  for (let i = lanesEnd; i < size; i++) leaveToScalar(row, i);
}

function prepareLanes(row: Row, lanesEnd: i32): void {
  const r = f32x4.splat(<f32>row.draws);
  const one = f32x4.splat(1.0);
  const perTotal = f32x4.splat(<f32>(1.0 / row.total));
  const meanPerTotal = f32x4.splat(<f32>(row.mean / row.total));
  const unit = f32x4.splat(one31);
  for (let i = 0; i < lanesEnd; i += 4) {
    const at = <usize>i << 2;
    const h = f32x4.abs(v128.load(row.activations + at));
    const p = f32x4.mul(h, perTotal);
    const mu = f32x4.mul(h, meanPerTotal);
    const easy = v128.and(
      f32x4.lt(p, f32x4.splat(maxLaneProbability)),
      f32x4.le(mu, f32x4.splat(maxLaneMean)),
    );

    // P(hit) = 1 − exp(−x) with x = −r·log1p(−p) = r·p·(1 + p/2 + p²/3 + …)
    const square = f32x4.mul(p, p);
    const series = f32x4.add(
      pair(p, 1.0, 0.5),
      f32x4.mul(square, f32x4.add(pair(p, 1.0 / 3.0, 0.25), f32x4.mul(square, f32x4.splat(0.2)))),
    );
    const x = f32x4.mul(f32x4.mul(r, p), series);
    const power = powerOfTwo(x);
    const keep = f32x4.sub(f32x4.sub(one, power), f32x4.mul(power, rest(x)));
    v128.store(row.scale + at, f32x4.div(one, keep));

    const meanPower = powerOfTwo(mu);
    const correction = f32x4.mul(meanPower, rest(mu));
    const none = f32x4.add(meanPower, correction);
    const some = f32x4.sub(f32x4.sub(one, meanPower), correction);
    v128.store(row.mu + at, mu);
    v128.store(row.none + at, v128.and(easy, f32x4.mul(none, unit)));
    v128.store(row.some + at, v128.and(easy, f32x4.sub(f32x4.mul(some, unit), f32x4.splat(0.5))));
    if (!i32x4.all_true(easy)) {
      for (let j = i; j < i + 4; j++) if (load<f32>(row.none + (<usize>j << 2)) == 0.0) leaveToScalar(row, j);
    }
  }
}

function leaveToScalar(row: Row, index: i32): void {
  const at = <usize>index << 2;
  const p = Math.abs(<f64>load<f32>(row.activations + at)) / row.total;
  if (p == 0.0) {
    store<f32>(row.scale + at, 0.0);
    return;
  }
  store<f32>(row.scale + at, <f32>(-1.0 / Math.expm1(<f64>row.draws * Math.log1p(-p))));
  store<i32>(row.scalar + (<usize>row.scalarCount << 2), index);
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
  if (row.total == 0.0 || !isFinite(row.total)) {
    const value: f32 = row.total == 0.0 ? 0.0 : f32.NaN;
    for (let i = 0; i < row.size; i++) store<f32>(scale + (<usize>i << 2), value);
    return;
  }
  let key = mix64((<u64>(<u32>seed) << 32) | <u64>(<u32>counter));
  key = mix64(key ^ ((<u64>(<u32>use) << 32) | <u64>(<u32>site)));
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
    const hit = <usize>findCategory(row.activations, row.size, row.sums, nextUniform() * row.total) << 2;
    store<f32>(scale + hit, load<f32>(row.scale + hit));
  }
}

/** Independent Poisson(m·p) counts: writes the scales of the hit, zero elsewhere; returns Σ counts. */
function poissonHits(row: Row, scale: usize, key: u64): i32 {
  const half = f32x4.splat(0.5);
  const third = f32x4.splat(1.0 / 3.0);
  const fourth = f32x4.splat(0.25);
  const fifth = f32x4.splat(0.2);
  let counts = i32x4.splat(0);
  let s0 = laneWords(key, 0);
  let s1 = laneWords(key, 1);
  let s2 = laneWords(key, 2);
  let s3 = laneWords(key, 3);
  const lanesBytes = <usize>(row.size & ~3) << 2;
  const rowScale = row.scale;
  const rowMu = row.mu;
  const rowNone = row.none;
  const rowSome = row.some;
  for (let at: usize = 0; at < lanesBytes; at += 16) {
    // xoshiro128++, four abreast; the state stays in local variables, which is what makes it fast
    const bits = i32x4.add(rotateLeft(i32x4.add(s0, s3), 7), s0);
    const t = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, t);
    s3 = rotateLeft(s3, 11);

    // Counts by inversion from above: count > k exactly where u < P(count > k), and u is finest near 0.
    const u = f32x4.convert_i32x4_s(i32x4.shr_u(bits, 1));
    const mu = v128.load(rowMu + at);
    let term = v128.load(rowNone + at);
    let above = v128.load(rowSome + at);
    const hit = f32x4.lt(u, above);
    v128.store(scale + at, v128.and(hit, v128.load(rowScale + at)));
    counts = i32x4.sub(counts, hit);
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
  for (let i = lanesBytes >> 2; i < <usize>row.size; i++) store<f32>(scale + (i << 2), 0.0);
  let count =
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) +
    i32x4.extract_lane(counts, 3);

  for (let i = 0; i < row.scalarCount; i++) {
    const index = load<i32>(row.scalar + (<usize>i << 2));
    const at = <usize>index << 2;
    seedScalar(mix64(key ^ (<u64>(index + 1) * 0x9e3779b97f4a7c15)));
    const hits = poisson((row.mean * Math.abs(<f64>load<f32>(row.activations + at))) / row.total);
    if (hits > 0) store<f32>(scale + at, load<f32>(rowScale + at));
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
