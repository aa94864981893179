// A row of activations made ready for pruning: what depends on the activations alone is prepared once, so that many
// samples of one row share it. Zeros, which are half of what a ReLU lets through or more, are left out.
//
// Probabilities are float32 with relative error near 1e-7 in the SIMD lanes, double precision in the scalar ones; sums
// are double.
import { pair, powerOfTwo, rest } from './exponential';
import { packLive } from './pack';
import { runningSum, runningSumBytes } from './running-sum';

/** Activations beyond these are left to the scalar code: there the SIMD polynomials and float32 counts lose accuracy. */
const maxLaneProbability: f32 = 1.0 / 64.0;
const maxLaneMean: f32 = 24.0;
/** m = r − 1.9·√r: starting over (P ≈ 3 %) and topping up then cost the least together. */
const marginDeviations: f64 = 1.9;
/** Uniform random numbers are 31-bit integers; probabilities are kept in the same unit. */
export const one31: f32 = 2147483648.0;
/** Steps a lane's count takes whatever it is, for each draw that a live activation gets on average. */
const stepsPerMean: f64 = 4.5;
const maxSteps = 32;

/** One row made ready; lies at the start of the caller's scratch memory, the arrays behind it. */
@unmanaged
export class Row {
  size: i32;
  /** Activations that are not zero: the arrays hold these, in order. */
  live: i32;
  /** How many of them, from the first on, go through the SIMD lanes. */
  lanes: i32;
  draws: i32;
  /** How many steps each lane's count takes at once, see `poissonHits`. */
  steps: i32;
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
export function pruningScratchBytes(size: i32): usize {
  return 128 + 7 * arrayBytes(size) + runningSumBytes(size);
}

/** Of so many 32-bit elements and at least four more, 64-byte aligned. */
function arrayBytes(size: i32): usize {
  return (((<usize>size) << 2) + 79) & ~63;
}

/**
 * Makes a row ready for `multinomialSample` and `bernoulliSample`.
 * @param scratch `pruningScratchBytes(size)` bytes
 * @param activations float32[size]; signs are ignored
 * @param draws r ≥ 1
 */
export function pruningPrepare(scratch: usize, activations: usize, size: i32, draws: i32): void {
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
  row.steps = <i32>Math.min(1.0 + (stepsPerMean * row.mean) / <f64>max(row.live, 1), <f64>maxSteps);
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

/** Answers for rows that have none to draw from, zeros or NaN, else clears `scale`; whether the row is to be drawn. */
export function beginSample(row: Row, scale: usize): bool {
  memory.fill(scale, 0, (<usize>row.size) << 2);
  if (row.total == 0.0) return false;
  if (isFinite(row.total)) return true;
  for (let i = 0; i < row.size; i++) store<f32>(scale + ((<usize>i) << 2), f32.NaN);
  return false;
}

/** Writes four floats where four byte offsets say. */
export function scatter(scale: usize, offset: v128, floats: v128): void {
  store<f32>(scale + i32x4.extract_lane(offset, 0), f32x4.extract_lane(floats, 0));
  store<f32>(scale + i32x4.extract_lane(offset, 1), f32x4.extract_lane(floats, 1));
  store<f32>(scale + i32x4.extract_lane(offset, 2), f32x4.extract_lane(floats, 2));
  store<f32>(scale + i32x4.extract_lane(offset, 3), f32x4.extract_lane(floats, 3));
}
