// Independent coin flips with the marginals of a multinomial sample: each activation is kept with the probability that
// r draws with replacement hit it. This is faster, but a different distribution: hits are independent, and their number varies
// more.
import { one31, Row, scatter } from './pruning-row';
import { laneBits, streamKey } from './stream';

/** Takes one sample of a prepared row, like `multinomialSample`: writes 1 / P(hit) for kept activations, else 0, to `scale`. */
export function bernoulliSample(scratch: usize, seed: i32, counter: i32, use: i32, site: i32, sample: i32): void {
  const row = changetype<Row>(scratch);
  if (!row.drawn) return;
  const key = streamKey(seed, counter, use, site, sample);
  const lowKey = i32x4.splat(<i32>key);
  const highKey = i32x4.splat(<i32>(key >> 32));
  const whole = (<usize>(row.live & ~3)) << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) {
    const offsets = row.offsets + at;
    scatter(row.scale, offsets, kept(v128.load(offsets), v128.load(row.scales + at), lowKey, highKey));
  }
  for (; at < (<usize>row.live) << 2; at += 4) {
    const offset = load<i32>(row.offsets + at);
    const lane = kept(i32x4.splat(offset), v128.load32_splat(row.scales + at), lowKey, highKey);
    store<f32>(row.scale + offset, f32x4.extract_lane(lane, 0));
  }
}

/** Returns four scales: 1 / P with probability P, else 0. */
function kept(offset: v128, scales: v128, lowKey: v128, highKey: v128): v128 {
  const u = f32x4.convert_i32x4_s(i32x4.shr_u(laneBits(offset, lowKey, highKey), 1));
  return v128.and(f32x4.lt(f32x4.mul(u, scales), f32x4.splat(one31)), scales);
}
