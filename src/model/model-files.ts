/** A trained network on disk: `model.safetensors` (its arrays) and `model.json` (what it is, and their fingerprint). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../common/errors.js';
import { expectFinite } from '../common/finite.js';
import { shown } from '../common/printable.js';
import { writeTogether } from '../files/atomic-write.js';
import { newestFileSet } from '../files/file-set.js';
import { jsonText } from '../files/json-text.js';
import { readJson, readRegularFile, sizeLimits } from '../files/read-file.js';
import { sha256 } from '../files/sha256.js';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from './safetensors.js';

export const weightsName = 'model.safetensors';
export const descriptionName = 'model.json';

/** What vouches for the arrays. */
export interface WeightsReference {
  readonly file: string;
  readonly sha256: string;
}

/** File name → contents. @param describe the description, as JSON, of a model with these weights */
export function encodeModelFiles(arrays: readonly NamedArray[], describe: (weights: WeightsReference) => object) {
  const weights = encodeSafetensors(arrays);
  const description = describe({ file: weightsName, sha256: sha256(weights) });
  return { [weightsName]: weights, [descriptionName]: jsonText(description) };
}

/** Writes them into the folder together; the description last, which vouches for the weights. */
export const saveModelFiles = (folder: string, files: Readonly<Record<string, Uint8Array | string>>): void =>
  writeTogether(Object.fromEntries(Object.entries(files).map(([name, data]) => [join(folder, name), data])));

/** Where a run's model lies: in the folder itself, else in its newest checkpoint; undefined where there is none. */
export function findModel(folder: string): string | undefined {
  if (existsSync(join(folder, descriptionName))) return folder;
  return newestFileSet(join(folder, 'checkpoints'), { only: [weightsName, descriptionName] })?.folder;
}

export interface ModelDescription {
  /** Not checked yet, but for its format. */
  readonly keys: Partial<Record<string, unknown>>;
  /** Refuses the description. @throws UsageError */
  fail(expected: string, got: string): never;
}

/** @param noun of the model: `agent` @throws UsageError for anything but a description of that format */
export function readDescription(folder: string, noun: string, format: string): ModelDescription {
  const path = join(folder, descriptionName);
  const fail = (expected: string, got: string): never => {
    throw new UsageError(`${path} describes no ${noun}: expected ${expected}, got ${got}`);
  };
  const keys = readJson(path) as Partial<Record<string, unknown>> | null;
  if (keys?.format !== format) fail(`format "${format}"`, shown(keys?.format));
  return { keys: keys!, fail };
}

/** The arrays that a description vouches for. @throws UsageError when they are missing, damaged or others */
export function readWeights(folder: string, noun: string, { keys }: ModelDescription): NamedArray[] {
  const path = join(folder, weightsName);
  if (!existsSync(path)) throw new UsageError(`${path} is missing: ${descriptionName} alone is no ${noun}`);
  const bytes = readRegularFile(path, sizeLimits.network);
  const arrays = decodeSafetensors(bytes, path);
  if (sha256(bytes) !== (keys.weights as Partial<WeightsReference> | undefined)?.sha256) {
    throw new UsageError(`${path} is not the file that ${descriptionName} describes: their fingerprints differ`);
  }
  for (const { name, values } of arrays) expectFinite(values, `${path}: ${name}`);
  return arrays;
}

/** The values of a network's parameters, in their order. @throws UsageError for arrays of another network */
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
