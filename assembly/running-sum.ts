// The running sum of values ≥ 0 in double precision, kept at every fourth of them, and a guide into it (Chen and Asau,
// 1974) by which any point of it is found in a step or two. The values are followed by zeros up to a multiple of 4.

/** How many sums there are, and how many guides. */
function blocksOf(count: i32): i32 {
  return (count + 3) >> 2;
}

/** Bytes of float64 `sums` and, behind them, int32 `guides`, for so many values. */
export function runningSumBytes(count: i32): usize {
  return <usize>blocksOf(count) * 12;
}

/** Fills `sums` with the sum up to the end of each block of 4, and the guides behind them; returns the whole sum. */
export function runningSum(values: usize, count: i32, sums: usize): f64 {
  const blocks = blocksOf(count);
  let total = 0.0;
  for (let block = 0; block < blocks; block++) {
    const four = v128.load(values + ((<usize>block) << 4));
    const high = v128.shuffle<f32>(four, four, 2, 3, 0, 1);
    const pair = f64x2.add(f64x2.promote_low_f32x4(four), f64x2.promote_low_f32x4(high));
    total += f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
    store<f64>(sums + ((<usize>block) << 3), total);
  }
  // guide g = the first block that ends beyond g / blocks of the sum
  const guides = sums + ((<usize>blocks) << 3);
  const step = total / <f64>blocks;
  let block = 0;
  for (let guide = 0; guide < blocks; guide++) {
    const point = <f64>guide * step;
    while (block < blocks - 1 && load<f64>(sums + ((<usize>block) << 3)) <= point) block++;
    store<i32>(guides + ((<usize>guide) << 2), block);
  }
  return total;
}

/** Which value holds the point `share` · total of the running sum, 0 ≤ share < 1? */
export function findCategory(values: usize, count: i32, sums: usize, total: f64, share: f64): i32 {
  const blocks = blocksOf(count);
  const point = share * total;
  let block = load<i32>(sums + ((<usize>blocks) << 3) + ((<usize>(share * <f64>blocks)) << 2));
  while (block < blocks - 1 && load<f64>(sums + ((<usize>block) << 3)) <= point) block++;

  const start = block > 0 ? load<f64>(sums + ((<usize>(block - 1)) << 3)) : 0.0;
  const zero = f32x4.splat(0.0);
  let ends = v128.load(values + ((<usize>block) << 4));
  ends = f32x4.add(ends, v128.shuffle<f32>(zero, ends, 0, 4, 5, 6));
  ends = f32x4.add(ends, v128.shuffle<f32>(zero, ends, 0, 1, 4, 5));
  const passed = i32x4.bitmask(f32x4.le(ends, f32x4.splat(<f32>(point - start))));
  // rounding may put the point a hair beyond the block's end
  return min((block << 2) + popcnt(passed), min((block << 2) + 4, count) - 1);
}
