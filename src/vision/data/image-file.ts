/** Reads pictures as bytes, channel by channel. The header of a file is checked before it is decoded. */
import { UsageError } from '../../common/errors.js';
import { readRegularFile, sizeLimits } from '../../files/read-file.js';
import { loadSharp } from '../../common/sharp.js';

export interface Picture {
  /** [3, height, width], red plane first. */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/**
 * Most pixels of a picture, and of all pictures decoded at the same time: enough for 8K UHD, 7680 × 4320. They need 100 MB
 * decoded, and another 100 MB as planes.
 */
export const mostPixels = 2 ** 25;
/** Most bytes of encoded pictures in memory at the same time; a larger picture is read alone. */
const mostBytes = 64 * 1024 ** 2;
/** Most pictures at the same time: enough to use all of sharp's threads. */
const mostPictures = 64;

/**
 * Yields pictures in the order of the paths. Gray pictures get three equal channels; transparency is dropped.
 * @param sidePixels scales and crops to this square; without it, pictures keep their sizes
 * @throws UsageError for a file that is empty, damaged, neither PNG nor JPEG, or larger than `mostPixels`
 */
export async function* readPictures(paths: readonly string[], sidePixels?: number): AsyncGenerator<Picture> {
  for (let next = 0; next < paths.length; ) {
    const files: File[] = [];
    for (let bytes = 0; next < paths.length && files.length < mostPictures && bytes < mostBytes; next++) {
      const file = { path: paths[next]!, bytes: readRegularFile(paths[next]!, sizeLimits.picture) };
      files.push(file);
      bytes += file.bytes.length;
    }
    const sizes = await Promise.all(files.map(pixelsOf));
    for (let start = 0; start < files.length; ) {
      let end = start;
      for (let pixels = 0; end < files.length && (end === start || pixels + sizes[end]! <= mostPixels); end++) {
        pixels += sizes[end]!;
      }
      yield* await Promise.all(files.slice(start, end).map((file) => decode(file, sidePixels)));
      start = end;
    }
  }
}

/** Reads one picture. @throws UsageError as `readPictures` */
export async function readPicture(path: string, sidePixels?: number): Promise<Picture> {
  for await (const picture of readPictures([path], sidePixels)) return picture;
  throw new Error('unreachable');
}

interface File {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** First bytes of the accepted formats. Other formats (SVG, TIFF, PDF, …) are not given to the decoder at all. */
const signatures = [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from([0xff, 0xd8, 0xff])];

/** Returns the number of pixels of a picture from its header. */
async function pixelsOf({ path, bytes }: File): Promise<number> {
  if (bytes.length === 0) throw new UsageError(`${path} is empty: expected a PNG or JPEG; copy it again, or delete it`);
  if (!signatures.some((signature) => signature.equals(bytes.subarray(0, signature.length)))) {
    throw unreadable(path, 'it is neither');
  }
  const sharp = await loadSharp();
  const { width, height } = await explained(path, () => sharp(bytes, { limitInputPixels: false }).metadata());
  if (width * height > mostPixels) {
    throw new UsageError(
      `${path} is too large: expected at most ${mostPixels} pixels, got ${width} × ${height}; scale it down`,
    );
  }
  return width * height;
}

async function decode({ path, bytes }: File, sidePixels?: number): Promise<Picture> {
  const sharp = await loadSharp();
  const { data, info } = await explained(path, () => {
    const image = sharp(bytes, { limitInputPixels: mostPixels }).removeAlpha().toColorspace('srgb');
    if (sidePixels !== undefined) image.resize(sidePixels, sidePixels, { fit: 'cover' });
    return image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  });
  return { pixels: planes(data, info.width * info.height), height: info.height, width: info.width };
}

async function explained<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw unreadable(path, (error as Error).message.split('\n')[0]!);
  }
}

const unreadable = (path: string, reason: string) =>
  new UsageError(`cannot read ${path} as PNG or JPEG: ${reason}; copy it again, or delete it`);

/** Converts interleaved pixels to three planes. */
function planes(interleaved: Uint8Array, area: number): Uint8Array {
  const pixels = new Uint8Array(3 * area);
  for (let place = 0; place < area; place++) {
    for (let channel = 0; channel < 3; channel++) pixels[channel * area + place] = interleaved[3 * place + channel]!;
  }
  return pixels;
}
