/** The exports of the WebAssembly core (`assembly/index.ts`). One instance is one console. The core returns codes, it never throws. */
export interface Core {
  readonly memory: WebAssembly.Memory;

  /** Returns the address of the ROM area. Before `build`, the host copies at most `romCapacity()` (512 KiB) bytes to it. */
  romPointer(): number;
  romCapacity(): number;

  /**
   * Builds the console for the ROM: sets controllers and switches, seeds the random generator, and fills RIOT RAM and timer with
   * random values. It does not reset, nor detect the format.
   * @param romSize bytes
   * @param cartridgeType index of `cartridgeTypes`; 0 = detect from the image
   * @param format 0 NTSC, 1 PAL (line limit and color loss). To detect it, the host builds as NTSC, resets, runs 60 frames, and
   *   then calls `setFormat`.
   * @returns 0, or a negative code when the cartridge is not supported
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
  /** Returns the cartridge type, an index of `cartridgeTypes`. */
  cartridgeType(): number;
  setFormat(format: number, height: number): void;

  /** Presses the console's reset line. */
  systemReset(): void;
  /** Runs until the frame ends. Returns event bits: 1 frame complete, 2 instruction limit reached, 4 CPU jammed. */
  runFrame(): number;
  /** Returns the scanlines of the last frame: ⌊(3 × cycles − frame origin) / 228⌋. */
  scanlines(): number;
  cycles(): number;
  programCounter(): number;

  /** Sets the joystick lines; a set bit is pressed: 0–3 left stick up, down, left, right; 4 left fire; 5–8 right stick; 9 right fire. */
  setJoysticks(pressed: number): void;
  /** Sets SWCHB ($3F = nothing pressed): bit 0 low = reset, bit 1 low = select, bits 6 and 7 = difficulties. */
  setSwitches(swchb: number): void;
  /** Sets a paddle. @param index 0–3 @param resistance in ALE's units, similar to ohms; 0 = charged immediately */
  setPaddle(index: number, resistance: number): void;
  /** Sets the fire buttons: bit i belongs to paddle i. */
  setPaddleButtons(pressed: number): void;

  /** Returns the address of the 128 RIOT RAM bytes. */
  ramPointer(): number;
  /** Reads the bus at a 16-bit address, with all side effects. */
  peek(address: number): number;
  /** Writes to the bus at a 16-bit address, with all side effects. */
  poke(address: number, value: number): void;

  /** Returns the address of the current frame buffer, height × 160 TIA color bytes. It changes with each frame. */
  framePointer(): number;

  /** Returns the address of the other frame buffer, which contains the previous frame. */
  previousFramePointer(): number;

  /**
   * Returns the address of the memory that ALE's saved states contain. Writing the same bytes back restores the state. It lacks
   * what ALE omits: bus latch, frame buffers and their order, write cursor, shape latches and others.
   */
  statePointer(): number;
  stateSize(): number;
  /**
   * Returns the address of the remaining memory that later frames depend on, including both frame buffers and the remembered
   * frame. After both blocks are written back, the same inputs give the same bytes.
   */
  unsavedPointer(): number;
  unsavedSize(): number;
  /** Returns the version of the two blocks' layout. */
  stateVersion(): number;

  /**
   * Checks the two blocks after the host has written them: every index, address and loop bound must be within the range that
   * the machine itself produces. @param unsaved 1 = check the second block, too @returns 0, or an index of `stateParts`
   */
  stateProblem(unsaved: number): number;

  /** Returns the end of the memory in use, in bytes. */
  memoryEnd(): number;

  /** Returns the next 32 bits of the console's random generator (MT19937), signed. For tests. */
  nextRandom(): number;

  /**
   * Returns a register, for tests: 0 A, 1 X, 2 Y, 3 SP, 4 P (as PHP pushes it), 5 bus latch, 6 collisions (15 bits), 7 the last
   * value of the timer, 8 its shift, 9 the cycle of the write, 10 SWACNT, 11–15 columns of players, missiles and ball.
   */
  register(index: number): number;

  // --- pictures (assembly/picture) ---
  /** Returns the address of the palettes: the host writes 128 × u32 0xRRGGBB by even color, then 256 × u8 gray by color byte. */
  palettePointer(): number;
  /** Converts the current frame to gray values, screen height × 160 bytes. Returns their address. */
  renderGray(): number;
  /** Converts the current frame to RGB, screen height × 160 × 3 bytes. Returns their address. */
  renderRgb(): number;
  /** Copies the current frame; `observe(1)` uses it as the older one of two. */
  rememberFrame(): void;
  /**
   * Computes an observation: the maximum of the remembered and the current frame in gray (only the current one if `pool` is 0),
   * resized to 84 × 84 by area and rounded to the nearest. Returns its address, 7,056 bytes. The host must not write to them:
   * unchanged rows are not computed again.
   */
  observe(pool: number): number;
  /** Like `observe`, with the rounding of OpenCV's INTER_AREA. A console must always use the same of the two. */
  observeAsOpenCV(pool: number): number;
  /**
   * Like `observeAsOpenCV(1)`, of the remembered frame and the picture of the last observation, which is the maximum of its two
   * frames.
   */
  observeRemembered(): number;
  /** Fills the stack of the last four observations with zeros. */
  clearStack(): void;
  /**
   * Adds the last observation to the stack and drops the oldest one. Returns the stack's address: [84, 84, 4] if `interleaved`,
   * else [4, 84, 84]; oldest first. A console must always use the same of the two.
   */
  stackObservation(interleaved: number): number;
}

/** The parts that `stateProblem` checks. */
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

/** Cartridge types by number, as `build` and `cartridgeType` use them. */
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
