/** PyTorch's files: a zip of a pickle and raw storages, and the format before 1.6, a series of pickles followed by the storages. */
import { shown } from '../../common/printable.js';
import type { ZipEntry } from '../../files/zip.js';
import { createByteReader } from '../pickle/byte-reader.js';
import { unpickle } from '../pickle/unpickle.js';
import { storages, torchNames } from './torch-names.js';

/** Most bytes that a file may unpack to. */
export const mostUnpackedBytes = 2 ** 28;

/** What PyTorch writes before the other pickles of its old format: a magic number of 10 bytes. */
const legacyStart = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

export const isLegacyTorch = (bytes: Uint8Array): boolean => legacyStart.every((byte, i) => bytes[i] === byte);

/** Name of the pickle in a zip, after the name of its only folder. */
const pickleName = /^([^/]*\/)?data\.pkl$/;

export const isTorchZip = (entries: readonly ZipEntry[]): boolean => entries.some(({ name }) => pickleName.test(name));

/** Returns what was saved. @throws Error for damaged files, and contents that are not read */
export function readTorchZip(entries: readonly ZipEntry[]): unknown {
  if (entries.some(({ name }) => /^[^/]*\/code\//.test(name))) {
    throw new Error(
      'it is a TorchScript program: expected weights alone, as torch.save(network.state_dict(), "network.pt") writes them',
    );
  }
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const pickle = entries.find(({ name }) => pickleName.test(name))!;
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  let left = mostUnpackedBytes;
  const unpack = (name: string): Uint8Array | undefined => {
    const entry = byName.get(`${folder}${name}`);
    if (!entry) return undefined;
    const bytes = entry.unpack(left);
    if (!bytes) throw new Error(`it unpacks to more than ${mostUnpackedBytes} bytes`);
    left -= bytes.length;
    return bytes;
  };
  const order = unpack('byteorder');
  if (order && new TextDecoder().decode(order) !== 'little') throw bigEndian();
  const read = new Map<string, Uint8Array>();
  const storage = (key: string, byteCount: number): Uint8Array => {
    const bytes = read.get(key) ?? unpack(`data/${key}`);
    if (!bytes) throw new Error(`its storage ${shown(key)} is missing`);
    read.set(key, bytes);
    return expectBytes(bytes, byteCount, key);
  };
  return unpickle(unpack('data.pkl')!, { allowed: torchNames, persistent: storages(storage) }).value;
}

/** Returns what was saved. @throws Error for damaged files, and contents that are not read */
export function readLegacyTorch(bytes: Uint8Array): unknown {
  const read = new Map<string, Uint8Array>();
  const itemBytes = new Map<string, number>();
  let at = 0;
  const next = (persistent?: (id: unknown) => unknown): unknown => {
    const { value, end } = unpickle(bytes, { allowed: torchNames, start: at, ...(persistent && { persistent }) });
    at = end;
    return value;
  };
  next(); // the magic number
  next(); // the version of the protocol
  const system = next();
  if (system instanceof Map && system.get('little_endian') === false) throw bigEndian();
  const contents = next(
    storages(
      (key, byteCount) => {
        const stored = read.get(key);
        if (!stored) throw new Error(`its storage ${shown(key)} is missing`);
        return expectBytes(stored, byteCount, key);
      },
      (key, size) => itemBytes.set(key, size),
    ),
  );
  const keys = next();
  if (!Array.isArray(keys)) throw new Error('it lacks the list of its storages');
  const reader = createByteReader(bytes, at);
  for (const key of keys) {
    const size = itemBytes.get(String(key));
    if (size === undefined) throw new Error(`no tensor uses its storage ${shown(key)}`);
    read.set(String(key), reader.bytes(reader.unsigned(8) * size));
  }
  return contents;
}

function expectBytes(bytes: Uint8Array, byteCount: number, key: string): Uint8Array {
  if (bytes.length >= byteCount) return bytes;
  throw new Error(`it is truncated: expected ${byteCount} bytes in its storage ${shown(key)}, got ${bytes.length}`);
}

const bigEndian = () =>
  new Error('it was written on a big-endian machine: load it with PyTorch on a little-endian one, and save it again');
