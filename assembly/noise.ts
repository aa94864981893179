// Normal deviates and dropout masks. Random numbers depend only on the key and the position.
import { pair } from './exponential';
import { logarithm } from './logarithm';
import { laneBits, mix64, streamKey } from './stream';

const per31: f32 = 1.0 / 2147483648.0;

/**
 * Writes independent N(mean, deviation²) numbers by the Box-Muller transformation (1958), two from each pair of uniform numbers:
 * positions `first` … `first + count − 1` of a sample. The numbers do not depend on how the sample is divided.
 * @param out float32[count], `count` and `first` multiples of 8
 */
export function fillNormal(
  out: usize,
  count: i32,
  first: i32,
  mean: f32,
  deviation: f32,
  seed: i32,
  counter: i32,
  use: i32,
  site: i32,
  sample: i32,
): void {
  const key = streamKey(seed, counter, use, site, sample);
  const angleKey = mix64(~key);
  const lowKey = i32x4.splat(<i32>key);
  const highKey = i32x4.splat(<i32>(key >> 32));
  const lowAngleKey = i32x4.splat(<i32>angleKey);
  const highAngleKey = i32x4.splat(<i32>(angleKey >> 32));
  const means = f32x4.splat(mean);
  const half = f32x4.splat(0.5 * per31);
  let place = i32x4.add(i32x4.splat(first >> 1), i32x4(0, 1, 2, 3));
  const end = out + ((<usize>count) << 2);
  for (let to = out; to < end; to += 32) {
    const bits = i32x4.shr_u(laneBits(place, lowKey, highKey), 1);
    const u = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(bits), f32x4.splat(per31)), half);
    const radius = f32x4.mul(f32x4.splat(deviation), f32x4.sqrt(f32x4.mul(f32x4.splat(-2.0), logarithm(u))));

    // The high two bits of the angle select a quadrant, the low 30 bits the angle in it.
    const angle = laneBits(place, lowAngleKey, highAngleKey);
    const t = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(angle, 2)), f32x4.splat(<f32>(Math.PI / 4.0) * per31));
    const square = f32x4.mul(t, t);
    const side = v128.and(angle, i32x4.splat(0x80000000));
    const along = v128.xor(f32x4.mul(radius, cosine(square)), side);
    const across = f32x4.mul(radius, f32x4.mul(t, sinePerAngle(square)));
    const turned = i32x4.shr_s(i32x4.shl(angle, 1), 31);
    v128.store(to, f32x4.add(means, v128.bitselect(across, along, turned)));
    v128.store(to + 16, f32x4.add(means, v128.bitselect(along, across, turned)));
    place = i32x4.add(place, i32x4.splat(4));
  }
}

/** cos t from t², |t| ≤ π/4, by the Taylor series up to t⁸. */
function cosine(square: v128): v128 {
  const fourth = f32x4.mul(square, square);
  const higher = f32x4.add(pair(square, 1.0 / 24.0, -1.0 / 720.0), f32x4.mul(fourth, f32x4.splat(1.0 / 40320.0)));
  return f32x4.add(pair(square, 1.0, -0.5), f32x4.mul(fourth, higher));
}

/** sin t / t from t², |t| ≤ π/4, by the Taylor series up to t⁸. */
function sinePerAngle(square: v128): v128 {
  const fourth = f32x4.mul(square, square);
  const higher = f32x4.add(pair(square, 1.0 / 120.0, -1.0 / 5040.0), f32x4.mul(fourth, f32x4.splat(1.0 / 362880.0)));
  return f32x4.add(pair(square, 1.0, -1.0 / 6.0), f32x4.mul(fourth, higher));
}

/**
 * Writes a dropout mask: 1 / keep with probability `keep`, else 0. Positions as in `fillNormal`.
 * @param out float32[count], `count` a multiple of 4
 */
export function fillMask(
  out: usize,
  count: i32,
  first: i32,
  keep: f32,
  seed: i32,
  counter: i32,
  use: i32,
  site: i32,
  sample: i32,
): void {
  const key = streamKey(seed, counter, use, site, sample);
  const lowKey = i32x4.splat(<i32>key);
  const highKey = i32x4.splat(<i32>(key >> 32));
  const scale = f32x4.splat(<f32>1.0 / keep);
  const limit = f32x4.splat(keep);
  let place = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  const end = out + ((<usize>count) << 2);
  for (let to = out; to < end; to += 16) {
    const bits = i32x4.shr_u(laneBits(place, lowKey, highKey), 1);
    const u = f32x4.mul(f32x4.convert_i32x4_s(bits), f32x4.splat(per31));
    v128.store(to, v128.and(f32x4.lt(u, limit), scale));
    place = i32x4.add(place, i32x4.splat(4));
  }
}
