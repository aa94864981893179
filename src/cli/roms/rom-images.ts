/** Finds cartridge images in files, folders, zips (also Python wheels), and zips in zips. Writes nothing. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { UsageError } from '../../common/errors.js';
import { printable } from '../../common/printable.js';
import { readRegularFile } from '../../files/read-file.js';
import { isZip, zipEntries } from '../../files/zip.js';

export interface Image {
  /** Where it was found: a path; inside a zip followed by ` › ` and the name, with control characters escaped. */
  readonly from: string;
  readonly bytes: Uint8Array;
}

/** Receives one line for everything that cannot be read. If it throws, the search ends. */
export type Complain = (problem: string) => void;

const KiB = 1024;
/** ALE's limit for an unpacked image. */
const largestImageBytes = 512 * KiB;
/** Ten times the size of every cartridge ever sold. A zip that unpacks to more is refused as a zip bomb. */
const largestArchiveBytes = 256 * KiB * KiB;
const deepestZip = 2;

const imageName = /\.(bin|a26|rom)(\.gz)?$/i;
/** A wheel, Python's format of packages, is a zip. */
const zipName = /\.(zip|whl)$/i;

/**
 * @param path a file of any name, or a folder, where files are recognized by extension: .bin .a26 .rom .gz .zip .whl
 * @param complain receives problems of the path itself @param warn receives problems of other files in a folder
 */
export function* imagesIn(path: string, complain: Complain, warn: Complain): Generator<Image> {
  const kind = attempt(() => statSync(path), path, complain);
  if (kind?.isDirectory()) yield* imagesInFolder(path, complain, warn, new Set());
  else if (kind) yield* imagesInFile(path, complain);
}

function* imagesInFolder(folder: string, complain: Complain, warn: Complain, seen: Set<string>): Generator<Image> {
  const place = attempt(() => realpathSync(folder), folder, complain);
  if (place === undefined || seen.has(place)) return;
  seen.add(place);
  for (const name of attempt(() => readdirSync(folder).sort(), folder, complain) ?? []) {
    const path = join(folder, name);
    const kind = attempt(() => statSync(path), path, warn);
    if (kind?.isDirectory()) yield* imagesInFolder(path, warn, warn, seen);
    else if (!kind?.isFile()) continue;
    else if (zipName.test(name)) yield* imagesInFile(path, warn);
    else if (imageName.test(name) && kind.size <= largestImageBytes) yield* imagesInFile(path, warn);
  }
}

function* imagesInFile(path: string, complain: Complain): Generator<Image> {
  const bytes = attempt(() => readRegularFile(path, largestArchiveBytes), path, complain);
  if (!bytes) return;
  if (isZip(bytes) || zipName.test(path)) yield* imagesInZip(path, bytes, { bytes: largestArchiveBytes }, 1, complain);
  else yield* unpacked(path, bytes, complain);
}

/** @param budget bytes that may still be unpacked, over all zips in this zip */
function* imagesInZip(
  from: string,
  zip: Uint8Array,
  budget: { bytes: number },
  depth: number,
  complain: Complain,
): Generator<Image> {
  for (const { name, claimedBytes, unpack } of attempt(() => zipEntries(zip), from, complain) ?? []) {
    const inner = zipName.test(name) && depth < deepestZip;
    if (!inner && !(imageName.test(name) && claimedBytes <= largestImageBytes)) continue;
    const inside = `${from} › ${printable(name)}`;
    const mostBytes = inner ? budget.bytes : Math.min(budget.bytes, largestImageBytes);
    const [bytes] = attempt(() => [unpack(mostBytes)], inside, complain) ?? [];
    budget.bytes -= bytes?.length ?? mostBytes;
    if (budget.bytes <= 0) {
      complain(`cannot read ${from}: it unpacks to more than ${largestArchiveBytes} bytes`);
      return;
    }
    if (!bytes) continue;
    if (inner) yield* imagesInZip(inside, bytes, budget, depth + 1, complain);
    else yield* unpacked(inside, bytes, complain);
  }
}

function* unpacked(from: string, bytes: Uint8Array, complain: Complain): Generator<Image> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const image = isGzip
    ? attempt(() => gunzipSync(bytes, { maxOutputLength: largestImageBytes }), from, complain)
    : bytes;
  if (image) yield { from, bytes: image };
}

function attempt<T>(read: () => T, from: string, complain: Complain): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof UsageError) complain(message);
    else complain(`cannot read ${from}: ${code === 'ENOENT' ? 'no such file or folder' : message}`);
    return undefined;
  }
}
