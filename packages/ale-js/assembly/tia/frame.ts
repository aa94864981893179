// Drawing of frames: lines are drawn only when an access requires it, and only inside the display window.

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
import { stepStarField } from './objects/missile';
import { latchPlayer } from './objects/player';
import { ALL_OBJECTS, COLORS, P0, P1, PF } from './objects/sets';
import { unsettleAll } from './quiet';
import { forgetRepeats, repeatRow } from './repeats';

export const LINE_CLOCKS = 228;
export const LINE_CYCLES = 76;
const BLANK_CLOCKS = 68;
const WIDTH = LINE_CLOCKS - BLANK_CLOCKS;
const LONG_AGO: i32 = -0x10000000;
/** End of the eight columns that an HMOVE may blank (the comb), as a clock of the line. */
const COMB_END = 76;

function isPal(): bool {
  return config.format == 1;
}

function lineLimit(): i32 {
  return isPal() ? 342 : 290;
}

/** Updates the values that depend on the frame origin. */
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

/** Returns the address of the frame buffer that is not current. */
export function otherFrame(): usize {
  return FRAMES + (video.frame == FRAMES ? FRAME_CAPACITY : 0);
}

/** Starts the first frame after a system reset: drawing begins immediately, not at the window. */
export function resetFrame(): void {
  tia.frameOrigin = 0;
  video.frame = FRAMES;
  setWindow();
  tia.drawnTo = 0;
  video.owedTo = 0;
}

/** Starts a frame at clock 0: other buffer, same phase within the line. @param clock the end of the last frame */
export function startTiaFrame(clock: i32): void {
  tia.frameOrigin = -((clock - tia.frameOrigin) % LINE_CLOCKS);
  video.frame = otherFrame();
  setWindow();
  tia.drawnTo = tia.displayStart;
  tia.vsyncFinish -= clock;
  tia.lastHmove -= clock;
}

/**
 * A restored state does not contain the cursor, so drawing continues at the current cursor, as in ALE. After repeated restores within
 * a frame, the cursor could leave the buffer; in this case it is set to the right pixel.
 */
function keepCursorInFrame(): void {
  const clocksLeft = tia.displayStop - tia.drawnTo;
  const pixelsLeft = WIDTH * (clocksLeft / LINE_CLOCKS) + min(clocksLeft % LINE_CLOCKS, WIDTH);
  if (<i32>(video.cursor - video.frame) + pixelsLeft <= <i32>FRAME_CAPACITY) return;
  video.cursor = video.frame + max(WIDTH * config.height - pixelsLeft, 0);
  forgetRepeats(video.frame);
}

/** Called before each frame: the host may have written another state, so all derived values are computed again. */
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

/** Blanks the comb to its end, even if the line has not been drawn that far. */
function drawComb(h: i32, drawn: i32, start: usize): void {
  if (h >= COMB_END) return;
  video.quietBefore = video.lineLimitCycle;
  fillColumns(0, COMB_END - h, start, 0);
  if (h + drawn >= COMB_END) tia.comb = 0;
}

/** Draws to the end of the line, or to an earlier clock. @returns whether the next line is equal if nothing changes */
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

/** Repeats the line just drawn, for all complete lines before a clock. */
function repeatLine(until: i32): void {
  const lines = (until - tia.drawnTo - 1) / LINE_CLOCKS;
  repeatRow(video.frame, video.cursor, lines);
  tia.drawnTo += LINE_CLOCKS * lines;
  video.cursor += FRAME_WIDTH * lines;
}

/** Returns a clock relative to the start of its line, 0–227. */
export function lineClock(clock: i32): i32 {
  return (clock - tia.frameOrigin) % LINE_CLOCKS;
}

/** Draws up to a clock and all deferred drawing; at most to the end of the window. */
export function catchUp(clock: i32): void {
  const asked = max(clock, video.owedTo);
  if (asked < tia.displayStart) return;
  const until = min(asked, tia.displayStop);
  while (tia.drawnTo < until) {
    if (drawLine(until) && !PLAIN && until - tia.drawnTo > LINE_CLOCKS) repeatLine(until);
  }
}

/** Defers the drawing up to a clock to the next `catchUp`. Allowed if nothing visible changes before. */
export function owe(clock: i32): void {
  if (PLAIN) catchUp(clock);
  else if (clock > video.owedTo) video.owedTo = clock;
}

/** HMOVE: blanks the first columns of the next line that is drawn. */
export function startComb(): void {
  tia.comb = 1;
  video.quietBefore = 0;
}

/** The first access after an HMOVE cannot defer its drawing, because the comb depends on it. */
export function drawAfterHmove(clock: i32): void {
  if (video.quietBefore == 0) catchUp(clock);
}

/** Defers the drawing that the last quiet write requires. */
export function oweQuiet(): void {
  owe(3 * video.quietCycle + delayOf(video.quietRegister & 0x3f, video.quietCycle));
}

/** Draws everything that was deferred. Called at the end of a frame. */
export function finishDrawing(): void {
  oweQuiet();
  catchUp(video.owedTo);
}

/** Returns bit 0 of all colors: 1 in PAL frames after a frame with an odd number of lines. */
export function colorLossBit(): i32 {
  return isPal() ? console.scanlinesOfLastFrame & 1 : 0;
}
