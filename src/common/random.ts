/** Seeded random generators, the only source of randomness. They are passed as arguments, split by use, and saved as values. */
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded generator of random numbers. */
export interface Random {
  /** Returns the next 32 bits, as an unsigned integer. */
  uint32(): number;
  /** Returns a uniform number in [0, 1) with 32 bits of resolution. */
  uniform(): number;
  /** Returns a uniform integer in [0, below), without modulo bias. */
  integer(below: number): number;
  /** Returns an independent generator for a named use, without advancing this one. */
  split(use: string): Random;
  /** Returns the whole state, for `restore`. */
  state(): number[];
  /** Restores a state that `state()` returned. */
  restore(state: readonly number[]): void;
}

/** Creates a generator. Equal seeds give equal numbers on every platform. @param seed any integer; its low 32 bits count */
export function createRandom(seed: number): Random {
  const origin = seed | 0;
  let generator = xoroshiro128plus(origin);
  const uint32 = () => generator.next() >>> 0;
  return {
    uint32,
    uniform: () => uint32() / 2 ** 32,
    integer(below) {
      if (!(Number.isInteger(below) && below > 0 && below <= 2 ** 32)) {
        throw new RangeError(`integer(below): expected an integer in 1…2^32, got ${below}`);
      }
      const limit = 2 ** 32 - (2 ** 32 % below);
      let draw = uint32();
      while (draw >= limit) draw = uint32();
      return draw % below;
    },
    split: (use) => createRandom(hash(use, origin)),
    state: () => [...generator.getState()],
    restore(state) {
      generator = xoroshiro128plusFromState(state as number[]);
    },
  };
}

/** Returns the 32-bit FNV-1a hash of the text's UTF-16 units. @param start changes the initial value */
export function fnv1a(text: string, start = 0): number {
  let h = (start ^ 0x811c9dc5) | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}

/** FNV-1a from the parent's seed, mixed so that similar names give unrelated seeds. */
function hash(text: string, start: number): number {
  let h = fnv1a(text, start);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
