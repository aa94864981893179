/**
 * Makes assets/film-font.png, the glyphs of the text on films, from DejaVu Sans Mono (https://dejavu-fonts.github.io, free license).
 *
 *     npm run build && node scripts/film-font.mjs /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf
 */
import sharp from 'sharp';
import { fontFile, glyphHeight, glyphs, glyphWidth } from '../dist/report/film/font.js';

/** Gray values of one glyph on a canvas with room around it: white on black. */
async function glyph(character, i) {
  const escaped = character.replace(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${glyphWidth}" height="${glyphHeight}">
    <text x="0" y="12.5" xml:space="preserve" font-family="DejaVu Sans Mono" font-size="13.29" fill="#fff">${escaped}</text></svg>`;
  return { input: Buffer.from(svg), left: i * glyphWidth, top: 0 };
}

await sharp({
  create: { width: [...glyphs].length * glyphWidth, height: glyphHeight, channels: 3, background: '#000' },
})
  .composite(await Promise.all([...glyphs].map(glyph)))
  .removeAlpha()
  .toColorspace('b-w')
  .png({ compressionLevel: 9, palette: false })
  .toFile(fontFile);
