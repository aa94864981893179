/** Builds a console for a ROM: it is ready for the first environment reset. */

import { palettes } from '../data/palettes.js';
import { AleError } from '../errors.js';
import type { Cart } from '../games/game.js';
import { type Core, cartridgeTypes } from './core.js';

export type ScreenFormat = 'NTSC' | 'PAL' | 'SECAM';

/** Pixels of a screen row. */
export const screenWidth = 160;
/** The screen has at least this many rows, even if the height property is smaller. */
const minScreenHeight = 200;

/** Format detection: the format is PAL if half of the last 30 of these frames are longer than NTSC frames. */
const detectionFrames = 60;
const longFrameScanlines = 285;
const longFramesOfPal = 15;

export interface Machine {
  readonly core: Core;
  readonly format: ScreenFormat;
  /** Rows of the screen. */
  readonly screenHeight: number;
}

/**
 * Builds the console in `core`, detects the format if necessary, and resets the console. The 60 frames of the detection change RAM,
 * as in ALE.
 * @throws AleError `rom-size` or `rom-unsupported`
 */
export function buildMachine(core: Core, rom: Uint8Array, cart: Cart, systemSeed: number): Machine {
  const type = cartridgeTypes.indexOf(cart.type as (typeof cartridgeTypes)[number]);
  if (rom.length > core.romCapacity()) {
    throw new AleError(
      'rom-size',
      `ROM is too large: expected at most ${core.romCapacity()} bytes, got ${rom.length}`,
      {
        expected: core.romCapacity(),
        got: rom.length,
      },
    );
  }
  new Uint8Array(core.memory.buffer, core.romPointer(), rom.length).set(rom);
  const given = cart.format === 'AUTO-DETECT' ? undefined : cart.format;
  const height = heightIn(given ?? 'NTSC', cart.height);
  const status = core.build(
    rom.length,
    Math.max(type, 0),
    formatCode(given ?? 'NTSC'),
    cart.ystart,
    height,
    Number(cart.hmoveBlanks),
    Number(cart.left === 'PADDLES'),
    Number(cart.right === 'PADDLES'),
    Number(cart.swapPorts),
    Number(cart.swapPaddles),
    Number(cart.leftDifficulty === 'A'),
    Number(cart.rightDifficulty === 'A'),
    systemSeed,
  );
  if (status < 0) {
    throw new AleError(
      'rom-unsupported',
      `ROM of ${rom.length} bytes: expected a supported cartridge type, found none (core code ${status})`,
      { got: status },
    );
  }

  const format = given ?? detectFormat(core);
  const finalHeight = heightIn(format, cart.height);
  core.setFormat(formatCode(format), finalHeight);
  core.systemReset();
  writePalette(core, format);
  return { core, format, screenHeight: Math.max(finalHeight, minScreenHeight) };
}

function detectFormat(core: Core): 'NTSC' | 'PAL' {
  core.systemReset();
  let longFrames = 0;
  for (let frame = 0; frame < detectionFrames; frame++) {
    core.runFrame();
    if (frame >= detectionFrames / 2 && core.scanlines() > longFrameScanlines) longFrames++;
  }
  return longFrames >= longFramesOfPal ? 'PAL' : 'NTSC';
}

function heightIn(format: ScreenFormat, height: number): number {
  return format !== 'NTSC' && height === 210 ? 250 : height;
}

/** Returns the core's number: only PAL has the longer line limit and color loss. */
function formatCode(format: ScreenFormat): number {
  return format === 'PAL' ? 1 : 0;
}

/** Writes the palette: RGB by even color, then gray by color byte. */
function writePalette(core: Core, format: ScreenFormat): void {
  const { rgb, gray } = colors(format);
  new Uint32Array(core.memory.buffer, core.palettePointer(), rgb.length).set(rgb);
  new Uint8Array(core.memory.buffer, core.palettePointer() + 4 * rgb.length, gray.length).set(gray);
}

/**
 * Returns ALE's palette of a format.
 * @returns `rgb`: 128 × 0xRRGGBB by even color; `gray`: 256 values by color byte
 */
export function colors(format: ScreenFormat): { rgb: Uint32Array; gray: Uint8Array } {
  const palette = palettes[format.toLowerCase() as keyof typeof palettes];
  const rgb = Uint32Array.from(palette.rgb);
  // ALE's gray of an odd byte is the blue of the next even color; past the table's end it is undefined, here 0.
  const gray = Uint8Array.from({ length: 256 }, (_, pixel) =>
    pixel & 1 ? (palette.rgb[(pixel + 1) >> 1] ?? 0) & 0xff : palette.gray[pixel >> 1]!,
  );
  return { rgb, gray };
}

/** Writes a RAM byte through the bus. @throws AleError `ram-index` or `ram-value` */
export function writeRam(core: Core, index: number, value: number): void {
  if (!Number.isInteger(index) || index < 0 || index > 127) {
    throw new AleError('ram-index', `RAM index: expected 0…127, got ${index}`, { expected: '0…127', got: index });
  }
  if (!Number.isInteger(value) || value < 0 || value > 255) {
    throw new AleError('ram-value', `RAM value: expected 0…255, got ${value}`, { expected: '0…255', got: value });
  }
  core.poke(0x80 + index, value);
}
