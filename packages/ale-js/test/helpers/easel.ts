/** A console that shows any picture, and pictures for it. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Core } from '../../src/console/core.js';
import { instantiateCore } from '../../src/platform/wasm.js';
import { wasm } from './probe.js';

const module = new WebAssembly.Module(wasm);
export const size = 84;
export const width = 160;
export const ntscHeight = 210;

/** A console that shows any picture: its gray palette is the identity. */
export function easel(height: number, core = instantiateCore(module)): { core: Core; show(picture: Uint8Array): void } {
  const program = new Uint8Array(core.memory.buffer, core.romPointer(), 4096);
  program.fill(0xea);
  expect(core.build(4096, 2, 0, 30, height, 1, 0, 0, 0, 0, 0, 0, 1)).toBe(0);
  core.systemReset();
  core.runFrame();
  new Uint8Array(core.memory.buffer, core.palettePointer() + 4 * 128, 256).set(
    Array.from({ length: 256 }, (_, i) => i),
  );
  return {
    core,
    show: (picture) => new Uint8Array(core.memory.buffer, core.framePointer(), picture.length).set(picture),
  };
}

/** Pictures of few and of many values; all black and all white among them. */
export const picture = (height: number) =>
  fc
    .tuple(fc.integer(), fc.constantFrom(1, 2, 17, 256), fc.integer({ min: 0, max: 255 }))
    .map(([seed, values, offset]) => {
      let state = seed | 1;
      return Uint8Array.from({ length: width * height }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) | 0;
        return (((state >>> 8) % values) * 97 + offset) & 255;
      });
    });
