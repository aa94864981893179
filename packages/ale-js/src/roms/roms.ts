/** Finds, reads and checks ROM files. Node only. */
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

/** A ROM file that has been read. */
export interface RomFile {
  /** The file's path. */
  readonly path: string;
  /** The cartridge image, unpacked. */
  readonly bytes: Uint8Array;
  /** MD5 of the image, 32 lower-case hex digits. */
  readonly md5: string;
}

/** Options of `findRom`. */
export interface RomSearch {
  /** Folders to search. Default `romFolders()`. */
  readonly folders?: readonly string[];
  /** Whether a file with the game's name must also have its MD5. Default true for games that list an MD5. */
  readonly checkMd5?: boolean;
}

/** ALE's limit for an unpacked image. */
const largestRomBytes = 512 * 1024;
/** Gzip adds a few bytes in 64 KiB to data that it cannot compress. */
const largestPackedBytes = largestRomBytes + 4096;
/** Images have at least 2 KiB; a smaller file is truncated. */
const smallestRomBytes = 2048;
const oddSizes = new Set([10495, 8448]);
const romExtension = /\.(bin|a26|rom)(\.gz)?$/i;

/**
 * Returns the folders that are searched for ROMs, in order: those of `ALE_ROM_DIR` (a list, like `PATH`), `./roms`,
 * `~/.sap-atari/roms` and `$XDG_DATA_HOME/sap-atari/roms`.
 */
export function romFolders(environment: Readonly<Record<string, string | undefined>> = process.env): string[] {
  const listed = (environment.ALE_ROM_DIR ?? '').split(delimiter).filter(Boolean);
  const dataHome = environment.XDG_DATA_HOME || join(homedir(), '.local', 'share');
  return [...listed, 'roms', join(homedir(), '.sap-atari', 'roms'), join(dataHome, 'sap-atari', 'roms')].map((folder) =>
    resolve(folder),
  );
}

/**
 * Finds the ROM of a game: in the first folder that has it, the file with the game's name, or else a file with its MD5.
 * @throws AleError `rom-missing`, with the message of `describeMissing`; `rom-md5` when there is only a file with the right name
 *   and another MD5; or what `readRom` throws for a file with the right name
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
 * Reads a ROM file and unpacks gzip.
 * @throws AleError `rom-missing`, `rom-empty`, `rom-truncated`, `rom-size` or `rom-compressed`
 */
export function readRom(path: string): RomFile {
  let bytes = readRegularFile(path);
  if (isGzip(bytes)) bytes = unpack(path, bytes);
  checkSize(path, bytes.length);
  return { path, bytes, md5: md5(bytes) };
}

/**
 * Returns one line with the expected file names and MD5, the searched folders, and what to do.
 * @param advice what to do first, in front of the rest
 */
export function describeMissing(game: Game, { folders = romFolders() }: RomSearch = {}, advice = ''): string {
  const sum = game.md5.length > 0 ? ` (md5 ${game.md5.join(' or ')})` : '';
  return `no ROM of ${game.name}: ${advice}expected ${fileNames(game).join(' or ')}${sum} in ${folders.join(', ')}; copy the file into one of these folders, or name its folder in ALE_ROM_DIR`;
}

function fileNames({ id }: Game): string[] {
  return [`${id}.bin`, `${id}.a26`];
}

/** Reads a regular file. Does not open anything else (a FIFO would block), nor a file that is too large. */
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
      `ROM ${path} is truncated: expected at least ${smallestRomBytes} bytes, got ${size}`,
      {
        expected: smallestRomBytes,
        got: size,
      },
    );
  }
  if (size % 256 !== 0 && !oddSizes.has(size)) {
    throw new AleError('rom-size', `ROM ${path} has a wrong size: expected a multiple of 256 bytes, got ${size}`, {
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

/** Returns the names in a folder; none if it does not exist. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Returns false for a broken link. */
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

/** MD5s by file, so that a search for many games reads each file once. */
const knownSums = new Map<string, { readonly version: string; readonly sum: string | undefined }>();

/** Returns undefined for a file that cannot be read: the search goes on with the next one. */
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
