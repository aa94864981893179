/**
 * IEEE 754 binary16: 1 sign bit, 5 bits of exponent, 10 of fraction; the largest finite value is 65,504. Node.js 20 has no
 * Float16Array.
 */

/** Returns the value of a 16-bit pattern; every such value is also a 32-bit float. */
export function decodeFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

const float = new Float32Array(1);
const floatBits = new Uint32Array(float.buffer);

/** Returns the bits of the nearest 16-bit float, of two equally near ones the even one; infinity from 65,520 on. */
export function encodeFloat16(value: number): number {
  float[0] = value;
  const sign = (floatBits[0]! >>> 16) & 0x8000;
  const magnitude = Math.abs(float[0]);
  if (Number.isNaN(magnitude)) return 0x7e00;
  if (magnitude >= 65_520) return sign | 0x7c00;
  const exponent = Math.max(((floatBits[0]! >>> 23) & 255) - 127, -14);
  // In units of the last place, of which a 64-bit float has none to spare at 2^52: adding it rounds, ties to even.
  const units = magnitude * 2 ** (10 - exponent) + 2 ** 52 - 2 ** 52;
  // The patterns of positive values count upward across exponents, so a carry into the next exponent needs no case of its own.
  return sign | ((exponent + 14) * 1024 + units);
}
