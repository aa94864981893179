/** Where ROM files lie on a machine, and what is wrong with the one that was found. Node only. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expectOptions, flag, texts } from '../console/option-checks.js';
import { AleError } from '../errors.js';
import type { Game } from '../games/game.js';
import { stem } from '../games/game-table.js';
import { isGzip } from '../platform/gzip.js';
import { md5 } from './md5.js';

export interface RomFile {
  readonly path: string;
  /** The unpacked image. */
  readonly bytes: Uint8Array;
  readonly md5: string;
}

export interface RomSearch {
  /** Folders to look in; default `romFolders()`. */
  readonly folders?: readonly string[];
  /** False: a file with the game's name will do, whatever its MD5. Default true, for games that list an MD5. */
  readonly checkMd5?: boolean;
}

/** ALE's limit for an unpacked image. */
const largestRomBytes = 512 * 1024;
/** Packing what cannot be packed adds a few bytes in 64 KiB. */
const largestPackedBytes = largestRomBytes + 4096;
/** Real images are 2 KiB and up, in whole KiB but for a few known sizes; anything smaller is a cut file. */
const smallestRomBytes = 2048;
const oddSizes = new Set([10495, 8448]);
const romExtension = /\.(bin|a26|rom)(\.gz)?$/i;

/** Where ROMs are looked for, in order: `ALE_ROM_DIR` (a list, as in `PATH`), `./roms`, `~/.sap-atari/roms`, the XDG data folder. */
export function romFolders(environment: Readonly<Record<string, string | undefined>> = process.env): string[] {
  const listed = (environment.ALE_ROM_DIR ?? '').split(delimiter).filter(Boolean);
  const dataHome = environment.XDG_DATA_HOME || join(homedir(), '.local', 'share');
  return [...listed, 'roms', join(homedir(), '.sap-atari', 'roms'), join(dataHome, 'sap-atari', 'roms')].map((folder) =>
    resolve(folder),
  );
}

/**
 * The ROM of a game: in the first folder that has it, the file with one of the game's names, else one with its MD5.
 * @throws AleError `rom-missing`, whose message is `describeMissing(game)`; `rom-md5` when only a file with the right name and
 *   another MD5 was found; or what `readRom` throws for a file with the right name
 */
export function findRom(game: Game, search: RomSearch = {}): RomFile {
  expectOptions(search, { folders: texts, checkMd5: flag });
  const { folders = romFolders(), checkMd5 = game.md5.length > 0 } = search;
  let other: RomFile | undefined;
  for (const folder of folders) {
    const paths = romPaths(folder);
    const namedPath = paths.find((path) => stemOfRom(path) === game.id);
    const named = namedPath === undefined ? undefined : readRom(namedPath);
    if (named && (!checkMd5 || game.md5.includes(named.md5))) return named;
    other ??= named;
    const match = paths.find((path) => game.md5.includes(md5OfFile(path) ?? ''));
    if (match !== undefined) return readRom(match);
  }
  if (other) {
    throw new AleError(
      'rom-md5',
      `${other.path} is not the known ROM of ${game.name}: expected md5 ${game.md5.join(' or ')}, got ${other.md5}`,
      { expected: game.md5, got: other.md5 },
    );
  }
  throw new AleError('rom-missing', describeMissing(game, { folders }), { expected: fileNames(game), got: folders });
}

/**
 * Reads one ROM file; gzip is unpacked.
 * @throws AleError `rom-missing`, `rom-empty`, `rom-truncated`, `rom-size` or `rom-compressed`
 */
export function readRom(path: string): RomFile {
  let bytes = readRegularFile(path);
  if (isGzip(bytes)) bytes = unpack(path, bytes);
  checkSize(path, bytes.length);
  return { path, bytes, md5: md5(bytes) };
}

/** One line: the file names and MD5 that are expected, the folders that were looked in, and how to add it. */
export function describeMissing(game: Game, { folders = romFolders() }: RomSearch = {}): string {
  const sum = game.md5.length > 0 ? ` (md5 ${game.md5.join(' or ')})` : '';
  return `no ROM of ${game.name}: expected ${fileNames(game).join(' or ')}${sum} in ${folders.join(', ')}; copy the file into one of these folders, or name its folder in ALE_ROM_DIR`;
}

function fileNames({ id }: Game): string[] {
  return [`${id}.bin`, `${id}.a26`];
}

/** A FIFO, socket or device is refused without waiting for it; nothing is read of a file that cannot be a ROM. */
function readRegularFile(path: string): Uint8Array {
  const refuse = (reason: string) =>
    new AleError('rom-missing', `cannot read ROM ${path}: ${reason}`, { expected: 'a file', got: path });
  try {
    const status = statSync(path);
    if (!status.isFile())
      throw refuse(status.isDirectory() ? 'expected a file, got a folder' : 'expected a regular file');
    if (status.size > largestPackedBytes) checkSize(path, status.size);
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof AleError) throw cause;
    throw refuse((cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (cause as Error).message);
  }
}

function unpack(path: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: largestRomBytes });
  } catch (cause) {
    throw new AleError('rom-compressed', `cannot unpack ROM ${path}: ${(cause as Error).message}`, { got: path });
  }
}

function checkSize(path: string, size: number): void {
  if (size === 0) throw new AleError('rom-empty', `ROM ${path} is empty: expected a cartridge image, got 0 bytes`);
  if (size > largestRomBytes) {
    throw new AleError('rom-size', `ROM ${path} is too large: expected at most ${largestRomBytes} bytes, got ${size}`, {
      expected: largestRomBytes,
      got: size,
    });
  }
  if (size < smallestRomBytes) {
    throw new AleError(
      'rom-truncated',
      `ROM ${path} is cut short: expected ${smallestRomBytes} bytes or more, got ${size}`,
      {
        expected: smallestRomBytes,
        got: size,
      },
    );
  }
  if (size % 256 !== 0 && !oddSizes.has(size)) {
    throw new AleError('rom-size', `ROM ${path} has an odd size: expected whole 256-byte pages, got ${size} bytes`, {
      expected: 'a multiple of 256',
      got: size,
    });
  }
}

function romPaths(folder: string): string[] {
  return namesIn(folder)
    .filter((name) => romExtension.test(name))
    .sort()
    .map((name) => join(folder, name))
    .filter(isFile);
}

/** A folder that is not there holds no ROMs. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** False too for a link that leads nowhere. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function stemOfRom(path: string): string {
  return stem(path.replace(/\.gz$/i, ''));
}

/** MD5 sums by file, so that looking for a hundred games reads a folder once. */
const knownSums = new Map<string, { readonly version: string; readonly sum: string | undefined }>();

/** Undefined for a damaged file: it is no reason to fail while looking for another one. */
function md5OfFile(path: string): string | undefined {
  const { size, mtimeMs } = statSync(path);
  const version = `${size} ${mtimeMs}`;
  const known = knownSums.get(path);
  if (known?.version === version) return known.sum;
  let sum: string | undefined;
  try {
    sum = readRom(path).md5;
  } catch {
    sum = undefined;
  }
  knownSums.set(path, { version, sum });
  return sum;
}
