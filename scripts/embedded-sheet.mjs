// Draws images of the embedded data set, a column a class, to docs/images/embedded-set.png. Build first: npm run build.
import sharp from 'sharp';
import { embeddedSet } from '../dist/vision/data/embedded/embedded-set.js';

const [rows, scale, gapPixels, seed] = [6, 2, 2, 1];
const { train, classNames, shape } = embeddedSet({ seed });
const [, side] = shape;
const cell = side + gapPixels;
const [width, height] = [classNames.length * cell - gapPixels, rows * cell - gapPixels];
const sheet = new Uint8Array(3 * width * height).fill(255);
const image = new Uint8Array(3 * side * side);

for (let index = 0; index < rows * classNames.length; index++) {
  train.read(index, image);
  const left = train.label(index) * cell;
  const top = Math.floor(index / classNames.length) * cell;
  for (let place = 0; place < side * side; place++) {
    const at = 3 * ((top + Math.floor(place / side)) * width + left + (place % side));
    for (let channel = 0; channel < 3; channel++) sheet[at + channel] = image[channel * side * side + place];
  }
}

const path = new URL('../docs/images/embedded-set.png', import.meta.url).pathname;
await sharp(sheet, { raw: { width, height, channels: 3 } })
  .resize(width * scale, height * scale, { kernel: 'nearest' })
  .png({ compressionLevel: 9 })
  .toFile(path);
console.log(path);
