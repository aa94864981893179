/** The few calls of Emscripten's `FS` that programs written for ALE's web package use, on files in memory. */
import { AleError } from '../errors.js';

export interface VirtualFiles {
  writeFile(path: string, data: Uint8Array | ArrayBuffer | string): void;
  readFile(path: string): Uint8Array;
  readdir(path: string): string[];
  mkdir(path: string): void;
  unlink(path: string): void;
  analyzePath(path: string): { exists: boolean };
}

/** @param readOutside called for a path that is not in memory; Node passes its own files */
export function virtualFiles(readOutside?: (path: string) => Uint8Array | undefined): VirtualFiles {
  const files = new Map<string, Uint8Array>();
  const normal = (path: string) => `/${path.split('/').filter(Boolean).join('/')}`;
  const missing = (path: string) =>
    new AleError('rom-missing', `no such file: ${path}; write it with FS.writeFile, or load it from a URL or bytes`, {
      expected: [...files.keys()],
      got: path,
    });

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
