// Counter-based random numbers: the n-th number of a key is computed without the previous ones.

const golden: u64 = 0x9e3779b97f4a7c15;

/** SplitMix64's output function (Steele, Lea and Flood, 2014): a bijection in which every input bit affects every output bit. */
export function mix64(z: u64): u64 {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/** Returns the key of one sample of one site. */
export function streamKey(seed: i32, counter: i32, use: i32, site: i32, sample: i32): u64 {
  let key = mix64(((<u64>(<u32>seed)) << 32) | <u64>(<u32>counter));
  key = mix64(key ^ (((<u64>(<u32>use)) << 32) | <u64>(<u32>site)));
  return mix64(key ^ <u64>(<u32>sample));
}

let scalar: u64 = 0;

export function seedScalar(key: u64): void {
  scalar = key;
}

/** Uniform in (0, 1), 53 bits: SplitMix64. */
export function nextUniform(): f64 {
  scalar += golden;
  return (<f64>(<i64>(mix64(scalar) >> 11)) + 0.5) * (1.0 / 9007199254740992.0);
}

/** 32 bits for each of four positions under a 64-bit key: multiply and shift-xor rounds, half of the key before each. */
export function laneBits(position: v128, lowKey: v128, highKey: v128): v128 {
  let x = i32x4.add(i32x4.mul(position, i32x4.splat(0x9e3779b1)), lowKey);
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x21f0aaad));
  x = i32x4.add(x, highKey);
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x735a2d97));
  return v128.xor(x, i32x4.shr_u(x, 15));
}
