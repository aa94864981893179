// The natural logarithm in float32 lanes.
import { pair } from './exponential';

/** ln u for normal floats u in (0, 1]: u = 2^e·m with m in [√½, √2), ln m = 2·artanh((m − 1) / (m + 1)). */
export function logarithm(u: v128): v128 {
  const sqrtHalf = i32x4.splat(0x3f3504f3);
  const one = f32x4.splat(1.0);
  const above = i32x4.sub(u, sqrtHalf);
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(above, 23));
  const m = i32x4.add(v128.and(above, i32x4.splat(0x007fffff)), sqrtHalf);
  const z = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const square = f32x4.mul(z, z);
  // |z| ≤ 0.172: the first omitted term, z¹¹·2/11, is below 1e-9
  const higher = f32x4.add(
    pair(square, 2.0 / 5.0, 2.0 / 7.0),
    f32x4.mul(f32x4.mul(square, square), f32x4.splat(2.0 / 9.0)),
  );
  const series = f32x4.add(f32x4.splat(2.0 / 3.0), f32x4.mul(square, higher));
  const ofMantissa = f32x4.mul(z, f32x4.add(f32x4.splat(2.0), f32x4.mul(square, series)));
  return f32x4.add(f32x4.mul(exponent, f32x4.splat(0.6931471805599453)), ofMantissa);
}
