/** One picture from a file, as bytes channel by channel. */
import sharp from 'sharp';
import { UsageError } from '../errors.js';
import { readRegularFile, sizeLimits } from '../files/read-file.js';

export interface Picture {
  /** 3 × height × width, red plane first. */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/**
 * Grey pictures get three equal channels; transparency is dropped.
 * @param sidePixels scale to this square, cutting what is too long; left out, the picture keeps its size
 * @throws UsageError an empty, damaged or cut file
 */
export async function readPicture(path: string, sidePixels?: number): Promise<Picture> {
  const bytes = readRegularFile(path, sizeLimits.picture);
  if (bytes.length === 0) throw new UsageError(`${path} is empty: expected a PNG or JPEG; copy it again, or delete it`);
  try {
    const image = sharp(bytes).removeAlpha().toColourspace('srgb');
    if (sidePixels !== undefined) image.resize(sidePixels, sidePixels, { fit: 'cover' });
    const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return { pixels: planes(data, info.width * info.height), height: info.height, width: info.width };
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new UsageError(`cannot read ${path} as PNG or JPEG: ${reason}; copy it again, or delete it`);
  }
}

/** From red, green, blue of each pixel to three planes. */
function planes(interleaved: Uint8Array, area: number): Uint8Array {
  const pixels = new Uint8Array(3 * area);
  for (let place = 0; place < area; place++) {
    for (let channel = 0; channel < 3; channel++) pixels[channel * area + place] = interleaved[3 * place + channel]!;
  }
  return pixels;
}
