// Games wait for the timer in a loop of two instructions, `LDA INTIM` (or the like) and a branch back to it. While the timer is sure
// to keep the branch taken the rounds do nothing but pass time, so they are counted instead of run.

import { bus, riot } from '../state';
import { branchCycles } from './operations';

const LDY = 0xac;
const LDA = 0xad;
const LDX = 0xae;
const BIT = 0x2c;
const LOAD_CYCLES = 4;
const BRANCH_CYCLES = 2;

/** INTIM and TIMINT at any of their mirrors. */
function isTimer(address: i32): bool {
  return (address & 0x1285) == 0x284;
}

function isTimerInterrupt(address: i32): bool {
  return (address & 0x1285) == 0x285;
}

/** Whether a branch on plus goes on as long as the timer has not passed zero, or one on not equal until it gets there. */
function waits(instruction: i32, least: i32): bool {
  const opcode = instruction & 0xff;
  const address = (instruction >> 8) & 0xffff;
  const loads = opcode == LDA || opcode == LDX || opcode == LDY;
  if (least) return loads && isTimer(address);
  return (loads || opcode == BIT) && (isTimer(address) || isTimerInterrupt(address));
}

/** A branch to the instruction of three bytes before it. */
export function isBackThree(word: i32): bool {
  return (word & 0xff00) == 0xfb00;
}

/**
 * The time after the rounds that can be left out.
 * @param pc where the taken branch at `pc` + 3 leads
 * @param least lowest timer value that keeps the loop going: 0 for BPL, 1 for BNE
 */
export function skipWait(pc: i32, time: i64, least: i32): i64 {
  if (<u32>(pc - bus.codeBegin) >= bus.codeLength) return time;
  if (!waits(load<u32>(bus.codeBase + pc), least)) return time;
  const cycle = <i32>time;
  const period = LOAD_CYCLES + BRANCH_CYCLES + branchCycles(pc + 5, pc);
  // The last read that still gives `least`.
  const last = riot.writtenAt + ((riot.timer - least) << riot.shift);
  const rounds = (last - cycle - LOAD_CYCLES) / period;
  // Two rounds are left to run, so that whatever ends the update finds the registers as they should be.
  const affordable = (<i32>(bus.limit >> 32) - <i32>(time >> 32)) / 2 - 2;
  const skipped = min(rounds, affordable);
  return skipped > 0 ? time + <i64>skipped * (((<i64>2) << 32) + period) : time;
}
