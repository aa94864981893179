// The running sum of values ≥ 0 in double precision, stored for every fourth value, and a guide table (Chen and Asau, 1974) that finds
// any point of it in one or two steps. Zeros follow the values up to a multiple of 4.
//
// Branches that depend on the sums are unpredictable. So the guide table is filled without branches, and a search compares four sums at
// once.

/** Extra elements: vectors of guides are written, and vectors of sums read, from the last element on. */
const padding: i32 = 8;

/** The integer nearest to x, |x| < 2^31: 1.5·2^52 + x is rounded to an integer, which is then in the low bits. */
function nearest(x: f64): i32 {
  return <i32>reinterpret<i64>(x + 6755399441055744.0);
}

/** Number of sums, and number of guides. */
function blocksOf(count: i32): i32 {
  return (count + 3) >> 2;
}

/** Bytes of float64 `sums` and the following int32 `guides` for this many values. */
export function runningSumBytes(count: i32): usize {
  return <usize>(blocksOf(count) + padding) * 12;
}

/** Address of the guides. */
function guidesOf(sums: usize, blocks: i32): usize {
  return sums + ((<usize>(blocks + padding)) << 3);
}

/** Writes the sum up to the end of each block of 4 to `sums`. Returns the total. */
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
  return total;
}

/** Writes the guides for at least one value. Guide g is the number of blocks that end before the share g / blocks of the total. */
export function guideSum(count: i32, sums: usize, total: f64): void {
  const blocks = blocksOf(count);
  const guides = guidesOf(sums, blocks);
  // slightly more, so that a block that ends exactly at a share does not count as before it
  const perSum = (<f64>blocks / total) * (1.0 + 1e-12);
  let filled = 0;
  let first = 0;
  let block = 0;
  do {
    for (; filled < first; filled++) store<i32>(guides + ((<usize>filled) << 2), block - 1);
    v128.store(guides + ((<usize>first) << 2), i32x4.splat(block));
    filled = first + 4;
    first = nearest(load<f64>(sums + ((<usize>block) << 3)) * perSum + 0.5);
    block++;
  } while (block < blocks);
  for (; filled < blocks; filled++) store<i32>(guides + ((<usize>filled) << 2), blocks - 1);
  // despite rounding, no point is beyond the last block
  for (let i = -1; i < 3; i++) store<f64>(sums + ((<usize>(blocks + i)) << 3), Infinity);
}

/** Returns the index of the value that contains the point `share` · total of the running sum, 0 ≤ share < 1. */
export function findCategory(values: usize, count: i32, sums: usize, total: f64, share: f64): i32 {
  const blocks = blocksOf(count);
  const point = share * total;
  const points = f64x2.splat(point);
  let block = load<i32>(guidesOf(sums, blocks) + ((<usize>nearest(share * <f64>blocks - 0.5)) << 2));
  let passed: i32;
  do {
    const at = sums + ((<usize>block) << 3);
    const two = i64x2.bitmask(f64x2.le(v128.load(at), points));
    passed = popcnt(two) + popcnt(i64x2.bitmask(f64x2.le(v128.load(at, 16), points)));
    block += passed;
  } while (passed == 4);

  const start = block > 0 ? load<f64>(sums + ((<usize>(block - 1)) << 3)) : 0.0;
  const zero = f32x4.splat(0.0);
  let ends = v128.load(values + ((<usize>block) << 4));
  // 3 instead of 0: V8 compiles consecutive SIMD lanes to one instruction, without a scratch register
  ends = f32x4.add(ends, v128.shuffle<f32>(zero, ends, 3, 4, 5, 6));
  ends = f32x4.add(ends, v128.shuffle<f32>(zero, ends, 0, 1, 4, 5));
  const within = i32x4.bitmask(f32x4.le(ends, f32x4.splat(<f32>(point - start))));
  // rounding may place the point slightly beyond the end of the block
  return min((block << 2) + popcnt(within), min((block << 2) + 4, count) - 1);
}
