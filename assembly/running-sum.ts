// The running sum of values ≥ 0 in double precision, kept at every fourth of them, and a guide into it (Chen and Asau,
// 1974) by which any point of it is found in a step or two. The values are followed by zeros up to a multiple of 4.
//
// Where a sum ends owes nothing to where the one before did, so a processor guesses branches that depend on it wrongly:
// the guides are filled without any, and a search takes four sums at once.

/** Vectors of guides are written, and of sums read, that begin with the last one. */
const padding: i32 = 8;

/** The integer nearest to x, |x| < 2^31: 1.5·2^52 + x is rounded to an integer, which the low bits then hold. */
function nearest(x: f64): i32 {
  return <i32>reinterpret<i64>(x + 6755399441055744.0);
}

/** How many sums there are, and how many guides. */
function blocksOf(count: i32): i32 {
  return (count + 3) >> 2;
}

/** Bytes of float64 `sums` and, behind them, int32 `guides`, for so many values. */
export function runningSumBytes(count: i32): usize {
  return <usize>(blocksOf(count) + padding) * 12;
}

/** Where the guides lie. */
function guidesOf(sums: usize, blocks: i32): usize {
  return sums + ((<usize>(blocks + padding)) << 3);
}

/** Fills `sums` with the sum up to the end of each block of 4; returns the whole sum. */
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

/** Makes sums of at least one value searchable. Guide g = how many blocks end before the share g / blocks of the sum. */
export function guideSum(count: i32, sums: usize, total: f64): void {
  const blocks = blocksOf(count);
  const guides = guidesOf(sums, blocks);
  // a hair more, lest a block that ends with a share is counted to those before it
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
  // no point lies beyond the last block, whatever rounding does
  for (let i = -1; i < 3; i++) store<f64>(sums + ((<usize>(blocks + i)) << 3), Infinity);
}

/** Which value holds the point `share` · total of the running sum, 0 ≤ share < 1? */
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
  // 3 and not 0: of lanes in a row V8 makes one instruction, without its scratch register
  ends = f32x4.add(ends, v128.shuffle<f32>(zero, ends, 3, 4, 5, 6));
  ends = f32x4.add(ends, v128.shuffle<f32>(zero, ends, 0, 1, 4, 5));
  const within = i32x4.bitmask(f32x4.le(ends, f32x4.splat(<f32>(point - start))));
  // rounding may put the point a hair beyond the block's end
  return min((block << 2) + popcnt(within), min((block << 2) + 4, count) - 1);
}
