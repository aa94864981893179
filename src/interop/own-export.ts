/** Recognizes the files that `export` writes, by their first bytes, so that no other file is overwritten. */
import { readFileSync, statSync } from 'node:fs';
import { producer } from './about-agent.js';

const starts = [
  // ONNX: the version of the format, then the name of the producer (onnx.proto, ModelProto)
  new RegExp(`^\\x08[^]\\x12[^]${producer}`),
  // safetensors: 8 bytes of a length, then the metadata
  new RegExp(`^[^]{8}\\{"__metadata__":\\{"format":"pt","producer":"${producer}"`),
  // The first line of the Python file
  new RegExp(`^"""The [^\\n]*, exported by ${producer}\\. `),
];

/** Returns whether a file may be written: there is none, or it is empty, or was written by `export`. */
export function isFreeForExport(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return true;
  const start = readFileSync(path).subarray(0, 1024).toString('latin1');
  return start === '' || starts.some((pattern) => pattern.test(start));
}
