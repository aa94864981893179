// Time in the TIA: nothing is drawn until an access asks for it, and then only inside the display window.

import { FRAME_CAPACITY, FRAME_WIDTH, FRAMES } from '../memory-map';
import { PLAIN } from '../plain';
import {
  config,
  console,
  missile0,
  missile0Shape,
  player0,
  player0Shape,
  player1,
  player1Shape,
  tia,
  video,
} from '../state';
import { fillColumns } from './columns';
import { delayOf } from './delays';
import { drawStretch } from './draw';
import { stepStarField } from './missile';
import { ALL_OBJECTS, COLORS, P0, P1, PF } from './objects';
import { latchPlayer } from './player';
import { unsettleAll } from './quiet';
import { forgetRepeats, repeatRow } from './repeats';

export const LINE_CLOCKS = 228;
export const LINE_CYCLES = 76;
const BLANK_CLOCKS = 68;
const WIDTH = LINE_CLOCKS - BLANK_CLOCKS;
const LONG_AGO: i32 = -0x10000000;
/** End of the eight columns that an HMOVE may blank. */
const COMB_END = 76;

function isPal(): bool {
  return config.format == 1;
}

function lineLimit(): i32 {
  return isPal() ? 342 : 290;
}

/** What follows from the frame origin. */
function deriveClocks(): void {
  video.originCycle = tia.frameOrigin / 3;
  video.lineLimitCycle = video.originCycle + LINE_CYCLES * (lineLimit() + 1);
}

function setWindow(): void {
  tia.displayStart = tia.frameOrigin + LINE_CLOCKS * config.yStart;
  tia.displayStop = tia.displayStart + LINE_CLOCKS * config.height;
  tia.clocksLeftInLine = LINE_CLOCKS;
  video.cursor = video.frame;
  forgetRepeats(video.frame);
  deriveClocks();
}

/** Address of the frame buffer that is not current. */
export function otherFrame(): usize {
  return FRAMES + (video.frame == FRAMES ? FRAME_CAPACITY : 0);
}

/** Clock 0 of a system reset: drawing begins at once, not at the window. */
export function resetFrame(): void {
  tia.frameOrigin = 0;
  video.frame = FRAMES;
  setWindow();
  tia.drawnTo = 0;
  video.owedTo = 0;
}

/** The other buffer, the same phase within the line, clock 0. @param clock of the end of the last frame */
export function startTiaFrame(clock: i32): void {
  tia.frameOrigin = -((clock - tia.frameOrigin) % LINE_CLOCKS);
  video.frame = otherFrame();
  setWindow();
  tia.drawnTo = tia.displayStart;
  tia.vsyncFinish -= clock;
  tia.lastHmove -= clock;
}

/**
 * A restored state does not tell the cursor, so drawing goes on from where it stands, as in the reference. Restored again
 * and again amid a frame, it would leave the buffer; then it goes back to the pixel that is due.
 */
function keepCursorInFrame(): void {
  const clocksLeft = tia.displayStop - tia.drawnTo;
  const pixelsLeft = WIDTH * (clocksLeft / LINE_CLOCKS) + min(clocksLeft % LINE_CLOCKS, WIDTH);
  if (<i32>(video.cursor - video.frame) + pixelsLeft <= <i32>FRAME_CAPACITY) return;
  video.cursor = video.frame + max(WIDTH * config.height - pixelsLeft, 0);
  forgetRepeats(video.frame);
}

/** Before an update: the host may have written another state into memory, so nothing derived from it can be trusted. */
export function resumeDrawing(): void {
  deriveClocks();
  keepCursorInFrame();
  video.owedTo = tia.drawnTo;
  video.stale = ALL_OBJECTS | COLORS;
  video.latchDue = 1;
  unsettleAll();
  video.quietCycle = LONG_AGO;
  video.quietBefore = tia.comb ? 0 : video.lineLimitCycle;
}

function endLine(): void {
  if (PLAIN || video.latchDue) {
    video.latchDue = 0;
    video.reflected = tia.ctrlpf & 1;
    latchPlayer(player0, player0Shape, 0);
    latchPlayer(player1, player1Shape, 0);
    video.stale |= PF | P0 | P1;
  }
  if (tia.starField) stepStarField(missile0, missile0Shape, player0.nusiz);
}

/** Always to the end of the comb, whether the line has been drawn that far or not. */
function drawComb(h: i32, drawn: i32, start: usize): void {
  if (h >= COMB_END) return;
  video.quietBefore = video.lineLimitCycle;
  fillColumns(0, COMB_END - h, start, 0);
  if (h + drawn >= COMB_END) tia.comb = 0;
}

/** Draws to the end of the line, or to a clock before that. @returns whether the next line, if nothing changes, will look the same */
function drawLine(until: i32): bool {
  const left = tia.clocksLeftInLine;
  const finished = until > tia.drawnTo + left;
  const repeats = finished && left >= WIDTH && !(tia.comb | tia.starField | video.latchDue);
  let h = LINE_CLOCKS - left;
  let n = finished ? left : until - tia.drawnTo;
  tia.drawnTo += n;
  tia.clocksLeftInLine = finished ? LINE_CLOCKS : left - n;
  if (h < BLANK_CLOCKS) {
    const blank = min(BLANK_CLOCKS - h, n);
    h += blank;
    n -= blank;
  }
  const start = video.cursor;
  if (n > 0) {
    const x = h - BLANK_CLOCKS;
    drawStretch(x, x + n, start - x);
    video.cursor = start + n;
  }
  if (tia.comb) drawComb(h, n, start);
  if (finished) endLine();
  return repeats;
}

/** As many whole lines before a clock as look like the line just drawn. */
function repeatLine(until: i32): void {
  const lines = (until - tia.drawnTo - 1) / LINE_CLOCKS;
  repeatRow(video.frame, video.cursor, lines);
  tia.drawnTo += LINE_CLOCKS * lines;
  video.cursor += FRAME_WIDTH * lines;
}

/** A clock within its line, 0–227. */
export function lineClock(clock: i32): i32 {
  return (clock - tia.frameOrigin) % LINE_CLOCKS;
}

/** Draws up to a clock, and at least what is owed; at most to the end of the window. */
export function catchUp(clock: i32): void {
  const asked = max(clock, video.owedTo);
  if (asked < tia.displayStart) return;
  const until = min(asked, tia.displayStop);
  while (tia.drawnTo < until) {
    if (drawLine(until) && !PLAIN && until - tia.drawnTo > LINE_CLOCKS) repeatLine(until);
  }
}

/** Leaves the drawing up to a clock to the next `catchUp`: nothing that shows changes before it. */
export function owe(clock: i32): void {
  if (PLAIN) catchUp(clock);
  else if (clock > video.owedTo) video.owedTo = clock;
}

/** HMOVE: the first columns of the next line that is drawn stay black. */
export function startComb(): void {
  tia.comb = 1;
  video.quietBefore = 0;
}

/** The first access after an HMOVE cannot leave its drawing for later: how far the comb blanks ahead depends on it. */
export function drawAfterHmove(clock: i32): void {
  if (video.quietBefore == 0) catchUp(clock);
}

/** What the last quiet write asked for. */
export function oweQuiet(): void {
  owe(3 * video.quietCycle + delayOf(video.quietRegister & 0x3f, video.quietCycle));
}

/** At the end of an update everything that was asked for is drawn. */
export function finishDrawing(): void {
  oweQuiet();
  catchUp(video.owedTo);
}

/** Bit 0 of all colors: set in PAL frames after one with an odd number of lines. */
export function colorLossBit(): i32 {
  return isPal() ? console.scanlinesOfLastFrame & 1 : 0;
}
