/** Reads the files of a TensorFlow.js layers model: the layers of `model.json` in their order, and the weights they name. */
import { realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { expectFinite } from '../../common/finite.js';
import { printable, shown } from '../../common/printable.js';
import { sizeOf } from '../../common/shape.js';
import { readJson, readRegularFile, sizeLimits } from '../../files/read-file.js';

export interface LayerDescription {
  readonly name: string;
  readonly className: string;
  /** As the file has it: keys and values are not checked. */
  readonly config: Readonly<Record<string, unknown>>;
}

export interface WeightArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface LayersModelFile {
  /** A chain: each takes the result of the one before. */
  readonly layers: readonly LayerDescription[];
  /** By name: `layer/kernel`. */
  readonly weights: ReadonlyMap<string, WeightArray>;
}

/** Most layers; a chain that is worth anything has some tens. */
const mostLayers = 1000;
const mostAxes = 8;

/** @param path of model.json @throws UsageError in one line for anything else, for branches and circles, and for damaged weights */
export function readLayersModel(path: string): LayersModelFile {
  const { modelTopology, weightsManifest } = parse(modelSchema, readJson(path), path, '');
  // A model that was converted from Keras has its topology one level deeper.
  const topology = parse(topologySchema, modelTopology.model_config ?? modelTopology, path, 'modelTopology.');
  return { layers: chainOf(topology, path), weights: weightsOf(weightsManifest, path) };
}

// --- layers ---

const layerSchema = z.object({
  class_name: z.string(),
  /** Of a functional model: here, or in the config. */
  name: z.string().optional(),
  config: z.looseObject({ name: z.string().optional() }),
  inbound_nodes: z.array(z.unknown()).optional(),
});
const configSchema = z.object({
  layers: z.array(layerSchema).max(mostLayers),
  output_layers: z.unknown().optional(),
});
const topologySchema = z.object({
  class_name: z.enum(['Sequential', 'Model', 'Functional']),
  /** Old sequential models have a list of layers for a config. */
  config: z.preprocess((config) => (Array.isArray(config) ? { layers: config } : config), configSchema),
});
type Topology = z.infer<typeof topologySchema>;

/** A graph model has nodes instead of layers. */
const modelSchema = z.object({
  modelTopology: z.looseObject({ node: z.undefined().optional(), model_config: z.unknown().optional() }),
  weightsManifest: z
    .array(z.object({ paths: z.array(z.string()).max(1000), weights: z.array(z.unknown()).max(10 * mostLayers) }))
    .max(1000)
    .default([]),
});

const noLayersModel = (path: string, why: string) =>
  new UsageError(`${path} is no layers model: expected one as tf.LayersModel.save writes it (${why})`);

function parse<T>(schema: z.ZodType<T>, data: unknown, path: string, within: string): T {
  const { data: parsed, error } = schema.safeParse(data);
  if (!error) return parsed as T;
  const [{ path: key, message }] = error.issues as [z.core.$ZodIssue];
  const where = printable(`${within}${key.join('.')}`).replace(/\.$/, '') || 'the file';
  throw noLayersModel(path, `${where}: ${printable(message)}`);
}

function chainOf({ class_name: kind, config }: Topology, path: string): LayerDescription[] {
  const { layers } = config;
  if (layers.length === 0) throw noLayersModel(path, 'modelTopology: expected layers, got none');
  const described = layers.map((layer, index): LayerDescription => {
    const name = layer.config.name ?? layer.name ?? `layer ${index + 1}`;
    return { name, className: layer.class_name, config: layer.config };
  });
  if (kind === 'Sequential') return described;
  // Of a functional model each layer names those whose results it takes: from the output back to the input.
  const byName = new Map(layers.map((layer, index) => [layer.name ?? layer.config.name, index]));
  const refuse = (index: number, why: string) =>
    new UsageError(`${path}: ${titleOf(described[index]!)} ${why}, so the network cannot be imported`);
  const chain: number[] = [];
  const [output, ...others] = namesIn(config.output_layers);
  if (output === undefined || others.length > 0) throw noLayersModel(path, 'output_layers: expected one layer');
  for (let name: string | undefined = output; name !== undefined; ) {
    const index = byName.get(name);
    if (index === undefined) throw noLayersModel(path, `expected a layer ${shown(name)}, got none`);
    if (chain.includes(index)) throw refuse(index, 'takes its own result, in a circle');
    chain.unshift(index);
    const [inbound = [], ...nodes] = layers[index]!.inbound_nodes ?? [];
    const names = namesIn(inbound);
    if (nodes.length > 0) throw refuse(index, 'is used more than once');
    if (names.length > 1) throw refuse(index, 'takes more than the result of one layer');
    [name] = names;
  }
  const left = layers.findIndex((_, index) => !chain.includes(index));
  if (left >= 0) throw refuse(left, 'is not part of the one chain from input to output');
  return chain.map((index) => described[index]!);
}

export const titleOf = ({ name, className }: LayerDescription): string =>
  printable(`layer '${name.slice(0, 100)}' (${className.slice(0, 100)})`);

/** Layer names of `[["a", 0, 0], ["b", 0, 0]]`, or of `["a", 0, 0]`. */
function namesIn(references: unknown): string[] {
  if (!Array.isArray(references)) return [];
  const list = typeof references[0] === 'string' ? [references] : references;
  return list.flatMap((each) => (Array.isArray(each) && typeof each[0] === 'string' ? [each[0]] : []));
}

// --- weights ---

type Manifest = z.infer<typeof modelSchema>['weightsManifest'];

const length = z.int().min(0);
const weightSchema = z.object({
  name: z.string(),
  shape: z.array(length).max(mostAxes),
  dtype: z.literal('float32'),
  /** Of numbers that were stored shorter: value = integer · scale + min. */
  quantization: z
    .object({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() })
    .or(z.object({ dtype: z.literal('float16') }))
    .optional(),
});
type WeightSpec = z.infer<typeof weightSchema>;

const storedBytes = { float32: 4, uint8: 1, uint16: 2, float16: 2 } as const;
const storedAs = ({ quantization }: WeightSpec) => quantization?.dtype ?? 'float32';

function weightsOf(manifest: Manifest, path: string): Map<string, WeightArray> {
  const specs = manifest.flatMap(({ weights }, i) =>
    weights.map((weight, j) => parse(weightSchema, weight, path, `weightsManifest.${i}.weights.${j}.`)),
  );
  const sizes = specs.map((spec) => storedBytes[storedAs(spec)] * sizeOf(spec.shape));
  const expected = sizes.reduce((sum, size) => sum + size, 0);
  if (expected > sizeLimits.network) {
    throw new UsageError(`${path}: expected weights of at most ${sizeLimits.network} bytes, got ${expected}`);
  }
  const bytes = readAll(
    manifest.flatMap(({ paths }) => paths),
    path,
    expected,
  );
  const weights = new Map<string, WeightArray>();
  let at = 0;
  for (const [i, spec] of specs.entries()) {
    const stored = bytes.slice(at, at + sizes[i]!).buffer;
    at += sizes[i]!;
    const values = valuesOf(stored, spec);
    expectFinite(values, `${path}: weight ${shown(spec.name)}`);
    weights.set(spec.name, { shape: spec.shape, values });
  }
  return weights;
}

function valuesOf(stored: ArrayBuffer, spec: WeightSpec): Float32Array {
  const { quantization } = spec;
  if (!quantization) return new Float32Array(stored);
  const integers = quantization.dtype === 'uint8' ? new Uint8Array(stored) : new Uint16Array(stored);
  const decode =
    quantization.dtype === 'float16' ? float16 : (integer: number) => integer * quantization.scale + quantization.min;
  const values = new Float32Array(integers.length);
  for (let i = 0; i < values.length; i++) values[i] = decode(integers[i]!);
  return values;
}

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** The files one behind the other: together as long as expected. */
function readAll(names: readonly string[], path: string, expected: number): Uint8Array {
  const bytes = new Uint8Array(expected);
  let got = 0;
  for (const name of names) {
    const part = readRegularFile(insideFolder(path, name), sizeLimits.network);
    if (got + part.length <= expected) bytes.set(part, got);
    got += part.length;
  }
  if (got !== expected) {
    throw new UsageError(`${path}: expected weight files of ${expected} bytes together, got ${got}`);
  }
  return bytes;
}

/**
 * A weight file's path, which stays inside the model's folder: what a model refers to would otherwise be copied into the agent.
 * @throws UsageError for `..`, absolute paths, drives, backslashes, percent-encoding, and for links out of the folder
 */
function insideFolder(path: string, name: string): string {
  const folder = dirname(path);
  const refuse = () =>
    new UsageError(`${path}: the weight file ${shown(name)} is outside the model's folder: expected a path inside`);
  const parts = name.split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a name with them is refused
  if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\\:%\u0000-\u001f]/.test(part)))
    throw refuse();
  const file = join(folder, ...parts);
  const real = realPath(file);
  if (real !== undefined && !real.startsWith(join(realPath(folder)!, sep))) throw refuse();
  return file;
}

/** Undefined for what is not there. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
