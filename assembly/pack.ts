// Removes the zeros of an array, four elements at a time.

/** For each set of SIMD lanes, the byte order that moves them to the front. */
const orders = memory.data(16 * 16, 16);
for (let lanes: usize = 0; lanes < 16; lanes++) {
  let to: usize = lanes << 4;
  for (let lane: u32 = 0; lane < 4; lane++) {
    if (((<u32>lanes >> lane) & 1) == 0) continue;
    store<u32>(orders + to, lane * 0x04040404 + 0x03020100);
    to += 4;
  }
}

/**
 * Writes |h| of the nonzero elements to `values`, and their byte offsets to `offsets`.
 * @param values float32, and `offsets` int32, both with room for `size` elements @returns the number of nonzero elements
 */
export function packLive(activations: usize, size: i32, values: usize, offsets: usize): i32 {
  const end = (<usize>size) << 2;
  const zero = f32x4.splat(0.0);
  const step = i32x4.splat(16);
  let offset = i32x4(0, 4, 8, 12);
  let to: usize = 0;
  let at: usize = 0;
  const whole = end & ~15;
  if (whole > 0) {
    do {
      const h = f32x4.abs(v128.load(activations + at));
      const lanes = i32x4.bitmask(f32x4.ne(h, zero));
      const order = v128.load(orders + ((<usize>lanes) << 4));
      v128.store(values + to, v128.swizzle(h, order));
      v128.store(offsets + to, v128.swizzle(offset, order));
      offset = i32x4.add(offset, step);
      to += (<usize>popcnt(lanes)) << 2;
      at += 16;
    } while (at < whole);
  }
  for (; at < end; at += 4) {
    const h = abs(load<f32>(activations + at));
    store<f32>(values + to, h);
    store<i32>(offsets + to, <i32>at);
    to += (<usize>(h != 0.0)) << 2;
  }
  return <i32>(to >> 2);
}
