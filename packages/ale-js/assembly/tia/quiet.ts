// Quiet registers: most writes of a kernel repeat what a register holds. For each register the value is kept whose
// writing would change nothing at all, neither picture nor state; the CPU then passes the TIA by (cpu/access.ts). It is
// learned from the last write and forgotten when something else touches what the write would touch.

import { QUIET } from '../memory-map';
import { PLAIN } from '../plain';
import { config } from '../state';

const NONE: u16 = 0xffff;
const REGISTERS = 64;

function slot(register: i32): usize {
  return QUIET + ((<usize>register) << 1);
}

/** The register holds `value` now and writing it again does nothing. */
export function settle(register: i32, value: i32): void {
  // A cartridge that listens has to hear every write.
  if (!PLAIN && !config.watchesLowPages) store<u16>(slot(register), <u16>value);
}

export function unsettle(register: i32): void {
  store<u16>(slot(register), NONE);
}

export function unsettleAll(): void {
  memory.fill(QUIET, 0xff, 2 * REGISTERS);
}
