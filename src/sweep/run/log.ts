/** The end of a job's log. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const mostBytes = 8192;
const mostLines = 10;

/** The last lines, without rows of metrics, which are JSON; none where the log cannot be read. */
export function lastLines(path: string): string[] {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const bytes = new Uint8Array(Math.min(size, mostBytes));
      readSync(file, bytes, 0, bytes.length, size - bytes.length);
      const lines = new TextDecoder().decode(bytes).split('\n');
      return lines.filter((line) => line.trim() !== '' && !line.startsWith('{')).slice(-mostLines);
    } finally {
      closeSync(file);
    }
  } catch {
    return [];
  }
}
