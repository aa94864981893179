/** Files in memory, with those methods of Emscripten's `FS` that programs for ALE's web package use. */
import { AleError } from '../errors.js';

/** Files in memory. */
export interface VirtualFiles {
  /** Writes a file; text is encoded as UTF-8. */
  writeFile(path: string, data: Uint8Array | ArrayBuffer | string): void;
  /** Returns a file's bytes. @throws AleError `rom-missing` */
  readFile(path: string): Uint8Array;
  /** Returns the names in a folder, with `.` and `..`. */
  readdir(path: string): string[];
  /** Does nothing: folders exist when they contain files. */
  mkdir(path: string): void;
  /** Deletes a file. @throws AleError `rom-missing` */
  unlink(path: string): void;
  /** Returns whether a file exists. */
  analyzePath(path: string): FileStatus;
}

/** What `analyzePath` finds. */
export interface FileStatus {
  /** Whether there is such a file in memory. */
  readonly exists: boolean;
}

/** Creates an empty file system. @param readOutside called for a path that is not in memory; Node reads real files with it */
export function virtualFiles(readOutside?: (path: string) => Uint8Array | undefined): VirtualFiles {
  const files = new Map<string, Uint8Array>();
  const normal = (path: string) => `/${path.split('/').filter(Boolean).join('/')}`;
  const missing = (path: string) =>
    new AleError(
      'rom-missing',
      `no such file: "${path}"; write it with FS.writeFile, or use loadROMFromURL or loadROMBytes`,
      {
        expected: [...files.keys()],
        got: path,
      },
    );

  return {
    writeFile(path, data) {
      const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data);
      files.set(normal(path), bytes);
    },
    readFile(path) {
      const bytes = files.get(normal(path)) ?? readOutside?.(path);
      if (!bytes) throw missing(path);
      return bytes;
    },
    readdir(path) {
      const folder = normal(`${path}/`).replace(/\/?$/, '/');
      const names = [...files.keys()].filter((file) => file.startsWith(folder));
      return ['.', '..', ...new Set(names.map((file) => file.slice(folder.length).split('/')[0]!))];
    },
    mkdir() {},
    unlink(path) {
      if (!files.delete(normal(path))) throw missing(path);
    },
    analyzePath: (path) => ({ exists: files.has(normal(path)) }),
  };
}
