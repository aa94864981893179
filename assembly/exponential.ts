// exp(−x) in float32 lanes for x in 0…80, as 2^n · (1 + rest) with n = round(−x / ln 2): both
// exp(−x) = power + power·rest and 1 − exp(−x) = (1 − power) − power·rest then keep full relative accuracy.

const negativeLog2E: f32 = -1.44269504;
/** 1.5·2^23: adding it rounds to an integer, which is then in the low bits. */
const magic: f32 = 12582912.0;

/** n + `magic` */
export function shiftedExponent(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, f32x4.splat(negativeLog2E)), f32x4.splat(magic));
}

/** `power` = 2^n */
export function powerOfTwo(shifted: v128): v128 {
  return i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000));
}

/** `rest` = exp(f) − 1 for f = −x − n·ln 2, |f| ≤ 0.35: Taylor series with a relative error below 1e-8. */
export function rest(x: v128, shifted: v128): v128 {
  const minusN = f32x4.sub(f32x4.splat(magic), shifted);
  // ln 2 in two parts: the first has so few bits that its product with n is exact
  const high = f32x4.mul(minusN, f32x4.splat(0.693359375));
  const low = f32x4.mul(minusN, f32x4.splat(-2.1219444e-4));
  const f = f32x4.add(f32x4.sub(high, x), low);
  // Terms in pairs: a shorter chain of dependent operations is faster than fewer operations.
  const square = f32x4.mul(f, f);
  const terms23 = pair(f, 1.0 / 2.0, 1.0 / 6.0);
  const terms45 = pair(f, 1.0 / 24.0, 1.0 / 120.0);
  const terms67 = pair(f, 1.0 / 720.0, 1.0 / 5040.0);
  const terms = f32x4.add(terms23, f32x4.mul(square, f32x4.add(terms45, f32x4.mul(square, terms67))));
  return f32x4.add(f, f32x4.mul(square, terms));
}

/** a + b·x */
export function pair(x: v128, a: f32, b: f32): v128 {
  return f32x4.add(f32x4.splat(a), f32x4.mul(x, f32x4.splat(b)));
}
