// Random numbers of the kernels: two generators, each started from one 64-bit key. `lanes` is xoshiro128++ (Blackman
// and Vigna, 2019) four abreast, for SIMD; `scalar` is SplitMix64 (Steele, Lea and Flood, 2014), for single draws.

const golden: u64 = 0x9e3779b97f4a7c15;

/** SplitMix64's output function: a bijection in which every input bit reaches every output bit. */
export function mix64(z: u64): u64 {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

let scalar: u64 = 0;

export function seedScalar(key: u64): void {
  scalar = key;
}

/** Uniform in (0, 1), 53 bits. */
export function nextUniform(): f64 {
  scalar += golden;
  return (<f64>(mix64(scalar) >> 11) + 0.5) * (1.0 / 9007199254740992.0);
}

/** Word `index` (0…3) of the state of four xoshiro128++ generators. */
export function laneWords(key: u64, index: i32): v128 {
  key += golden * <u64>(2 * index + 1);
  return i64x2.replace_lane(i64x2.splat(mix64(key)), 1, mix64(key + golden));
}

export function rotateLeft(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by));
}
