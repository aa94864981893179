// MT19937 (Matsumoto and Nishimura 1998), the only random generator of the machine.

import { GENERATOR_WORDS, generator } from './state';

const N = 624;
const M = 397;

function word(index: i32): u32 {
  return load<u32>(GENERATOR_WORDS + ((<usize>index) << 2));
}

export function seedRandom(seed: u32): void {
  let w = seed;
  for (let i = 0; i < N; i++) {
    store<u32>(GENERATOR_WORDS + ((<usize>i) << 2), w);
    w = 1812433253 * (w ^ (w >> 30)) + <u32>(i + 1);
  }
  generator.index = N;
}

function twist(): void {
  for (let i = 0; i < N; i++) {
    const y = (word(i) & 0x80000000) | (word((i + 1) % N) & 0x7fffffff);
    const mixed = word((i + M) % N) ^ (y >> 1) ^ (y & 1 ? 0x9908b0df : 0);
    store<u32>(GENERATOR_WORDS + ((<usize>i) << 2), mixed);
  }
  generator.index = 0;
}

export function nextRandom(): u32 {
  if (generator.index >= N) twist();
  let y = word(generator.index++);
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >> 18);
}
