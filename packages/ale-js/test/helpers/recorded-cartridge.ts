/** The cartridge of a recording. */
import { actionLines } from '../../src/conformance/core.js';
import { type Cartridge, environmentReset } from './cartridge.js';

/** Image in base64, properties with ALE's names, and one action for each frame. */
export interface CartridgeRecord {
  readonly name: string;
  readonly rom: string;
  readonly format: Cartridge['format'];
  readonly left: string;
  readonly right: string;
  readonly swap_paddles: string;
  readonly swap_ports: string;
  readonly left_difficulty: string;
  readonly right_difficulty: string;
  readonly hmove_blanks: string;
  readonly ystart: number;
  readonly height: number;
  readonly actions: readonly number[];
}

/** Converts it: two resets of the environment, then the actions, as in the recording. */
export function recordedCartridge(record: CartridgeRecord): Cartridge {
  return {
    name: record.name,
    image: Buffer.from(record.rom, 'base64'),
    format: record.format,
    yStart: record.ystart,
    height: record.height,
    hmoveBlanks: record.hmove_blanks === 'YES',
    leftPaddles: record.left === 'PADDLES',
    rightPaddles: record.right === 'PADDLES',
    swapPorts: record.swap_ports === 'YES',
    swapPaddles: record.swap_paddles === 'YES',
    leftDifficultyA: record.left_difficulty === 'A',
    rightDifficultyA: record.right_difficulty === 'A',
    steps: [
      ...environmentReset,
      ...environmentReset,
      ...record.actions.map((action) => ({ lines: actionLines[action]! })),
    ],
  };
}
