// Quiet writes: most writes of a program repeat the value of a register. For each register, this table contains the value whose
// writing would change nothing, neither picture nor state; the CPU skips such writes (cpu/access.ts). A write sets its entry, and
// changes of anything that the write would affect clear it.

import { QUIET } from '../memory-map';
import { PLAIN } from '../plain';
import { config } from '../state';

const NONE: u16 = 0xffff;
const REGISTERS = 64;

function slot(register: i32): usize {
  return QUIET + ((<usize>register) << 1);
}

/** Marks writes of `value` to a register as quiet. */
export function settle(register: i32, value: i32): void {
  // A cartridge that reacts to low addresses needs every write.
  if (!PLAIN && !config.watchesLowPages) store<u16>(slot(register), <u16>value);
}

export function unsettle(register: i32): void {
  store<u16>(slot(register), NONE);
}

export function unsettleAll(): void {
  memory.fill(QUIET, 0xff, 2 * REGISTERS);
}
