// Games wait for the timer in a loop of two instructions, `LDA INTIM` (or the like) and a branch back to it. While the timer is sure
// to keep the branch taken the rounds do nothing but pass time, so they are counted instead of run.

import { PLAIN } from '../plain';
import { lastCycleOf, timerAt } from '../riot/riot';
import { bus } from '../state';
import { branchCycles } from './operations';

const LDY = 0xac;
const LDA = 0xad;
const LDX = 0xae;
const BIT = 0x2c;
const LOAD_CYCLES = 4;
const BRANCH_CYCLES = 2;
const NO_WAIT = -1;

/** INTIM and TIMINT at any of their mirrors. */
function isTimer(address: i32): bool {
  return (address & 0x1285) == 0x284;
}

function isTimerInterrupt(address: i32): bool {
  return (address & 0x1285) == 0x285;
}

function isLoad(opcode: i32): bool {
  return opcode == LDA || opcode == LDX || opcode == LDY;
}

/**
 * The least timer value that keeps the loop going.
 * @param instruction where the branch leads
 * @param onPlus BPL, else BNE
 * @returns 0 or 1, or NO_WAIT
 */
function leastValue(instruction: i32, onPlus: bool, firstRead: i32): i32 {
  const opcode = instruction & 0xff;
  const address = (instruction >> 8) & 0xffff;
  if (!onPlus) return isLoad(opcode) && isTimer(address) ? 1 : NO_WAIT;
  if (!isLoad(opcode) && opcode != BIT) return NO_WAIT;
  // From 128 up INTIM itself is negative and lets BPL fall through.
  if (isTimer(address)) return timerAt(firstRead) < 128 ? 0 : NO_WAIT;
  return isTimerInterrupt(address) ? 0 : NO_WAIT;
}

/** A branch to the instruction of three bytes before it. */
export function isBackThree(word: i32): bool {
  return (word & 0xff00) == 0xfb00;
}

/**
 * The time after the rounds that can be left out.
 * @param pc where the taken branch at `pc` + 3 leads
 * @param onPlus the branch is BPL, else BNE
 */
export function skipWait(pc: i32, time: i64, onPlus: bool): i64 {
  if (PLAIN || <u32>(pc - bus.codeBegin) >= bus.codeLength) return time;
  const firstRead = <i32>time + LOAD_CYCLES;
  const least = leastValue(load<i32>(bus.codeBase + pc), onPlus, firstRead);
  if (least == NO_WAIT) return time;
  const period = LOAD_CYCLES + BRANCH_CYCLES + branchCycles(pc + 5, pc);
  const rounds = (lastCycleOf(least) - firstRead) / period;
  // Two rounds are left to run, so that whatever ends the update finds the registers as they should be.
  const affordable = (<i32>(bus.limit >> 32) - <i32>(time >> 32)) / 2 - 2;
  const skipped = min(rounds, affordable);
  return skipped > 0 ? time + <i64>skipped * (((<i64>2) << 32) + period) : time;
}
