/** Opens files for readers that must not be led out of a folder, nor wait: neither through links nor into FIFOs and devices. */
import { closeSync, constants, fstatSync, lstatSync, openSync, realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

export interface PlainFile {
  /** Descriptor, to be closed by the caller. */
  readonly file: number;
  readonly status: Stats;
}

/**
 * Opens a regular file. The path is checked again after opening, in case a folder above was replaced by a link in between.
 * @param path without symbolic links
 * @returns undefined for a link, a folder, a FIFO or device, a path with links, and what cannot be opened
 */
export function openPlainFile(path: string): PlainFile | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
  } catch {
    return undefined;
  }
  const status = fstatSync(file);
  if (status.isFile() && isAt(path, status)) return { file, status };
  closeSync(file);
  return undefined;
}

/** Whether the path, without any link, leads to the file that was opened. */
function isAt(path: string, { dev, ino }: Stats): boolean {
  try {
    if (realpathSync(dirname(path)) !== dirname(path)) return false;
    const found = lstatSync(path);
    return found.dev === dev && found.ino === ino;
  } catch {
    return false; // moved meanwhile
  }
}
