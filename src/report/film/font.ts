/** The font of films: glyphs of one size from an atlas in the package, so that text looks the same on machines without fonts. */
import { join } from 'node:path';
import { assets } from '../../agent/bundled-agents.js';
import { loadSharp } from '../../common/sharp.js';

/** Size of a glyph in pixels; all are equally wide. */
export const glyphWidth = 8;
export const glyphHeight = 16;

const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');

/** The characters of the atlas, from left to right. `scripts/film-font.mjs` draws it. */
export const glyphs = `${ascii}λδεσ×−±≤∞·–…`;

/** File of the atlas: gray values, one row of glyphs. */
export const fontFile: string = join(assets, 'film-font.png');

/** Returns how much of each pixel a character covers, 0–255, row by row. Unknown characters are drawn as question marks. */
export type Font = (character: string) => Uint8Array;

/** Loads the atlas. @throws UsageError if sharp does not load on this platform */
export async function loadFont(): Promise<Font> {
  const sharp = await loadSharp();
  const { data, info } = await sharp(fontFile).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  const coverage = new Map(
    [...glyphs].map((character, i) => {
      const rows = Array.from({ length: glyphHeight }, (_, y) => {
        const start = y * info.width + i * glyphWidth;
        return data.subarray(start, start + glyphWidth);
      });
      return [character, new Uint8Array(Buffer.concat(rows))] as const;
    }),
  );
  return (character) => coverage.get(character) ?? coverage.get('?')!;
}
