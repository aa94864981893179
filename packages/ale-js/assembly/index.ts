// The exports of the core. `src/console/core.ts` documents them.

import { read, write } from './bus';
import { buildCartridge } from './cartridge/cartridge';
import { invalidPart } from './check-state';
import { buildConsole, resetConsole, runConsoleFrame, updateControllers } from './console';
import { debugRegister } from './debug';
import {
  CONFIG,
  FRAME_ROWS,
  FRAME_WIDTH,
  GRAY,
  MEMORY_END,
  OBSERVATION,
  PALETTE_RGB,
  REMEMBERED,
  RGB,
  RIOT_RAM,
  ROM,
  ROM_CAPACITY,
  STACK,
  STATE,
  UNSAVED,
  UNSAVED_END,
} from './memory-map';
import { observeFrames } from './picture/observation';
import { observeLikeOpenCV, observeOntoLast } from './picture/opencv';
import { forgetPooled } from './picture/pool';
import { grayInto, rgbInto, screenHeight } from './picture/preprocess';
import { clear, push } from './picture/stack';
import { nextRandom as draw } from './random';
import { config, console, cpu, header, input, STATE_VERSION, video } from './state';
import { otherFrame } from './tia/frame';

export const WRONG_WINDOW = -4;

export function romPointer(): usize {
  return ROM;
}

export function romCapacity(): usize {
  return ROM_CAPACITY;
}

export function build(
  romSize: i32,
  cartridgeType: i32,
  format: i32,
  yStart: i32,
  height: i32,
  hmoveBlanks: i32,
  leftPaddles: i32,
  rightPaddles: i32,
  swapPorts: i32,
  swapPaddles: i32,
  leftDifficultyA: i32,
  rightDifficultyA: i32,
  systemSeed: i32,
): i32 {
  if (yStart < 0 || height <= 0 || yStart + height > FRAME_ROWS) return WRONG_WINDOW;
  memory.fill(CONFIG, 0, ROM - CONFIG);
  forgetPooled();
  memory.fill(STATE, 0, UNSAVED_END - STATE);
  const error = buildCartridge(romSize, cartridgeType);
  if (error) return error;
  config.format = format;
  config.yStart = yStart;
  config.height = height;
  config.hmoveBlanks = hmoveBlanks;
  config.leftPaddles = leftPaddles;
  config.rightPaddles = rightPaddles;
  config.swapPorts = swapPorts;
  config.swapPaddles = swapPaddles;
  input.swchb = 0x3f | (leftDifficultyA ? 0x40 : 0) | (rightDifficultyA ? 0x80 : 0);
  header.version = STATE_VERSION;
  header.stateBytes = <u32>stateSize();
  buildConsole(systemSeed);
  return 0;
}

export function cartridgeType(): i32 {
  return config.cartridgeType;
}

export function setFormat(format: i32, height: i32): void {
  config.format = format;
  config.height = min(height, FRAME_ROWS - config.yStart);
}

export function systemReset(): void {
  resetConsole();
}

export function runFrame(): i32 {
  return runConsoleFrame();
}

export function scanlines(): i32 {
  return console.scanlines;
}

export function cycles(): i32 {
  return cpu.cycles;
}

export function programCounter(): i32 {
  return cpu.pc;
}

export function setJoysticks(pressed: i32): void {
  input.joysticks = pressed;
  updateControllers();
}

export function setSwitches(swchb: i32): void {
  input.swchb = swchb;
}

export function setPaddle(index: i32, resistance: i32): void {
  if (index == 0) input.paddle0 = resistance;
  else if (index == 1) input.paddle1 = resistance;
  else if (index == 2) input.paddle2 = resistance;
  else input.paddle3 = resistance;
  updateControllers();
}

export function setPaddleButtons(pressed: i32): void {
  input.paddleButtons = pressed;
  updateControllers();
}

export function ramPointer(): usize {
  return RIOT_RAM;
}

export function peek(address: i32): i32 {
  return read(address & 0xffff);
}

export function poke(address: i32, value: i32): void {
  write(address & 0xffff, value & 0xff);
}

export function framePointer(): usize {
  return video.frame;
}

export function previousFramePointer(): usize {
  return otherFrame();
}

export function statePointer(): usize {
  return STATE - config.cartridgeRamSize;
}

export function stateSize(): usize {
  return UNSAVED - statePointer();
}

export function unsavedPointer(): usize {
  return UNSAVED;
}

export function unsavedSize(): usize {
  return UNSAVED_END - UNSAVED;
}

export function stateVersion(): i32 {
  return STATE_VERSION;
}

export function stateProblem(unsaved: i32): i32 {
  return invalidPart(unsaved != 0);
}

export function memoryEnd(): usize {
  return MEMORY_END;
}

export function nextRandom(): i32 {
  return draw();
}

export function register(index: i32): i32 {
  return debugRegister(index);
}

export function palettePointer(): usize {
  return PALETTE_RGB;
}

export function renderGray(): usize {
  grayInto(GRAY);
  return GRAY;
}

export function renderRgb(): usize {
  rgbInto(RGB);
  forgetPooled();
  return RGB;
}

export function rememberFrame(): void {
  memory.copy(REMEMBERED, video.frame, FRAME_WIDTH * <usize>screenHeight());
}

export function observe(pool: i32): usize {
  observeFrames(video.frame, pool ? REMEMBERED : video.frame);
  return OBSERVATION;
}

export function observeAsOpenCV(pool: i32): usize {
  observeLikeOpenCV(video.frame, pool ? REMEMBERED : video.frame);
  return OBSERVATION;
}

export function observeRemembered(): usize {
  observeOntoLast(REMEMBERED);
  return OBSERVATION;
}

export function clearStack(): void {
  clear();
}

export function stackObservation(interleaved: i32): usize {
  push(interleaved != 0);
  return STACK;
}
