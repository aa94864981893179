/** Splits whose images are stored in memory, one after the other. */
import type { ImageSplit } from './image-set.js';

/**
 * Returns a split of records of equal length, each a header followed by the bytes of an image.
 * @param labelOf record number → label
 */
export function storedSplit(
  records: Uint8Array,
  { imageBytes, headerBytes = 0 }: { readonly imageBytes: number; readonly headerBytes?: number },
  labelOf: (index: number) => number,
): ImageSplit {
  const recordBytes = headerBytes + imageBytes;
  const size = records.length / recordBytes;
  const check = (index: number) => {
    if (!(Number.isInteger(index) && index >= 0 && index < size)) {
      throw new RangeError(`image: expected an index below ${size}, got ${index}`);
    }
  };
  return {
    size,
    read(index, pixels, offset = 0) {
      check(index);
      const start = index * recordBytes + headerBytes;
      pixels.set(records.subarray(start, start + imageBytes), offset);
    },
    label(index) {
      check(index);
      return labelOf(index);
    },
  };
}
