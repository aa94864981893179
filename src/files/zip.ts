/** Reads zip files (PKWARE's APPNOTE, without encryption and zip64). Sizes and offsets in the file are checked, not trusted. */
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  /** Unpacked size, as the zip's directory says. */
  readonly claimedBytes: number;
  /** Returns the file; undefined if it is larger than `mostBytes`. @throws Error if it is encrypted, damaged, or of an unknown compression method */
  unpack(mostBytes: number): Uint8Array | undefined;
}

const endSignature = 0x06054b50;
const endBytes = 22;
const longestComment = 0xffff;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;
const directoryBytes = 46;
const localBytes = 30;
const stored = 0;
const deflated = 8;
/** Flag of an encrypted file. */
const encrypted = 1;
/** In a zip64 this value says that the true number is elsewhere. */
const zip64Mark = 0xffffffff;

export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= endBytes && viewOf(bytes).getUint32(0, true) === localSignature;
}

/** Returns the files in the zip's directory. @throws Error when it is damaged */
export function zipEntries(zip: Uint8Array): ZipEntry[] {
  const view = viewOf(zip);
  const end = endOfDirectory(view);
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  if (at === zip64Mark) throw new Error('zip: expected a zip of less than 4 GiB, got a zip64: pack it again, in parts');
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    expectRecord(view, at, directorySignature, directoryBytes);
    const isEncrypted = (view.getUint16(at + 8, true) & encrypted) !== 0;
    const method = view.getUint16(at + 10, true);
    const packedBytes = view.getUint32(at + 20, true);
    const nameBytes = view.getUint16(at + 28, true);
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(zip.subarray(at + directoryBytes, at + directoryBytes + nameBytes));
    const claimedBytes = view.getUint32(at + 24, true);
    if (!name.endsWith('/')) {
      entries.push({
        name,
        claimedBytes,
        unpack(mostBytes) {
          if (isEncrypted) throw new Error('the file is encrypted: unpack it with its password, and import the result');
          return unpack(zip, local, packedBytes, method, mostBytes);
        },
      });
    }
    at += directoryBytes + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Returns the offset of the record at the end of a zip; only a comment may follow it. */
function endOfDirectory(view: DataView): number {
  const first = Math.max(0, view.byteLength - endBytes - longestComment);
  for (let at = view.byteLength - endBytes; at >= first; at--) {
    if (view.getUint32(at, true) === endSignature) return at;
  }
  throw new Error('not a zip, or truncated: no central directory was found');
}

function unpack(
  zip: Uint8Array,
  local: number,
  packedBytes: number,
  method: number,
  mostBytes: number,
): Uint8Array | undefined {
  const view = viewOf(zip);
  expectRecord(view, local, localSignature, localBytes);
  const start = local + localBytes + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const packed = zip.subarray(start, start + packedBytes);
  if (packed.length !== packedBytes) throw new Error('corrupt zip: a file is truncated');
  if (method === deflated) return inflate(packed, mostBytes);
  if (method !== stored) throw new Error(`zip: expected files that are stored or deflated, got method ${method}`);
  return packedBytes > mostBytes ? undefined : packed;
}

function inflate(packed: Uint8Array, mostBytes: number): Uint8Array | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: mostBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw new Error(`corrupt zip: a file cannot be unpacked (${(error as Error).message})`);
  }
}

/** @throws Error if no record of that kind is at that offset */
function expectRecord(view: DataView, at: number, signature: number, bytes: number): void {
  const within = at + bytes <= view.byteLength;
  if (within && view.getUint32(at, true) === signature) return;
  throw new Error(`corrupt zip: the central directory points ${within ? 'to no file' : 'outside the file'}`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
