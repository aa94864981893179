/** `node:zlib` in a page. */
import { Inflate } from 'fflate';

/** So much is unpacked at once: at most a thousand times as many bytes come of it. */
const sliceBytes = 8192;

/** @throws Error with the code ERR_BUFFER_TOO_LARGE, before much more than `maxOutputLength` bytes are unpacked; Error for damaged data */
export function inflateRawSync(packed: Uint8Array, { maxOutputLength = Number.POSITIVE_INFINITY } = {}): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const inflate = new Inflate((part) => {
    parts.push(part);
    length += part.length;
    if (length > maxOutputLength) {
      throw Object.assign(new RangeError(`expected at most ${maxOutputLength} bytes`), {
        code: 'ERR_BUFFER_TOO_LARGE',
      });
    }
  });
  for (let at = 0; at === 0 || at < packed.length; at += sliceBytes) {
    inflate.push(packed.subarray(at, at + sliceBytes), at + sliceBytes >= packed.length);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
