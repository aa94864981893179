// The running sum of |h| in double precision, kept at every 16th element: enough to find any point of it in few steps.

const blockShift: i32 = 4;

/** Writes Σ|h| up to the end of each block of 16 into float64 `sums`; returns the whole sum. */
export function blockSums(activations: usize, size: i32, sums: usize): f64 {
  let total = 0.0;
  for (let start = 0; start < size; start += 1 << blockShift) {
    const end = min(start + (1 << blockShift), size);
    let pair = f64x2.splat(0.0);
    let i = start;
    for (; i + 4 <= end; i += 4) {
      const h = f32x4.abs(v128.load(activations + (<usize>i << 2)));
      const high = v128.shuffle<f32>(h, h, 2, 3, 0, 1);
      pair = f64x2.add(pair, f64x2.add(f64x2.promote_low_f32x4(h), f64x2.promote_low_f32x4(high)));
    }
    total += f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
    for (; i < end; i++) total += <f64>Math.abs(load<f32>(activations + (<usize>i << 2)));
    store<f64>(sums + (<usize>(start >> blockShift) << 3), total);
  }
  return total;
}

/** The element that holds `point` of the running sum, 0 ≤ point < total; never one with h = 0. */
export function findCategory(activations: usize, size: i32, sums: usize, point: f64): i32 {
  // First block whose end lies beyond the point, by halving without branches.
  let block = 0;
  let blocks = (size + (1 << blockShift) - 1) >> blockShift;
  while (blocks > 1) {
    const half = blocks >> 1;
    const end = load<f64>(sums + (<usize>(block + half - 1) << 3));
    block += half & -(<i32>(end <= point));
    blocks -= half;
  }
  const start = block > 0 ? load<f64>(sums + (<usize>(block - 1) << 3)) : 0.0;
  const first = block << blockShift;
  const end = min(first + (1 << blockShift), size);
  let index = first;
  if (end - first == 1 << blockShift) index += endsUpTo(activations + (<usize>first << 2), <f32>(point - start));
  // Rounding may put the point a hair beyond the block's end, and the last block may be short.
  else {
    let sum = start;
    for (; index < end; index++) {
      sum += Math.abs(<f64>load<f32>(activations + (<usize>index << 2)));
      if (point < sum) break;
    }
  }
  if (index >= end) index = end - 1;
  while (load<f32>(activations + (<usize>index << 2)) == 0.0) index--;
  return index;
}

/** How many of the 16 running sums from `block` on are at most `point`. */
function endsUpTo(block: usize, point: f32): i32 {
  const zero = f32x4.splat(0.0);
  const points = f32x4.splat(point);
  let carry = zero;
  let counts = i32x4.splat(0);
  for (let at: usize = 0; at < 64; at += 16) {
    let sum = f32x4.abs(v128.load(block + at));
    sum = f32x4.add(sum, v128.shuffle<f32>(zero, sum, 0, 4, 5, 6));
    sum = f32x4.add(sum, v128.shuffle<f32>(zero, sum, 0, 1, 4, 5));
    sum = f32x4.add(sum, carry);
    carry = v128.shuffle<f32>(sum, sum, 3, 3, 3, 3);
    counts = i32x4.sub(counts, f32x4.le(sum, points));
  }
  return (
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) +
    i32x4.extract_lane(counts, 3)
  );
}
