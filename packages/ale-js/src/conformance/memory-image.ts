/** Memory for recordings of rules: console RAM, and cartridge RAM (which contains the score of Klax). */
import type { Memory } from '../games/expression.js';

export interface MemoryImage extends Memory {
  /** @param pairs hex pairs `aavv`, image[aa] = vv: 00…7f console RAM, 80…ff cartridge RAM at bus address 0xF080 */
  patch(pairs: string): void;
}

/** Creates a memory. @param ram 128 bytes in base64, default zeros @param cart likewise for the cartridge's RAM */
export function memoryImage(ram = '', cart = ''): MemoryImage {
  const image = new Uint8Array(256);
  image.set(fromBase64(ram));
  image.set(fromBase64(cart), 128);
  return {
    ram: image.subarray(0, 128),
    peek: (address) => image[128 + (address & 127)]!,
    patch(pairs) {
      for (const [, address, value] of pairs.matchAll(/(..)(..)/g)) {
        image[Number.parseInt(address!, 16)] = Number.parseInt(value!, 16);
      }
    },
  };
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
