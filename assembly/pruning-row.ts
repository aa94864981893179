// A row of activations, prepared for pruning. Values that depend only on the activations are computed once and shared by all samples
// of the row. Zeros, at least half of the results of a ReLU, are left out.
//
// Probabilities are float32 with a relative error near 1e-7 in SIMD code, and double in scalar code. Sums are double.
import { pair, powerOfTwo, rest, shiftedExponent } from './exponential';
import { packLive } from './pack';
import { guideSum, runningSum, runningSumBytes } from './running-sum';

/** Limits of SIMD code: beyond them its polynomials lose accuracy or exp(−m·p) leaves float32, and scalar code is used. */
const maxLaneProbability: f64 = 1.0 / 64.0;
const maxLaneMean: f64 = 64.0;
/** m = r − 1.3·√r: minimizes the total cost of rejections (P ≈ 10 %) and additional draws. */
const marginDeviations: f64 = 1.3;
/** Uniform random numbers are 31-bit integers. Probabilities have the same unit. */
export const one31: f32 = 2147483648.0;

/** One prepared row, at the start of the caller's scratch memory; its arrays follow. */
@unmanaged
export class Row {
  size: i32;
  /** Number of nonzero activations, which the arrays contain in order. */
  live: i32;
  /** How many of them, from the first, SIMD code processes. */
  lanes: i32;
  draws: i32;
  /** Whether the sum is positive, so that draws are possible. */
  drawn: bool;
  /** How many of them scalar code processes: the rest, and those beyond the limits above. */
  scalarCount: i32;
  /** Σ|h| */
  total: f64;
  /** m */
  mean: f64;
  /** float32[size] of the caller, for samples */
  scale: usize;
  /** float32: |h|, then zeros up to a multiple of 4 */
  values: usize;
  /** int32: byte offset in the row */
  offsets: usize;
  /** float32: 1 / P(hit) */
  scales: usize;
  /** float32: m·p, and P(count > 0)·2^31 − ½. The latter is zero for activations of scalar code. */
  mu: usize;
  some: usize;
  /** int32: the positions that scalar code processes */
  scalar: usize;
  /** see running-sum */
  sums: usize;
}

/** Bytes of scratch memory for one row, 64-byte aligned. */
export function pruningScratchBytes(size: i32): usize {
  return 128 + 6 * arrayBytes(size) + runningSumBytes(size);
}

/** Bytes for this many 32-bit elements and at least four more, 64-byte aligned. */
function arrayBytes(size: i32): usize {
  return (((<usize>size) << 2) + 79) & ~63;
}

/**
 * Prepares a row for `multinomialSample` and `bernoulliSample`.
 * @param scratch `pruningScratchBytes(size)` bytes
 * @param activations float32[size]; signs are ignored
 * @param draws r ≥ 1
 * @param scale float32[size], for samples. Elements that do not depend on the sample are written here: zeros for zero activations,
 *   NaN everywhere if the sum of the activations is not finite.
 */
export function pruningPrepare(scratch: usize, activations: usize, size: i32, draws: i32, scale: usize): void {
  const row = changetype<Row>(scratch);
  const bytes = arrayBytes(size);
  row.size = size;
  row.draws = draws;
  row.scale = scale;
  row.values = scratch + 128;
  row.offsets = row.values + bytes;
  row.scales = row.offsets + bytes;
  row.mu = row.scales + bytes;
  row.some = row.mu + bytes;
  row.scalar = row.some + bytes;
  row.sums = row.scalar + bytes;
  row.scalarCount = 0;
  row.live = packLive(activations, size, row.values, row.offsets);
  v128.store(row.values + ((<usize>row.live) << 2), f32x4.splat(0.0));
  row.total = runningSum(row.values, row.live, row.sums);
  const r = <f64>draws;
  row.mean = Math.max(0.0, r - marginDeviations * Math.sqrt(r));
  memory.fill(scale, 0, (<usize>size) << 2);
  if (!isFinite(row.total)) {
    for (let i = 0; i < size; i++) store<f32>(scale + ((<usize>i) << 2), f32.NaN);
  }
  row.drawn = row.total > 0.0 && isFinite(row.total);
  if (!row.drawn) return;
  guideSum(row.live, row.sums, row.total);
  row.lanes = row.total > 1e-20 && row.total < 1e20 ? row.live & ~3 : 0; // otherwise 1 / total exceeds float32
  if (row.lanes > 0) prepareLanes(row);
  for (let i = row.lanes; i < row.live; i++) leaveToScalar(row, i);
}

/** Prepares at least four activations for SIMD code. V8 hoists invariants only out of loops that check at their end. */
function prepareLanes(row: Row): void {
  const r = f32x4.splat(<f32>row.draws);
  const margin = f32x4.splat(<f32>(<f64>row.draws - row.mean));
  const one = f32x4.splat(1.0);
  const perTotal = f32x4.splat(<f32>(1.0 / row.total));
  const meanPerTotal = f32x4.splat(<f32>(row.mean / row.total));
  const unit = f32x4.splat(one31);
  const limit = <f32>(row.total * Math.min(maxLaneProbability, maxLaneMean / row.mean));
  const limits = f32x4.splat(limit);
  const end = (<usize>row.lanes) << 2;
  const values = row.values;
  const scales = row.scales;
  const mus = row.mu;
  const somes = row.some;
  let anyLarge = i32x4.splat(0);
  let at: usize = 0;
  do {
    const h = v128.load(values + at);
    const p = f32x4.mul(h, perTotal);
    const mu = f32x4.mul(h, meanPerTotal);
    const large = f32x4.ge(h, limits);
    anyLarge = v128.or(anyLarge, large);

    const shifted = shiftedExponent(mu);
    const meanPower = powerOfTwo(shifted);
    const correction = f32x4.mul(meanPower, rest(mu, shifted));
    const none = f32x4.add(meanPower, correction);
    const some = f32x4.sub(f32x4.sub(one, meanPower), correction);

    // P(hit) = 1 − exp(−x) with x = −r·log1p(−p) = r·p·(1 + p/2 + p²/3 + …), which is m·p and a little more:
    // P(hit) = some + none·(1 − exp(−d)), where d = x − m·p is large only if `none` is almost 0.
    const series = f32x4.add(pair(p, 0.5, 1.0 / 3.0), f32x4.mul(f32x4.mul(p, p), f32x4.splat(0.25)));
    const d = f32x4.mul(p, f32x4.add(margin, f32x4.mul(f32x4.mul(r, p), series)));
    const higher = f32x4.mul(f32x4.mul(d, d), pair(d, 1.0 / 6.0, -1.0 / 24.0));
    const more = f32x4.mul(d, f32x4.add(pair(d, 1.0, -0.5), higher));
    v128.store(scales + at, f32x4.div(one, f32x4.add(some, f32x4.mul(none, more))));

    v128.store(mus + at, mu);
    v128.store(somes + at, v128.andnot(f32x4.sub(f32x4.mul(some, unit), f32x4.splat(0.5)), large));
    at += 16;
  } while (at < end);
  if (!v128.any_true(anyLarge)) return;
  for (let i = 0; i < row.lanes; i++) if (load<f32>(values + ((<usize>i) << 2)) >= limit) leaveToScalar(row, i);
}

function leaveToScalar(row: Row, position: i32): void {
  const at = (<usize>position) << 2;
  const p = <f64>load<f32>(row.values + at) / row.total;
  store<f32>(row.scales + at, <f32>(-1.0 / Math.expm1(<f64>row.draws * Math.log1p(-p))));
  store<i32>(row.scalar + ((<usize>row.scalarCount) << 2), position);
  row.scalarCount++;
}

/** Writes four floats to the four byte offsets at the address `offsets`. */
export function scatter(scale: usize, offsets: usize, floats: v128): void {
  store<f32>(scale + load<i32>(offsets), f32x4.extract_lane(floats, 0));
  store<f32>(scale + load<i32>(offsets, 4), f32x4.extract_lane(floats, 1));
  store<f32>(scale + load<i32>(offsets, 8), f32x4.extract_lane(floats, 2));
  store<f32>(scale + load<i32>(offsets, 12), f32x4.extract_lane(floats, 3));
}
