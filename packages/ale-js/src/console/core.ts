/**
 * What the wasm console exports (`assembly/index.ts`), as TypeScript sees it. One instance is one console.
 * The core cannot catch, so it never throws: it returns event bits or codes, and `ale.ts` throws.
 */
export interface Core {
  readonly memory: WebAssembly.Memory;

  /** Address of the ROM area; the host copies at most `romCapacity()` (512 KiB) bytes here before `build`. */
  romPointer(): number;
  romCapacity(): number;

  /**
   * Builds the console around the ROM: controllers and switches, generator seeded, RIOT RAM and timer drawn
   * (core.md §1 "construction"). No reset, no detection run. Returns 0, or a negative code when the type is unsupported.
   * @param romSize bytes
   * @param cartridgeType a `CartridgeType` number; 0 = detect from the image
   * @param format 0 NTSC, 1 PAL (line limit and color loss). For AUTO-DETECT the host builds as NTSC, resets,
   *   runs 60 frames, counts, then calls `setFormat`.
   */
  build(
    romSize: number,
    cartridgeType: number,
    format: number,
    yStart: number,
    height: number,
    hmoveBlanks: number,
    leftPaddles: number,
    rightPaddles: number,
    swapPorts: number,
    swapPaddles: number,
    leftDifficultyA: number,
    rightDifficultyA: number,
    systemSeed: number,
  ): number;
  /** The type that detection chose (a `CartridgeType` number). */
  cartridgeType(): number;
  setFormat(format: number, height: number): void;

  /** System reset (core.md §1 "reset order"). */
  systemReset(): void;
  /** One update. Returns event bits: 1 frame complete, 2 instruction limit reached, 4 CPU jammed. */
  runFrame(): number;
  /** ⌊(3c − frame origin) / 228⌋ after the last update. */
  scanlines(): number;
  cycles(): number;
  programCounter(): number;

  /** Joystick lines, a set bit is pressed: 0–3 left stick up/down/left/right, 4 left fire, 5–8 right stick, 9 right fire. */
  setJoysticks(pressed: number): void;
  /** SWCHB as the program reads it ($3F idle); reset = bit 0 low, select = bit 1 low, difficulties bits 6 and 7. */
  setSwitches(swchb: number): void;
  /** @param index 0–3 @param resistance in ALE's ohm-like units (0 = charged at once) */
  setPaddle(index: number, resistance: number): void;
  /** Bit i = fire button of paddle i. */
  setPaddleButtons(pressed: number): void;

  /** Address of the 128 RIOT RAM bytes. */
  ramPointer(): number;
  /** A bus read / write at a 16-bit address, side effects and bus latch included. */
  peek(address: number): number;
  poke(address: number, value: number): void;

  /** Address of the current frame buffer: 160 × height bytes, one TIA color byte a pixel. Changes from frame to frame. */
  framePointer(): number;

  /** Address of the other frame buffer, which holds the frame before (for color averaging). */
  previousFramePointer(): number;

  /**
   * The block that ALE's saved states carry (core.md §8); restoring is writing the same bytes back. What ALE leaves out
   * (bus latch, last-access-was-read, frame buffers and their order, write cursor, grayed mark, shape latches …) is not in it.
   */
  statePointer(): number;
  stateSize(): number;
  /**
   * All the rest that decides what comes next: what `state` leaves out, both frame buffers, and the frame that
   * `rememberFrame` keeps. Writing both blocks back continues to the same bytes (training checkpoints).
   */
  unsavedPointer(): number;
  unsavedSize(): number;
  /** Changes whenever the meaning of a byte in the two blocks does. */
  stateVersion(): number;

  /**
   * Whether what was written into the two blocks can be played on: every index, address and bound of a loop in it lies where
   * the machine would have put it. @param unsaved 1: of the second block, too @returns 0, or an index of `stateParts`
   */
  stateProblem(unsaved: number): number;

  /** Bytes of memory in use; at most all of it. */
  memoryEnd(): number;

  /** Console generator (MT19937), for tests. Next 32-bit output as i32. */
  nextRandom(): number;

  /**
   * Registers for tests: 0 A, 1 X, 2 Y, 3 SP, 4 P (as PHP pushes it), 5 bus latch, 6 collisions (15 bits), 7 timer value last
   * written or drawn, 8 its shift, 9 the cycle of the write, 10 SWACNT, 11–15 columns of players, missiles and ball.
   */
  register(index: number): number;

  // --- per-pixel work (assembly/preprocess.ts) ---
  /** Address of a 384-entry palette area: the host writes 128 × u32 0xRRGGBB then 256 × u8 gray (indexed by color byte). */
  palettePointer(): number;
  /** Converts the current frame to gray (160 × screen height bytes) or RGB (3 bytes a pixel) and returns the address. */
  renderGray(): number;
  renderRgb(): number;
  /** Remembers the current frame as the older of the two that are max-pooled. */
  rememberFrame(): void;
  /**
   * max(older, current) in gray, area-resized to 84 × 84 (rounded to the nearest), written to the observation area;
   * returns its address (7,056 bytes, row by row, for reading: rows that stay the same are not written again). With
   * `pool` = 0 only the current frame counts.
   */
  observe(pool: number): number;
  /** Empties the stack of the last four observations: zeros. */
  clearStack(): void;
  /**
   * Puts the last observation on the stack as its newest, drops the oldest, and returns the stack's address: [84, 84, 4] when
   * `interleaved`, [4, 84, 84] otherwise, oldest first. One console keeps to one of the two.
   */
  stackObservation(interleaved: number): number;
}

/** What `stateProblem` may find out of range. */
export const stateParts = [
  '',
  'the header',
  'the CPU',
  'the timer',
  'the beam',
  'the objects',
  'the banks',
  'the generator',
  'the inputs',
  'the bus',
  'the picture',
] as const;

/** Cartridge types by number, as `build` and `cartridgeType` use them (names as in core.md §6). */
export const cartridgeTypes = [
  'AUTO-DETECT',
  '2K',
  '4K',
  'F8',
  'F8 swapped',
  'F8SC',
  'F6',
  'F6SC',
  'F4',
  'F4SC',
  'FASC',
  'MB',
  'FE',
  'E0',
  'E7',
  '3F',
  '3E',
  'UA',
  'CV',
  'DPC',
  'AR',
  'MC',
] as const;
export type CartridgeType = (typeof cartridgeTypes)[number];
