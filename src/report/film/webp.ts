/** Lossless animated WebP, written picture by picture: libwebp encodes each picture, webp-container.ts the rest of the file. */
import { type FileHandle, open } from 'node:fs/promises';
import { loadSharp } from '../../common/sharp.js';
import { failureReason, pendingFile } from '../../files/atomic-write.js';
import type { Canvas } from './canvas.js';
import { changedPixels } from './changed-pixels.js';
import { type FilmFile, type FilmOptions, televisionFrames } from './film-file.js';
import { animationFrame, fileHeader, headerBytes, largestFile } from './webp-container.js';

/**
 * Starts a film. It is lossless. Pixels that are equal to those of the picture before are stored as transparent ones, so that a film
 * of a mostly still screen is small.
 * @throws UsageError if sharp does not load on this platform; Error in one line if the file cannot be written
 */
export async function createWebp(path: string, options: FilmOptions, mostBytes = largestFile): Promise<FilmFile> {
  const { width, height, frames } = options;
  const sharp = await loadSharp();
  const encode = (picture: Canvas) =>
    sharp(picture.data, { raw: { width, height, channels: 4 } })
      .webp({ lossless: true, effort: 1 })
      .toBuffer();
  const pending = pendingFile(path);
  const file = await explained(path, open(pending.temporary, 'wx'));
  let bytes = headerBytes;
  let shown = 0;
  let previous: Canvas | undefined;
  let appending = Promise.resolve();

  /** Ends of pictures are rounded, not their lengths, so that a film of 4/60 s a picture lasts as long as the play. */
  const timeAt = (pictures: number) => Math.round((pictures * frames * 1000) / televisionFrames);
  const append = async (picture: Promise<Uint8Array>, milliseconds: number) => {
    const chunk = animationFrame(await picture, options, milliseconds);
    await writeWhole(path, file, chunk, bytes);
    bytes += chunk.length;
  };

  return {
    path,
    get full() {
      // Two pictures may follow: the one that is being encoded, and the next. Neither is larger than its pixels.
      return bytes + 2 * 4 * width * height > mostBytes;
    },
    async add(picture, repeats = 1) {
      const encoded = encode(changedPixels(picture, previous));
      encoded.catch(() => {}); // `append` reports it
      previous = picture;
      await appending;
      appending = append(encoded, timeAt(shown + repeats) - timeAt(shown));
      appending.catch(() => {}); // the next call reports it
      shown += repeats;
    },
    async finish() {
      await appending;
      await writeWhole(path, file, fileHeader(options, bytes), 0);
      await file.close();
      pending.commit();
    },
    async discard() {
      await appending.catch(() => {});
      await file.close();
      pending.discard();
    },
  };
}

async function writeWhole(path: string, file: FileHandle, data: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < data.length; ) {
    at += (await explained(path, file.write(data, at, data.length - at, position + at))).bytesWritten;
  }
}

/** @throws Error in one line, with the path and what to do */
async function explained<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Error(`cannot write ${path}: ${failureReason(error)}`, { cause: error });
  }
}
