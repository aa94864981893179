/** Files of a trained network: `model.safetensors` (its arrays) and `model.json` (its description, with their SHA-256). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../common/errors.js';
import { expectFinite } from '../common/finite.js';
import { shown } from '../common/printable.js';
import { replaceByTemporary, temporaryPath, withoutSuffix, writeTogether } from '../files/atomic-write.js';
import { newestFileSet } from '../files/file-set.js';
import { type Format, formatText, isFormat } from '../files/format.js';
import { jsonText } from '../files/json-text.js';
import { isFile, namesIn, readJson, readRegularFile, sizeLimits } from '../files/read-file.js';
import { sha256 } from '../files/sha256.js';
import { type Dtype, decodeSafetensors, encodeSafetensors, type NamedArray } from './safetensors.js';

export const weightsName = 'model.safetensors';
export const descriptionName = 'model.json';

/** The file of the arrays and its SHA-256, as the description contains them. */
export interface WeightsReference {
  readonly file: string;
  readonly sha256: string;
}

/** Returns the contents of both files by name. @param describe returns the description of a model with these weights */
export function encodeModelFiles(
  arrays: readonly NamedArray[],
  describe: (weights: WeightsReference) => object,
  dtype?: Dtype,
) {
  const weights = encodeSafetensors(arrays, dtype);
  const description = describe({ file: weightsName, sha256: sha256(weights) });
  return { [weightsName]: weights, [descriptionName]: jsonText(description) };
}

/** The two files of a model, and others that belong to them, by name. */
type ModelFiles = Readonly<Record<typeof weightsName | typeof descriptionName | (string & {}), Uint8Array | string>>;

/**
 * Replaces the files of a model so that it can be read whatever interrupts the save. Once all are written under temporary names, the
 * description, which contains the SHA-256 of the weights, is replaced first and the weights last: where the weights that it names
 * still have their temporary name, other files may too (`currentPath`).
 */
export function saveModelFiles(folder: string, files: ModelFiles): void {
  if (isInterrupted(folder)) completeSave(folder);
  const { [descriptionName]: description, [weightsName]: weights, ...others } = files;
  const inOrder = { [descriptionName]: description!, ...others, [weightsName]: weights! };
  writeTogether(Object.fromEntries(Object.entries(inOrder).map(([name, data]) => [join(folder, name), data])));
}

/** Returns the path of a file of a model; after an interrupted save that may be its temporary one. */
export function currentPath(folder: string, name: string): string {
  const temporary = temporaryPath(join(folder, name));
  return isFile(temporary) && isInterrupted(folder) ? temporary : join(folder, name);
}

/** Whether a save replaced the description and was interrupted before it replaced the weights. */
function isInterrupted(folder: string): boolean {
  const weights = temporaryPath(join(folder, weightsName));
  return isFile(weights) && sha256(readRegularFile(weights, sizeLimits.network)) === describedWeights(folder);
}

/** Replaces the files that an interrupted save did not; the weights last. */
function completeSave(folder: string): void {
  const others = namesIn(folder)
    .map(withoutSuffix)
    .filter((name) => name !== weightsName);
  for (const name of [...others, weightsName]) replaceByTemporary(join(folder, name));
}

/** Returns the SHA-256 of the weights as the description contains it; undefined without a description. */
export function describedWeights(folder: string): string | undefined {
  const path = join(folder, descriptionName);
  if (!isFile(path)) return undefined;
  const { weights } = (readJson(path) ?? {}) as { readonly weights?: Partial<WeightsReference> };
  return weights?.sha256;
}

/** Returns the folder of a run's model: the folder itself, else its newest checkpoint; undefined if there is none. */
export function findModel(folder: string): string | undefined {
  if (existsSync(join(folder, descriptionName))) return folder;
  return newestFileSet(join(folder, 'checkpoints'), { only: [weightsName, descriptionName] })?.folder;
}

export interface ModelDescription {
  /** Unchecked except for the format. */
  readonly keys: Partial<Record<string, unknown>>;
  /** @throws UsageError that rejects the description */
  fail(expected: string, got: string): never;
}

/**
 * Reads the description of a model.
 * @throws UsageError for anything but a description of that format
 */
export function readDescription(folder: string, format: Format): ModelDescription {
  const path = join(folder, descriptionName);
  const fail = (expected: string, got: string): never => {
    throw new UsageError(`${path} describes no ${format.name}: expected ${expected}, got ${got}`);
  };
  const keys = readJson(path) as Partial<Record<string, unknown>> | null;
  if (!isFormat(keys?.format, format, path)) fail(`format "${formatText(format)}"`, shown(keys?.format));
  return { keys: keys!, fail };
}

/** Reads the arrays. @throws UsageError if they are missing, damaged, or not those of the description */
export function readWeights(folder: string, noun: string, { keys }: ModelDescription): readonly NamedArray[] {
  const path = currentPath(folder, weightsName);
  if (!existsSync(path)) throw new UsageError(`${path} is missing: ${descriptionName} alone is no ${noun}`);
  const bytes = readRegularFile(path, sizeLimits.network);
  const arrays = decodeSafetensors(bytes, path);
  const expected = (keys.weights as Partial<WeightsReference> | undefined)?.sha256;
  const found = sha256(bytes);
  if (found !== expected) {
    throw new UsageError(
      `${path} is not the file that ${descriptionName} describes: expected SHA-256 ${shown(expected, 70)}, got "${found}"; restore both files, or make the ${noun} anew`,
    );
  }
  for (const { name, values } of arrays) expectFinite(values, `${path}: ${name}`);
  return arrays;
}

/** Returns the values of the parameters in the order of `specs`. @throws UsageError for arrays of another network */
export function valuesFor(
  specs: readonly { readonly name: string; readonly shape: readonly number[] }[],
  arrays: readonly NamedArray[],
  source: string,
): Float32Array[] {
  return specs.map(({ name, shape }) => {
    const array = arrays.find((candidate) => candidate.name === name);
    if (array?.shape.join() === shape.join()) return array.values;
    const got = array ? `[${array.shape}]` : 'nothing';
    throw new UsageError(`${source} is of another network: expected ${name} of shape [${shape}], got ${got}`);
  });
}
