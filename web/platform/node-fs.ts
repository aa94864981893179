/** `node:fs` in a page: files in memory, which nothing but `addFile` writes. */

const files = new Map<string, Uint8Array>();
/** By descriptor. */
const opened = new Map<number, Uint8Array>();
let descriptors = 0;

/** Adds a file. @param path with `/` between folders */
export const addFile = (path: string, bytes: Uint8Array): void => void files.set(path, bytes);

/** Removes all files. */
export const clearFiles = (): void => files.clear();

const isFolder = (path: string): boolean => [...files.keys()].some((name) => name.startsWith(`${path}/`));

function missing(path: string): Error {
  return Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
}

export const constants = { O_RDONLY: 0 };
export const existsSync = (path: string): boolean => files.has(path) || isFolder(path);

export function statSync(path: string, { throwIfNoEntry = true } = {}) {
  const bytes = files.get(path);
  if (!bytes && !isFolder(path)) {
    if (throwIfNoEntry) throw missing(path);
    return undefined;
  }
  return {
    size: bytes?.length ?? 0,
    mtimeMs: 0,
    isFile: () => bytes !== undefined,
    isDirectory: () => bytes === undefined,
  };
}

export function openSync(path: string): number {
  const bytes = files.get(path);
  if (!bytes) throw missing(path);
  opened.set(++descriptors, bytes);
  return descriptors;
}

export const fstatSync = (file: number) => ({ size: opened.get(file)!.length, isFile: () => true });

export function readSync(file: number, target: Uint8Array, at: number, length: number): number {
  const part = opened.get(file)!.subarray(at, at + length);
  target.set(part, at);
  return part.length;
}

export const closeSync = (file: number): void => void opened.delete(file);
export const realpathSync = (path: string): string => path;
export function readFileSync(path: string): Uint8Array {
  const bytes = files.get(path);
  if (!bytes) throw missing(path);
  return bytes;
}

export function readdirSync(folder: string): string[] {
  const inside = [...files.keys()].filter((name) => name.startsWith(`${folder}/`));
  return [...new Set(inside.map((name) => name.slice(folder.length + 1).split('/')[0]!))];
}

const refuse = (): never => {
  throw new Error('a page writes no files');
};
export const appendFileSync = refuse;
export const fsyncSync = refuse;
export const lstatSync = refuse;
export const mkdirSync = refuse;
export const readlinkSync = refuse;
export const renameSync = refuse;
export const rmSync = refuse;
export const truncateSync = refuse;
export const writeFileSync = refuse;
