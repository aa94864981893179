/** Reads checkpoints of Python frameworks. Files are recognized by their contents, whatever their names are. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isInternal, UsageError } from '../../common/errors.js';
import { parseJson } from '../../files/parse-json.js';
import { isZip, type ZipEntry, zipEntries } from '../../files/zip.js';
import { decodeSafetensorsFile, isSafetensors } from '../../model/safetensors.js';
import { unpickle } from '../pickle/unpickle.js';
import { type Checkpoint, checkpointOf } from './checkpoint.js';
import { FileArray } from './file-array.js';
import { chunkedArray, isFlax, readFlax } from './flax.js';
import { isLegacyTorch, isTorchZip, mostUnpackedBytes, readLegacyTorch, readTorchZip } from './pytorch.js';
import { torchNames } from './torch-names.js';

/**
 * Returns the checkpoint in a file; undefined if the bytes are of no format that is read here.
 * @param source names the file in errors
 * @throws UsageError for damaged files, and contents that are not read. Nothing of the file is executed
 */
export function readCheckpoint(bytes: Uint8Array, source: string): Checkpoint | undefined {
  try {
    return checkpointIn(bytes, source);
  } catch (error) {
    if (error instanceof UsageError || isInternal(error)) throw error;
    throw new UsageError(`${source} cannot be imported: ${(error as Error).message}`, { cause: error });
  }
}

function checkpointIn(bytes: Uint8Array, source: string): Checkpoint | undefined {
  if (isZip(bytes)) return checkpointInZip(zipEntries(bytes), source);
  if (isLegacyTorch(bytes)) return checkpointOf('pytorch', readLegacyTorch(bytes));
  if (isSafetensors(bytes)) {
    const { arrays, metadata } = decodeSafetensorsFile(bytes, source);
    const contents = arrays.map(({ name, shape, values }) => [name, new FileArray(shape, () => values)] as const);
    return checkpointOf('safetensors', new Map<string, unknown>([...contents, ['metadata', metadata]]));
  }
  if (isPickle(bytes)) return checkpointOf('pickle', unpickle(bytes, { allowed: torchNames }).value);
  if (isFlax(bytes)) return checkpointOf('flax', readFlax(bytes), chunkedArray);
  return undefined;
}

const protocols = [2, 3, 4, 5];
const isPickle = ([first, protocol]: Uint8Array): boolean => first === 0x80 && protocols.includes(protocol!);

/** Zips of PyTorch itself, and zips that contain a file of PyTorch: those of Stable-Baselines3 and PFRL. */
function checkpointInZip(entries: readonly ZipEntry[], source: string): Checkpoint {
  if (isTorchZip(entries)) return checkpointOf('pytorch', readTorchZip(entries));
  const find = (pattern: RegExp) => entries.find(({ name }) => pattern.test(name));
  const [policy, data, model] = [find(/^policy\.pth$/), find(/^data$/), find(/(^|\/)model\.pt$/)];
  if (policy) {
    const settings = data ? parseJson(unpacked(data), `${source}: data`) : {};
    return checkpointOf('sb3', { policy: readTorch(unpacked(policy)), data: settings });
  }
  if (model) return checkpointOf('pfrl', readTorch(unpacked(model)));
  throw new Error(
    'it is a zip without data.pkl (PyTorch), policy.pth (Stable-Baselines3) and model.pt (PFRL): unpack it, and import the file of the network',
  );
}

function readTorch(bytes: Uint8Array): unknown {
  const entries = isZip(bytes) ? zipEntries(bytes) : [];
  if (isTorchZip(entries)) return readTorchZip(entries);
  if (isLegacyTorch(bytes)) return readLegacyTorch(bytes);
  throw new Error('the file of its network is not in a format of PyTorch');
}

function unpacked(entry: ZipEntry): Uint8Array {
  const bytes = entry.unpack(mostUnpackedBytes);
  if (!bytes) throw new Error(`it unpacks to more than ${mostUnpackedBytes} bytes`);
  return bytes;
}

/** Files that mark a folder as a checkpoint of Orbax. */
const orbaxFiles = ['manifest.ocdbt', '_METADATA', '_CHECKPOINT_METADATA', 'checkpoint', 'default', 'state'];

/** @throws UsageError that names the way out, if the path is a folder of Orbax */
export function expectNoOrbax(path: string): void {
  if (!orbaxFiles.some((name) => existsSync(join(path, name)))) return;
  throw new UsageError(
    `${path} is a folder of Orbax (Dopamine, newer Flax), which is not read: restore it in Python, and write its parameters to one file with open("network.msgpack", "wb").write(flax.serialization.to_bytes(params))`,
  );
}
