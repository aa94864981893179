import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { insert, insertProgram, newCore } from './bench.js';

const width = 160;
const shownHeight = 210;
const pixels = width * shownHeight;

/** Pictures of runs, as consoles make them, of single pixels, and of odd colors. */
const picture = fc
  .tuple(fc.integer(), fc.constantFrom(1, 3, 12, 40), fc.boolean(), fc.boolean())
  .map(([seed, run, odd, likeAbove]) => {
    let s = seed | 1;
    const next = () => {
      s = (Math.imul(s, 1664525) + 1013904223) | 0;
      return s >>> 9;
    };
    const colors = new Uint8Array(pixels);
    for (let i = 0; i < pixels; ) {
      const color = next() & (odd ? 0xff : 0xfe);
      for (let end = i + 1 + (next() % run); i < end && i < pixels; i++) {
        const above = likeAbove && i >= width && next() % 8 > 0;
        colors[i] = above ? colors[i - width]! : color;
      }
    }
    return colors;
  });

const core = newCore();
insertProgram(core, { 61440: [0x4c, 0x00, 0xf0] });
core.runFrame();
const rgb = new Uint32Array(core.memory.buffer, core.palettePointer(), 128);
const gray = new Uint8Array(core.memory.buffer, core.palettePointer() + 4 * 128, 256);
function choosePalette(): void {
  for (let i = 0; i < 128; i++) rgb[i] = Math.imul(i + 1, 0x10dcd) & 0xffffff;
  for (let i = 0; i < 256; i++) gray[i] = (i * 181 + 7) & 255;
}
choosePalette();

function show(colors: Uint8Array): void {
  new Uint8Array(core.memory.buffer, core.framePointer(), pixels).set(colors);
}

describe('the current frame', () => {
  test('in gray contains the gray value of every color byte', () => {
    fc.assert(
      fc.property(picture, (colors) => {
        show(colors);
        const got = new Uint8Array(core.memory.buffer, core.renderGray(), pixels);
        expect(
          Buffer.compare(
            got,
            colors.map((color) => gray[color]!),
          ),
        ).toBe(0);
      }),
    );
  });

  test('in RGB has three bytes for each pixel; odd colors are those of the even byte below', () => {
    fc.assert(
      fc.property(picture, (colors) => {
        show(colors);
        const got = new Uint8Array(core.memory.buffer, core.renderRgb(), 3 * pixels);
        const expected = new Uint8Array(3 * pixels);
        for (const [i, color] of colors.entries()) {
          const value = rgb[color >> 1]!;
          expected.set([value >> 16, (value >> 8) & 255, value & 255], 3 * i);
        }
        expect(Buffer.compare(got, expected)).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  const traces = new URL('../../data/conformance/core/traces/', import.meta.url);
  test.each(['games-00', 'games-01', 'mixed-00', 'mixed-03', 'objects-00', 'playfield-00', 'frames-02', 'frames-05'])(
    'in gray, of rows drawn and rows repeated: %s',
    (name) => {
      const trace = JSON.parse(gunzipSync(readFileSync(new URL(`${name}.json.gz`, traces))).toString());
      insert(core, Buffer.from(trace.rom, 'base64'));
      choosePalette();
      for (let frame = 0; frame < 40; frame++) {
        core.setJoysticks(frame & 31);
        core.runFrame();
        const colors = new Uint8Array(core.memory.buffer, core.framePointer(), pixels);
        const got = new Uint8Array(core.memory.buffer, core.renderGray(), pixels);
        expect([
          frame,
          Buffer.compare(
            got,
            colors.map((color) => gray[color]!),
          ),
        ]).toEqual([frame, 0]);
      }
    },
  );
});
