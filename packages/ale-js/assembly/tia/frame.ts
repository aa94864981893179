// Time in the TIA: nothing is drawn until an access asks for it, and then only inside the display window.

import { FRAME_CAPACITY, FRAMES } from '../memory-map';
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
import { drawStretch } from './draw';
import { stepStarField } from './missile';
import { LINE_STALE } from './objects';
import { latchPlayer } from './player';

const LINE_CLOCKS = 228;
const BLANK_CLOCKS = 68;
const COMB_END = 76;

export function isPal(): bool {
  return config.format == 1;
}

function lineLimit(): i32 {
  return isPal() ? 342 : 290;
}

function setWindow(): void {
  tia.displayStart = tia.frameOrigin + LINE_CLOCKS * config.yStart;
  tia.displayStop = tia.displayStart + LINE_CLOCKS * config.height;
  video.lineLimitClock = tia.frameOrigin + LINE_CLOCKS * (lineLimit() + 1);
  video.originCycle = tia.frameOrigin / 3;
  tia.clocksLeftInLine = LINE_CLOCKS;
  video.cursor = video.frame;
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
  video.owedTo = tia.displayStart;
  tia.vsyncFinish -= clock;
  tia.lastHmove -= clock;
}

function endLine(): void {
  video.reflected = tia.ctrlpf & 1;
  latchPlayer(player0, player0Shape, 0);
  latchPlayer(player1, player1Shape, 0);
  video.stale |= LINE_STALE;
  if (tia.starField) stepStarField(missile0, missile0Shape, player0.nusiz);
}

/** Draws what is owed up to a clock, at most to the end of the window. */
export function catchUp(clock: i32): void {
  if (video.owedTo > clock) clock = video.owedTo;
  if (clock < tia.displayStart || tia.drawnTo >= tia.displayStop || tia.drawnTo >= clock) {
    video.owedTo = clock;
    return;
  }
  const until = min(clock, tia.displayStop);
  while (tia.drawnTo < until) {
    const left = tia.clocksLeftInLine;
    let h = LINE_CLOCKS - left;
    let n: i32;
    if (until > tia.drawnTo + left) {
      n = left;
      tia.drawnTo += left;
      tia.clocksLeftInLine = LINE_CLOCKS;
    } else {
      n = until - tia.drawnTo;
      tia.drawnTo = until;
      tia.clocksLeftInLine = left - n;
    }
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
    if (tia.comb && h < COMB_END) {
      memory.fill(start, 0, COMB_END - h);
      if (h + n >= COMB_END) tia.comb = 0;
    }
    if (tia.clocksLeftInLine == LINE_CLOCKS) endLine();
  }
}

/** Colours other than even bytes mark PAL frames after one with an odd number of lines. */
export function colourLossBit(): i32 {
  return isPal() ? console.scanlinesOfLastFrame & 1 : 0;
}
