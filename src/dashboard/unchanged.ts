/** Reads folders again only when one of their files has changed. */
import { statSync } from 'node:fs';
import { join } from 'node:path';

/** @param names of the files that `read` depends on @param read may throw; it is called again next time */
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
  const status = statSync(path, { throwIfNoEntry: false });
  return status ? `${status.ino}-${status.size}-${status.mtimeMs}` : '';
}
