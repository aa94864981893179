/** A cartridge with a few bytes changed: other registers, other values, other code. */
import type { Cartridge } from '../cartridge.js';
import { randomSteps } from './random-console.js';
import { RandomProgram } from './random-program.js';

/** STY, STA, STX, SAX of the zero page. */
const stores = [0x84, 0x85, 0x86, 0x87];
/** LDY, LDX, LDA with an immediate value. */
const loads = [0xa0, 0xa2, 0xa9];
const registers = 0x2d;
const tries = 40;

/** Finds a random opcode with its operand; undefined if there was none. */
function find(p: RandomProgram, image: Uint8Array, opcodes: readonly number[]): number | undefined {
  for (let i = 0; i < tries * opcodes.length; i++) {
    const at = p.below(image.length - 1);
    if (opcodes.includes(image[at]!)) return at;
  }
  return undefined;
}

export function mutant(cartridge: Cartridge, seed: number): Cartridge {
  const p = new RandomProgram(seed, 0);
  const image = cartridge.image.slice();
  for (let n = p.between(1, 12); n > 0; n--) {
    const operand = (opcodes: readonly number[], value: number) => {
      const at = find(p, image, opcodes);
      if (at !== undefined) image[at + 1] = value;
    };
    const anyByte = (value: number) => {
      image[p.below(image.length)] = value;
    };
    p.one([
      [5, () => operand(stores, p.below(registers))],
      [2, () => operand(loads, p.byte())],
      [1, () => anyByte(p.byte())],
      [1, () => anyByte(p.pick(image))],
    ]);
  }
  return { ...cartridge, name: `${cartridge.name} mutated by ${seed}`, image, steps: randomSteps(p) };
}
