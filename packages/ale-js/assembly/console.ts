// The console: power on, reset, switches and controllers, and one displayed frame at a time.

import { rebaseCartridge, remapCartridge, resetCartridge } from './cartridge/cartridge';
import { execute, resetCpu } from './cpu/decode';
import { prepareTimes } from './cpu/fetch';
import { FRAME_WIDTH } from './memory-map';
import { seedRandom } from './random';
import { buildRiot, rebaseRiot, resetRiot } from './riot/riot';
import { bus, config, console, cpu, input, tia, video } from './state';
import { finishDrawing, LINE_CLOCKS, resumeDrawing, startTiaFrame } from './tia/frame';
import { applyColorLoss } from './tia/graphics';
import { INFINITE_RESISTANCE } from './tia/input';
import { forgetRepeats } from './tia/repeats';
import { buildTia, resetTia } from './tia/tia';

const INSTRUCTIONS_PER_UPDATE = 25000;
const RELEASED = 0x80;

export const FRAME_COMPLETE = 1;
export const INSTRUCTION_LIMIT = 2;
export const CPU_JAMMED = 4;

/** Power-on: seeds the generator and fills RIOT RAM and timer with random values. A reset has to follow. */
export function buildConsole(seed: u32): void {
  seedRandom(seed);
  cpu.cycles = 0;
  bus.latch = 0;
  bus.lastAccessWasRead = 1;
  video.frameComplete = 1;
  video.grayed = 0;
  console.scanlines = 0;
  buildRiot();
  buildTia();
  prepareTimes();
  updateControllers();
}

function rebase(): void {
  const cycles = cpu.cycles;
  cpu.cycles = 0;
  rebaseRiot(cycles);
  rebaseCartridge(cycles);
  tia.dumpedAt -= cycles;
}

export function resetConsole(): void {
  rebase();
  resetRiot();
  resetTia();
  updateControllers();
  console.scanlinesOfLastFrame = 0;
  resetCartridge();
  resetCpu();
}

// --- controllers ---

function paddle(index: i32): i32 {
  switch (config.swapPaddles ? index ^ 1 : index) {
    case 0:
      return input.paddle0;
    case 1:
      return input.paddle1;
    case 2:
      return input.paddle2;
    default:
      return input.paddle3;
  }
}

function isPaddleFired(index: i32): i32 {
  return (input.paddleButtons >> (config.swapPaddles ? index ^ 1 : index)) & 1;
}

/** The four SWCHA pins of a controller, 1 = open: pin 1 in bit 0. @param side 0 left, 1 right */
function pins(side: i32): i32 {
  const hasPaddles = side ? config.rightPaddles : config.leftPaddles;
  if (!hasPaddles) return ~(input.joysticks >> (5 * side)) & 15;
  return ~((isPaddleFired(2 * side) << 3) | (isPaddleFired(2 * side + 1) << 2)) & 15;
}

function fireLine(side: i32): i32 {
  const hasPaddles = side ? config.rightPaddles : config.leftPaddles;
  const pressed = (input.joysticks >> (5 * side + 4)) & 1;
  return hasPaddles || !pressed ? RELEASED : 0;
}

function resistance(side: i32, line: i32): i32 {
  const hasPaddles = side ? config.rightPaddles : config.leftPaddles;
  return hasPaddles ? paddle(2 * side + line) : INFINITE_RESISTANCE;
}

/** Updates the input pins of both chips after the host has set controllers. */
export function updateControllers(): void {
  const left = config.swapPorts ? 1 : 0;
  const right = 1 - left;
  input.swcha = (pins(left) << 4) | pins(right);
  input.inpt0 = resistance(left, 0);
  input.inpt1 = resistance(left, 1);
  input.inpt2 = resistance(right, 0);
  input.inpt3 = resistance(right, 1);
  input.inpt4 = fireLine(left);
  input.inpt5 = fireLine(right);
}

// --- frames ---

function startFrame(): void {
  startTiaFrame(3 * cpu.cycles);
  rebase();
  applyColorLoss();
  video.grayed = 0;
}

/** Turns the part of an unfinished frame that was not drawn to dark gray, once, as ALE does. */
function grayRest(): void {
  if (video.grayed) return;
  video.grayed = 1;
  forgetRepeats(video.frame);
  const first = max(console.scanlines, config.yStart) - config.yStart;
  const end = video.frame + FRAME_WIDTH * config.height;
  for (let at = video.frame + FRAME_WIDTH * first; at < end; at++) store<u8>(at, (load<u8>(at) & 15) >> 1);
}

/** Runs until the frame ends. @returns event bits */
export function runConsoleFrame(): i32 {
  if (video.frameComplete) startFrame();
  remapCartridge();
  resumeDrawing();
  video.frameComplete = 0;
  console.stopRequested = 0;
  if (!cpu.jammed) execute(INSTRUCTIONS_PER_UPDATE);
  finishDrawing();
  console.scanlines = (3 * cpu.cycles - tia.frameOrigin) / LINE_CLOCKS;
  if (console.stopRequested) {
    console.scanlinesOfLastFrame = console.scanlines;
    return FRAME_COMPLETE;
  }
  grayRest();
  return cpu.jammed ? CPU_JAMMED : INSTRUCTION_LIMIT;
}
