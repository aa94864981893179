// Write delays: a register takes effect some clocks after the access.

import { video } from '../state';

const DELAYS = memory.data<u8>([
  0, 1, 0, 0, 8, 8, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 8, 8, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);
const PLAYFIELD_DELAYS = memory.data<u8>([4, 5, 2, 3]);

/** Returns the delay of PF0, PF1 and PF2, which depends on the CPU cycle in the line, modulo 4. */
export function playfieldDelay(cycle: i32): i32 {
  return load<u8>(PLAYFIELD_DELAYS + ((cycle - video.originCycle) & 3));
}

/** Returns the color clocks from a write at a CPU cycle to its effect. */
export function delayOf(register: i32, cycle: i32): i32 {
  return register >= 0x0d && register <= 0x0f ? playfieldDelay(cycle) : <i32>load<u8>(DELAYS + register);
}
