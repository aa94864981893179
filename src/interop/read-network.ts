/** Reads networks from files. The format is recognized by the file's contents. */
import { UsageError } from '../common/errors.js';
import { isFolder, readRegularFile, sizeLimits } from '../files/read-file.js';
import { expectNoOrbax, readCheckpoint } from './checkpoint/read-checkpoint.js';
import { importLayersModel } from './layers-model/import-layers-model.js';
import { type LayoutOptions, networkOf } from './layouts/network-of.js';
import type { ImportedNetwork } from './network-builder.js';
import { importOnnx } from './onnx/import-onnx.js';
import { importPytorch } from './pytorch/import-pytorch.js';

export interface ReadOptions extends LayoutOptions {
  /** Name of the result of an ONNX graph, or of the layer of a layers model, to end with; default: the only output. */
  readonly output?: string | undefined;
}

/**
 * Reads a network from an ONNX file, the `model.json` of a TensorFlow.js layers model, or a checkpoint of a Python framework.
 * @throws UsageError for other files, and for files that are damaged or hold networks that cannot be imported
 */
export async function readNetwork(path: string, { output, ...layout }: ReadOptions = {}): Promise<ImportedNetwork> {
  if (isFolder(path)) expectNoOrbax(path);
  const bytes = readRegularFile(path, sizeLimits.network);
  const checkpoint = readCheckpoint(bytes, path);
  if (output !== undefined && checkpoint)
    throw new UsageError(`${path}: expected an ONNX file or a model.json with --output, got a checkpoint`);
  const exported = checkpoint && importPytorch(checkpoint, path);
  if (checkpoint && !exported) return networkOf(checkpoint, path, layout);
  const isGraph = isOnnx(bytes) || path.toLowerCase().endsWith('.onnx');
  for (const [name, value] of Object.entries(layout)) {
    if (value !== undefined && (exported || isGraph || isJson(bytes)))
      throw new UsageError(`${path}: expected a checkpoint with --${name}, got a file of layers, which says it itself`);
  }
  if (exported) return exported;
  if (isJson(bytes)) return importLayersModel(path, { output });
  if (isGraph) return importOnnx(bytes, path, { output });
  const start = Buffer.from(bytes.subarray(0, 8)).toString('hex') || 'nothing';
  throw new UsageError(
    `${path}: expected an ONNX file, a checkpoint of PyTorch, Stable-Baselines3, PFRL or Flax, a safetensors file, or the model.json of a TensorFlow.js layers model; got a file that starts with ${start}`,
  );
}

/** The first field of an ONNX file is the version of the format, a small number. */
const isOnnx = ([field, version = 0]: Uint8Array): boolean => field === 0x08 && version > 0 && version < 0x80;

/** An object of JSON, perhaps after a byte-order mark and blanks. */
const isJson = (bytes: Uint8Array): boolean => /^\ufeff?\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 64)));
