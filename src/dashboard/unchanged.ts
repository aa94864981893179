/** Reads folders again only when one of their files has changed. */
import { accessSync, constants, lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../common/errors.js';

/**
 * @param names of the files that `read` depends on @param read may throw; it is called again next time
 * @returns a function that throws UsageError for a folder in which one of them is no regular file: a link may lead out of the folders that are shown
 */
export function unchangedReader<T>(names: readonly string[], read: (folder: string) => T): (folder: string) => T {
  const known = new Map<string, { readonly print: string; readonly value: T }>();
  return (folder) => {
    const print = names.map((name) => printOf(join(folder, name))).join();
    const found = known.get(folder);
    if (found?.print === print) return found.value;
    const value = read(folder);
    known.set(folder, { print, value });
    return value;
  };
}

function printOf(path: string): string {
  const status = readable(path);
  if (!status) return '';
  if (!status.isFile()) throw new UsageError(`${path} is not shown: expected a file, got a link or another thing`);
  return `${status.ino}-${status.size}-${status.mtimeMs}`;
}

/** Undefined for what is not there. @throws UsageError for a file that may not be read */
function readable(path: string): Stats | undefined {
  try {
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status?.isFile()) accessSync(path, constants.R_OK);
    return status;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined; // moved or deleted meanwhile
    throw new UsageError(`${path} is not shown: ${code === 'EACCES' ? 'it may not be read' : message}`);
  }
}
