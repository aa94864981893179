/** Reads networks from files; one entry for each file format. */
import { UsageError } from '../common/errors.js';
import { readRegularFile, sizeLimits } from '../files/read-file.js';
import { importLayersModel } from './layers-model/import-layers-model.js';
import type { ImportedNetwork } from './network-builder.js';
import { importOnnx } from './onnx/import-onnx.js';

type Read = (path: string) => ImportedNetwork;

/** File name extension → reader of the format. */
const formats: Readonly<Record<string, Read>> = {
  '.onnx': (path) => importOnnx(readRegularFile(path, sizeLimits.network), path),
  '.json': importLayersModel,
};

/**
 * Reads a network from an ONNX file (`.onnx`) or a TensorFlow.js layers model (`model.json`).
 * @throws UsageError for another extension, and for files that are damaged or hold layers that cannot be imported
 */
export async function readNetwork(path: string): Promise<ImportedNetwork> {
  const extension = Object.keys(formats).find((each) => path.toLowerCase().endsWith(each));
  if (extension !== undefined) return formats[extension]!(path);
  throw new UsageError(`${path}: expected a file named *${Object.keys(formats).join(' or *')}`);
}
