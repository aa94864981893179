// The state of the machine, as structs at fixed addresses. `Config` is constant after the console is built. ALE saves the structs up
// to `Generator`; it does not save the others.

import {
  BUS_STATE,
  CARTRIDGE_STATE,
  CONFIG,
  CONSOLE_STATE,
  CPU_STATE,
  GENERATOR_STATE,
  INPUT_STATE,
  LINES,
  RIOT_STATE,
  SHAPES,
  STATE,
  TIA_STATE,
  VIDEO_STATE,
} from './memory-map';

/** Increase it when the layout of the blocks changes. */
export const STATE_VERSION: u32 = 3;

@unmanaged
export class Config {
  cartridgeType: i32;
  romSize: i32;
  cartridgeRamSize: i32;
  /** Address of the cartridge's RAM. */
  cartridgeRam: u32;
  /** 1 if the cartridge reacts to accesses below $1000 (3F, 3E, UA). */
  watchesLowPages: i32;
  /** 0 NTSC, 1 PAL. */
  format: i32;
  yStart: i32;
  height: i32;
  hmoveBlanks: i32;
  leftPaddles: i32;
  rightPaddles: i32;
  swapPorts: i32;
  swapPaddles: i32;
}

@unmanaged
export class Header {
  version: u32;
  stateBytes: u32;
}

@unmanaged
export class Cpu {
  pc: i32;
  a: i32;
  x: i32;
  y: i32;
  s: i32;
  /** Both flags of a result in one value: zero if the low byte is 0, negative if bit 7 or bit 8 is set. */
  nz: i32;
  /** 0 or 1. */
  carry: i32;
  /** The flag is bit 7. */
  overflow: i32;
  decimal: i32;
  interruptDisable: i32;
  jammed: i32;
  /** The clock of the whole machine: CPU cycles since the frame (or the reset) began. */
  cycles: i32;
}

@unmanaged
export class Console {
  stopRequested: i32;
  scanlines: i32;
  scanlinesOfLastFrame: i32;
}

@unmanaged
export class Riot {
  timer: i32;
  shift: i32;
  writtenAt: i32;
  lateReadAt: i32;
  lateReadSeen: i32;
  swacnt: i32;
}

@unmanaged
export class Player {
  position: i32;
  nusiz: i32;
  direct: i32;
  delayed: i32;
  verticalDelay: i32;
  reflect: i32;
  /** The visible graphics, direct or delayed, bit 7 leftmost. */
  displayed: i32;
  motion: i32;
}

@unmanaged
export class Missile {
  position: i32;
  enable: i32;
  locked: i32;
  motion: i32;
}

@unmanaged
export class Ball {
  position: i32;
  direct: i32;
  delayed: i32;
  verticalDelay: i32;
  motion: i32;
}

@unmanaged
export class Tia {
  // clocks, in color clocks since cycle 0
  frameOrigin: i32;
  displayStart: i32;
  displayStop: i32;
  /** Everything before this clock is drawn. */
  drawnTo: i32;
  clocksLeftInLine: i32;
  vsyncFinish: i32;
  lastHmove: i32;

  vsync: i32;
  vblank: i32;
  colup0: i32;
  colup1: i32;
  colupf: i32;
  colubk: i32;
  ctrlpf: i32;
  playfield: i32;
  collisions: i32;
  /** Objects that can be visible: bits as in tia/objects/sets.ts. */
  enabled: i32;
  comb: i32;
  starField: i32;
  starCounter: i32;
  dumped: i32;
  dumpedAt: i32;
}

@unmanaged
export class Cartridge {
  bank: i32;
  slice0: i32;
  slice1: i32;
  slice2: i32;
  ramBank: i32;
  dpcRandom: i32;
  dpcStamp: i32;
  dpcFraction: f64;
}

@unmanaged
export class Generator {
  index: i32;
}

/** The inputs that the host has set, and the resulting pins. */
@unmanaged
export class Input {
  joysticks: i32;
  paddleButtons: i32;
  paddle0: i32;
  paddle1: i32;
  paddle2: i32;
  paddle3: i32;
  swchb: i32;
  swcha: i32;
  inpt0: i32;
  inpt1: i32;
  inpt2: i32;
  inpt3: i32;
  inpt4: i32;
  inpt5: i32;
}

@unmanaged
export class Bus {
  /** Last byte on the data bus. */
  latch: i32;
  /** 0 only between the writes of one instruction; WSYNC reads it. */
  lastAccessWasRead: i32;
  /** Addresses codeBegin ≤ a < codeBegin + codeLength are plain memory at codeBase + a. */
  codeBegin: i32;
  codeLength: u32;
  codeBase: i32;
  limit: i64;
}

/** The picture that is being drawn. */
@unmanaged
export class Video {
  /** Address of the current frame buffer, and of the next pixel in it. */
  frame: usize;
  cursor: usize;
  /** A clock: deferred drawing. A write without visible effect only moves this; the next effective access draws up to it. */
  owedTo: i32;
  /** Parts of the composed line and the color tables that are out of date. */
  stale: i32;
  /** Playfield orientation: CTRLPF bit 0 as last latched. */
  reflected: i32;
  grayed: i32;
  /** The CPU cycle of line 0, derived from the frame origin. */
  originCycle: i32;
  /** CPU cycle and register of the last quiet write. */
  quietCycle: i32;
  quietRegister: i32;
  /** First CPU cycle at which any write ends the frame. */
  lineLimitCycle: i32;
  /** From this CPU cycle on, quiet writes are processed, too: the line limit, or 0 directly after an HMOVE with a comb. */
  quietBefore: i32;
  /** 1 if something has to be latched at the end of a displayed line. */
  latchDue: i32;
  /** 0 if the last update ended within the frame, which the next update then continues. */
  frameComplete: i32;
}

/** An object as last latched; only this is drawn. */
@unmanaged
export class Shape {
  position: i32;
  /** NUSIZ bits 0–2. */
  mode: i32;
  /** Width code of missile or ball. */
  size: i32;
  /** Player: the first copy is missing. Missile 0: hidden by the star field. */
  hidden: i32;
}

/** Address of column 0 of each object's line; an address of zeros while the object is not visible. */
@unmanaged
export class Lines {
  player0: usize;
  missile0: usize;
  player1: usize;
  missile1: usize;
  ball: usize;
  playfield: usize;
}

export const config = changetype<Config>(CONFIG);

export const header = changetype<Header>(STATE);
export const cpu = changetype<Cpu>(CPU_STATE);
export const console = changetype<Console>(CONSOLE_STATE);
export const riot = changetype<Riot>(RIOT_STATE);
export const tia = changetype<Tia>(TIA_STATE);
export const player0 = changetype<Player>(TIA_STATE + 128);
export const player1 = changetype<Player>(TIA_STATE + 160);
export const missile0 = changetype<Missile>(TIA_STATE + 192);
export const missile1 = changetype<Missile>(TIA_STATE + 208);
export const ball = changetype<Ball>(TIA_STATE + 224);
export const cartridge = changetype<Cartridge>(CARTRIDGE_STATE);
/** Eight data fetchers of the DPC, 20 bytes each. */
export const DPC_FETCHERS: usize = CARTRIDGE_STATE + 48;
export const generator = changetype<Generator>(GENERATOR_STATE);
export const GENERATOR_WORDS: usize = GENERATOR_STATE + 4;

export const input = changetype<Input>(INPUT_STATE);
export const bus = changetype<Bus>(BUS_STATE);
export const video = changetype<Video>(VIDEO_STATE);
export const player0Shape = changetype<Shape>(SHAPES);
export const player1Shape = changetype<Shape>(SHAPES + 16);
export const missile0Shape = changetype<Shape>(SHAPES + 32);
export const missile1Shape = changetype<Shape>(SHAPES + 48);
export const ballShape = changetype<Shape>(SHAPES + 64);
export const lines = changetype<Lines>(LINES);
