// Quiet registers: most writes of a kernel repeat what a register holds. For each register the value is kept whose
// writing would change nothing at all, neither picture nor state; the CPU then passes the TIA by. It is learnt from the
// last write and forgotten when something else touches what the write would touch.

import { QUIET } from '../memory-map';
import { config, video } from '../state';

const NONE: i32 = 0xffff;
const REGISTERS: i32 = 64;

function slot(register: i32): usize {
  return QUIET + (<usize>register << 1);
}

/** Whether a write may pass the TIA by. @param register its low six bits count */
// @ts-ignore: decorator
@inline
export function isQuiet(register: i32, value: i32, cycle: i32): bool {
  return load<u16>(slot(register & 0x3f)) == value && cycle < video.lineLimitCycle;
}

/** What is left to do then: the access is remembered in case it is the last of an unfinished frame. */
// @ts-ignore: decorator
@inline
export function noteQuiet(register: i32, cycle: i32): void {
  video.quietRegister = register;
  video.quietCycle = cycle;
}

/** The register holds `value` now and writing it again does nothing. */
export function settle(register: i32, value: i32): void {
  // A cartridge that listens has to hear every write.
  if (!config.watchesLowPages) store<u16>(slot(register), <u16>value);
}

export function unsettle(register: i32): void {
  store<u16>(slot(register), <u16>NONE);
}

export function unsettleAll(): void {
  memory.fill(QUIET, 0xff, 2 * REGISTERS);
}
