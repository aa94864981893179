/** The files of a picture. */
import { join } from 'node:path';
import { loadSharp } from '../common/sharp.js';
import { writeAtomically } from '../files/atomic-write.js';

/** Dots per inch of a PNG; an SVG has 72 pixels to the inch. */
const density = 144;

/**
 * Writes NAME.svg and NAME.png, twice as large, into a folder.
 * @returns their paths
 */
export async function writePicture(folder: string, name: string, svg: string): Promise<string[]> {
  const [svgPath, pngPath] = [join(folder, `${name}.svg`), join(folder, `${name}.png`)];
  writeAtomically(svgPath, svg);
  writeAtomically(pngPath, await (await loadSharp())(Buffer.from(svg), { density }).png().toBuffer());
  return [svgPath, pngPath];
}
