/** The bytes that folders take, counted again from time to time. */
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** After which a count is made again. Counts of many folders fall due at different times. */
const [leastMs, spreadMs] = [20_000, 20_000];

/** Creates a function that returns the bytes of all files below a folder. */
export function diskUsage(): (folder: string) => number {
  const counted = new Map<string, { readonly bytes: number; readonly due: number }>();
  return (folder) => {
    const known = counted.get(folder);
    if (known && performance.now() < known.due) return known.bytes;
    const bytes = bytesBelow(folder);
    // Spread by the order in which folders were first seen.
    const due = performance.now() + leastMs + ((counted.size * 7919) % spreadMs);
    counted.set(folder, { bytes, due });
    return bytes;
  };
}

/** Links are not followed; what disappears meanwhile counts nothing. */
function bytesBelow(folder: string): number {
  let children: Dirent[];
  try {
    children = readdirSync(folder, { withFileTypes: true });
  } catch {
    return 0;
  }
  return children.reduce((sum, child) => {
    const path = join(folder, child.name);
    if (child.isDirectory()) return sum + bytesBelow(path);
    return sum + (child.isFile() ? (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0) : 0);
  }, 0);
}
