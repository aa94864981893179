/** Weights that are stored in files beside an ONNX file, as large ones are and as torch does by default since version 2.9. */
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import { isFile, readRegularFile, sizeLimits } from '../../files/read-file.js';
import { insideFolder } from '../inside-folder.js';

/** Returns the bytes of a file by its location in the ONNX file. */
export type ReadExternal = (location: string) => Uint8Array;

/**
 * Returns a reader of the files that the ONNX file of this path names. It reads each of them once, and at most as many bytes
 * together as a network may have.
 */
export function externalData(path: string): ReadExternal {
  const files = new Map<string, Uint8Array>();
  let left: number = sizeLimits.network;
  return (location) => {
    const known = files.get(location);
    if (known) return known;
    const file = insideFolder(path, location);
    if (!isFile(file)) {
      throw new UsageError(
        `${path}: expected the file ${shown(location)} with its weights in the same folder, got none: copy both files there, or export with external_data=False`,
      );
    }
    const bytes = readRegularFile(file, left);
    left -= bytes.length;
    files.set(location, bytes);
    return bytes;
  };
}
