// The gradient of an update: the mean of the gradients of its slices, which lie `stride` bytes apart.

/** Four elements of the mean, at byte `at`. @param last address of the last slice */
export function meanOfSlices4(gradients: usize, stride: usize, last: usize, at: usize, shares: v128): v128 {
  let g = v128.load(gradients + at);
  for (let slice = gradients + stride; slice <= last; slice += stride) g = f32x4.add(g, v128.load(slice + at));
  return f32x4.mul(g, shares);
}

/** One element of the mean, at byte `at`. */
export function meanOfSlices(gradients: usize, stride: usize, last: usize, at: usize, share: f32): f32 {
  let g = load<f32>(gradients + at);
  for (let slice = gradients + stride; slice <= last; slice += stride) g += load<f32>(slice + at);
  return g * share;
}

/** Returns the sum of the squares of `length` elements of the mean, in double precision. */
export function squaredNorm(gradients: usize, stride: usize, slices: i32, length: i32): f64 {
  const share: f32 = <f32>1 / <f32>slices;
  const shares = f32x4.splat(share);
  const bytes = (<usize>length) << 2;
  const whole = bytes & ~(<usize>15);
  const last = gradients + stride * <usize>(slices - 1);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let at: usize = 0;
  for (; at < whole; at += 16) {
    const g = meanOfSlices4(gradients, stride, last, at, shares);
    const a = f64x2.promote_low_f32x4(g);
    const b = f64x2.promote_low_f32x4(v128.shuffle<i32>(g, g, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const both = f64x2.add(low, high);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; at < bytes; at += 4) {
    const g = <f64>meanOfSlices(gradients, stride, last, at, share);
    sum += g * g;
  }
  return sum;
}
