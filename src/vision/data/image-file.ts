/** Pictures from files, as bytes channel by channel. What a file claims to be is looked at before it is decoded. */
import { UsageError } from '../../common/errors.js';
import { readRegularFile, sizeLimits } from '../../files/read-file.js';
import { loadSharp } from '../../common/sharp.js';

export interface Picture {
  /** 3 × height × width, red plane first. */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/**
 * Most pixels of a picture, and of all that are decoded at the same time: 8K UHD, 7680 × 4320, just fits. Decoded, they are 100 MB,
 * and as many again as planes.
 */
export const mostPixels = 2 ** 25;
/** Encoded pictures kept in memory at the same time; one larger than that is read alone. */
const mostBytes = 64 * 1024 ** 2;
/** Pictures at a time: enough to keep sharp's threads busy. */
const mostPictures = 64;

/**
 * Gray pictures get three equal channels; transparency is dropped.
 * @param sidePixels scale to this square, cutting what is too long; left out, the pictures keep their sizes
 * @returns the pictures in the order of the paths, decoded some at a time
 * @throws UsageError by its path: an empty, damaged or cut file; neither PNG nor JPEG; more than `mostPixels`
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

/** One of them. */
export async function readPicture(path: string, sidePixels?: number): Promise<Picture> {
  for await (const picture of readPictures([path], sidePixels)) return picture;
  throw new Error('unreachable');
}

interface File {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** First bytes of the formats that are taken. Of others (SVG, TIFF, PDF, …) not even the header is read. */
const signatures = [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from([0xff, 0xd8, 0xff])];

/** Pixels of a picture as its header has them. */
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

/** From red, green, blue of each pixel to three planes. */
function planes(interleaved: Uint8Array, area: number): Uint8Array {
  const pixels = new Uint8Array(3 * area);
  for (let place = 0; place < area; place++) {
    for (let channel = 0; channel < 3; channel++) pixels[channel * area + place] = interleaved[3 * place + channel]!;
  }
  return pixels;
}
