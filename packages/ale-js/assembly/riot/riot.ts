// RIOT (6532): 128 bytes of RAM, two ports, one interval timer. The bus reads the RAM at RIOT_RAM.
// Timer: T is the last value written, W the cycle of that write, K the cycle of the first read that was two or more cycles late.

import { RIOT_RAM } from '../memory-map';
import { nextRandom } from '../random';
import { cpu, input, riot } from '../state';

/** Power-on: fills RAM with random bytes. Resets do not. */
export function buildRiot(): void {
  for (let i: usize = 0; i < 128; i++) store<u8>(RIOT_RAM + i, <u8>nextRandom());
  resetRiot();
}

export function resetRiot(): void {
  riot.timer = 25 + <i32>(nextRandom() % 75);
  riot.shift = 6;
  riot.writtenAt = 0;
  riot.lateReadAt = 0;
  riot.lateReadSeen = 0;
  riot.swacnt = 0;
}

/** Adjusts the time stamps when the clock is set back to 0. */
export function rebaseRiot(cycles: i32): void {
  riot.writtenAt -= cycles;
  riot.lateReadAt -= cycles;
}

/** Returns the value that a read at a CPU cycle gives; negative after the timer has expired. */
export function timerAt(cycle: i32): i32 {
  return riot.timer - <i32>(<u32>(cycle - 1 - riot.writtenAt) >> riot.shift) - 1;
}

/** Returns the last CPU cycle at which a read gives `value` or more. */
export function lastCycleOf(value: i32): i32 {
  return riot.writtenAt + ((riot.timer - value) << riot.shift);
}

function readTimer(): i32 {
  const value = timerAt(cpu.cycles);
  if (value >= 0) return value;
  const expiry = riot.timer << riot.shift;
  const past = expiry - (cpu.cycles - riot.writtenAt);
  if (past <= -2 && !riot.lateReadSeen) {
    riot.lateReadSeen = 1;
    riot.lateReadAt = cpu.cycles;
  }
  if (!riot.lateReadSeen) return past & 0xff;
  return (value + 1 - (riot.lateReadAt - (riot.writtenAt + expiry))) & 0xff;
}

function readTimerInterrupt(): i32 {
  return timerAt(cpu.cycles) >= 0 || riot.lateReadSeen ? 0 : 0x80;
}

export function readRiot(address: i32): i32 {
  switch (address & 7) {
    case 0:
      return input.swcha;
    case 1:
      return riot.swacnt;
    case 2:
      return input.swchb;
    case 3:
      return 0;
    case 4:
    case 6:
      return readTimer();
    default:
      return readTimerInterrupt();
  }
}

const PRESCALER_SHIFTS = memory.data<u8>([0, 3, 6, 10]);

export function writeRiot(address: i32, value: i32): void {
  if ((address & 7) == 1) {
    riot.swacnt = value;
  } else if ((address & 0x14) == 0x14) {
    riot.timer = value;
    riot.shift = load<u8>(PRESCALER_SHIFTS + (address & 3));
    riot.writtenAt = cpu.cycles;
    riot.lateReadSeen = 0;
  }
}
