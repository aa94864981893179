/** Reads regular files only; errors are one line that says what to do. */
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { UsageError } from '../common/errors.js';
import { parseJson } from './parse-json.js';

const MiB = 1024 ** 2;

/** Largest file accepted of each kind, in bytes; docs/decisions/0013-input-budgets.md gives the reasons. */
export const sizeLimits = {
  /** Configs, settings, descriptions, manifests. */
  json: 64 * MiB,
  /** Lines of metrics, episodes, evaluations. */
  rows: 384 * MiB,
  /** Safetensors, and networks of other tools. */
  network: 128 * MiB,
  /** One PNG or JPEG. */
  picture: 64 * MiB,
  /** CIFAR-10's files and its archive. */
  data: 256 * MiB,
} as const;

/**
 * Reads the bytes of a regular file; links are followed.
 * @throws UsageError in one line for a file that is missing, unreadable, larger than `maxBytes` or not regular. A FIFO, socket
 *   or device is refused without waiting for it
 */
export function readRegularFile(path: string, maxBytes: number): Uint8Array {
  return explained(path, () => {
    expectRegular(path, statSync(path)); // before it is opened: opening can affect a device
    // Non-blocking, in case a FIFO replaces the file in between.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const status = fstatSync(file);
      expectRegular(path, status);
      if (status.size > maxBytes) {
        throw new UsageError(`cannot read ${path}: expected at most ${maxBytes} bytes, got ${status.size}`);
      }
      return readWhole(file, status.size);
    } finally {
      closeSync(file);
    }
  });
}

/** @throws UsageError as `readRegularFile` and `parseJson` */
export const readJson = (path: string): unknown => parseJson(readRegularFile(path, sizeLimits.json), path);

/** Names in a folder without hidden ones, sorted by code units: the same order on every machine. */
export function namesIn(folder: string): string[] {
  return explained(folder, () => readdirSync(folder))
    .filter((name) => !name.startsWith('.'))
    .sort();
}

/** Follow links; false for what does not exist or cannot be read. */
export const isFolder = (path: string) => statusOf(path)?.isDirectory() ?? false;
export const isFile = (path: string) => statusOf(path)?.isFile() ?? false;

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Reads `size` bytes; fewer when the file has become shorter since. */
function readWhole(file: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const count = readSync(file, bytes, at, Math.min(size - at, 1024 * MiB), null);
    if (count === 0) return bytes.slice(0, at);
    at += count;
  }
  return bytes;
}

function expectRegular(path: string, status: Stats): void {
  if (!status.isFile()) throw new UsageError(`cannot read ${path}: expected a file, got a ${kindOf(status)}`);
}

function kindOf(status: Stats): string {
  if (status.isDirectory()) return 'folder';
  if (status.isFIFO()) return 'FIFO (named pipe)';
  if (status.isSocket()) return 'socket';
  return 'device';
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder; check the path',
  EACCES: 'permission denied; make it readable',
  ENOTDIR: 'expected a folder, got a file',
  ELOOP: 'its links lead in a circle',
};

function explained<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read ${path}: ${reasons[code] ?? message}`, { cause: error });
  }
}
