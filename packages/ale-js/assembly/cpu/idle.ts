// Games wait for the timer in a loop of two instructions: `LDA INTIM` (or a similar one) and a branch back to it. As long as the
// timer keeps the branch taken, the loop only passes time, so its rounds are skipped and their cycles added.

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
 * Returns the smallest timer value that continues the loop.
 * @param instruction the instruction at the branch target
 * @param onPlus BPL, else BNE
 * @returns 0 or 1, or NO_WAIT
 */
function leastValue(instruction: i32, onPlus: bool, firstRead: i32): i32 {
  const opcode = instruction & 0xff;
  const address = (instruction >> 8) & 0xffff;
  if (!onPlus) return isLoad(opcode) && isTimer(address) ? 1 : NO_WAIT;
  if (!isLoad(opcode) && opcode != BIT) return NO_WAIT;
  // INTIM values of 128 and more are negative, so BPL is not taken.
  if (isTimer(address)) return timerAt(firstRead) < 128 ? 0 : NO_WAIT;
  return isTimerInterrupt(address) ? 0 : NO_WAIT;
}

/** Returns whether a branch leads to the three-byte instruction directly before it. */
export function isBackThree(word: i32): bool {
  return (word & 0xff00) == 0xfb00;
}

/**
 * Returns the time after the rounds that can be skipped.
 * @param pc target of the taken branch, which is at `pc` + 3
 * @param onPlus the branch is BPL, else BNE
 */
export function skipWait(pc: i32, time: i64, onPlus: bool): i64 {
  if (PLAIN || <u32>(pc - bus.codeBegin) >= bus.codeLength) return time;
  const firstRead = <i32>time + LOAD_CYCLES;
  const least = leastValue(load<i32>(bus.codeBase + pc), onPlus, firstRead);
  if (least == NO_WAIT) return time;
  const period = LOAD_CYCLES + BRANCH_CYCLES + branchCycles(pc + 5, pc);
  const rounds = (lastCycleOf(least) - firstRead) / period;
  // Two rounds are run normally, so that the registers are right if the instruction limit ends the frame.
  const affordable = (<i32>(bus.limit >> 32) - <i32>(time >> 32)) / 2 - 2;
  const skipped = min(rounds, affordable);
  return skipped > 0 ? time + <i64>skipped * (((<i64>2) << 32) + period) : time;
}
