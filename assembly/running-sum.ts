// The running sum of values ≥ 0 in double precision, kept at every 16th of them: enough to find any point in few steps.
// The values are followed by zeros up to a multiple of 16.

const blockShift: i32 = 4;
const blockBytes: usize = 64;

/** Writes the sum up to the end of each block of 16 into float64 `sums`; returns the whole sum. */
export function blockSums(values: usize, count: i32, sums: usize): f64 {
  let total = 0.0;
  const end = values + (<usize>count << 2);
  for (; values < end; values += blockBytes) {
    let pair = f64x2.splat(0.0);
    for (let at: usize = 0; at < blockBytes; at += 16) {
      const four = v128.load(values + at);
      const high = v128.shuffle<f32>(four, four, 2, 3, 0, 1);
      pair = f64x2.add(pair, f64x2.add(f64x2.promote_low_f32x4(four), f64x2.promote_low_f32x4(high)));
    }
    total += f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
    store<f64>(sums, total);
    sums += 8;
  }
  return total;
}

/** Which value holds `point` of the running sum, 0 ≤ point < total? */
export function findCategory(values: usize, count: i32, sums: usize, point: f64): i32 {
  // The first block whose end lies beyond the point, by halving without branches.
  let block = 0;
  let blocks = (count + 15) >> blockShift;
  while (blocks > 1) {
    const half = blocks >> 1;
    const end = load<f64>(sums + (<usize>(block + half - 1) << 3));
    block += half & -(<i32>(end <= point));
    blocks -= half;
  }
  const start = block > 0 ? load<f64>(sums + (<usize>(block - 1) << 3)) : 0.0;
  const first = block << blockShift;
  const index = first + endsUpTo(values + (<usize>first << 2), <f32>(point - start));
  // rounding may put the point a hair beyond the block's end
  return min(index, min(first + 16, count) - 1);
}

/** How many of the 16 running sums from `block` on are at most `point`. */
function endsUpTo(block: usize, point: f32): i32 {
  const zero = f32x4.splat(0.0);
  const points = f32x4.splat(point);
  let carry = zero;
  let counts = i32x4.splat(0);
  for (let at: usize = 0; at < blockBytes; at += 16) {
    let sum = v128.load(block + at);
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
