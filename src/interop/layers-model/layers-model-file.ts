/** Reads the files of a TensorFlow.js layers model: the layers of `model.json` in order, and their weights. */
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { expectFinite } from '../../common/finite.js';
import { decodeFloat16 } from '../../common/float16.js';
import { printable, shown } from '../../common/printable.js';
import { sizeOf } from '../../common/shape.js';
import { readJson, readRegularFile, sizeLimits } from '../../files/read-file.js';
import { insideFolder } from '../inside-folder.js';

export interface LayerDescription {
  readonly name: string;
  readonly className: string;
  /** The layer's config as in the file, unchecked. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Indices of the layers whose results it takes; none: it takes the input. */
  readonly inputs: readonly number[];
}

export interface WeightArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface LayersModelFile {
  /** The layers in order of computation; the last one gives the output. */
  readonly layers: readonly LayerDescription[];
  /** Weights by name, such as `layer/kernel`. */
  readonly weights: ReadonlyMap<string, WeightArray>;
}

/** Most layers of a model. */
const mostLayers = 1000;
const mostAxes = 8;

/**
 * Reads a layers model.
 * @param path of model.json @param output name of the layer to end with; default: the only output
 * @throws UsageError for other files, models with cycles or several outputs without a choice, and damaged weights
 */
export function readLayersModel(path: string, output?: string): LayersModelFile {
  const { modelTopology, weightsManifest } = parse(modelSchema, readJson(path), path, '');
  // In models converted from Keras the topology is one level deeper.
  const topology = parse(topologySchema, modelTopology.model_config ?? modelTopology, path, 'modelTopology.');
  return { layers: orderedLayers(topology, path, output), weights: weightsOf(weightsManifest, path) };
}

// --- layers ---

const layerSchema = z.object({
  class_name: z.string(),
  /** In functional models the name is here or in the config. */
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
  /** In old sequential models the config is the list of layers. */
  config: z.preprocess((config) => (Array.isArray(config) ? { layers: config } : config), configSchema),
});
type Topology = z.infer<typeof topologySchema>;

/** Refuses graph models, which have nodes instead of layers. */
const modelSchema = z.object({
  modelTopology: z.looseObject({ node: z.undefined().optional(), model_config: z.unknown().optional() }),
  weightsManifest: z
    .array(z.object({ paths: z.array(z.string()).max(1000), weights: z.array(z.unknown()).max(10 * mostLayers) }))
    .max(1000)
    .default([]),
});

function throwing(error: Error): never {
  throw error;
}

const noLayersModel = (path: string, why: string) =>
  new UsageError(`${path} is not a layers model: expected a file written by tf.LayersModel.save (${why})`);

function parse<T>(schema: z.ZodType<T>, data: unknown, path: string, within: string): T {
  const { data: parsed, error } = schema.safeParse(data);
  if (!error) return parsed as T;
  const [{ path: key, message }] = error.issues as [z.core.$ZodIssue];
  const where = printable(`${within}${key.join('.')}`).replace(/\.$/, '') || 'the file';
  throw noLayersModel(path, `${where}: ${printable(message)}`);
}

function describe(layers: Topology['config']['layers']): LayerDescription[] {
  return layers.map((layer, index) => {
    const name = layer.name ?? layer.config.name ?? `layer ${index + 1}`;
    return { name, className: layer.class_name, config: layer.config, inputs: index === 0 ? [] : [index - 1] };
  });
}

/** Returns the layers in order of computation. @param output name of the layer to end with; default: the only output */
function orderedLayers({ class_name: kind, config }: Topology, path: string, output?: string): LayerDescription[] {
  const { layers } = config;
  if (layers.length === 0) throw noLayersModel(path, 'modelTopology: expected layers, got none');
  const described = describe(layers);
  const indexOf = new Map(described.map(({ name }, index) => [name, index]));
  const find = (name: string) =>
    indexOf.get(name) ?? throwing(noLayersModel(path, `expected a layer ${shown(name)}, got none`));
  if (kind === 'Sequential') return output === undefined ? described : described.slice(0, find(output) + 1);
  const refuse = (index: number, why: string) =>
    new UsageError(`${path}: ${titleOf(described[index]!)} ${why}, so the network cannot be imported`);
  const inputsOf = (index: number): number[] => {
    const [node, ...others] = layers[index]!.inbound_nodes ?? [];
    if (others.length > 0) throw refuse(index, 'is used more than once');
    const names = namesIn(node);
    if (names.length > mostLayers) throw refuse(index, `has more than ${mostLayers} inputs`);
    return names.map(find);
  };
  const order = orderOf(find(output ?? onlyOutput(config.output_layers, path)), inputsOf, (index) =>
    refuse(index, 'is part of a cycle'),
  );
  const left = described.findIndex((_, index) => !order.includes(index));
  if (left >= 0 && output === undefined) throw refuse(left, 'is not part of the graph from input to output');
  const places = new Map(order.map((index, place) => [index, place]));
  return order.map((index) => ({ ...described[index]!, inputs: inputsOf(index).map((each) => places.get(each)!) }));
}

function onlyOutput(given: unknown, path: string): string {
  const [output, ...others] = namesIn(given);
  if (output !== undefined && others.length === 0) return output;
  if (output === undefined) throw noLayersModel(path, 'output_layers: expected one layer, got none');
  const names = [output, ...others].slice(0, 20).map((name) => `'${printable(name.slice(0, 100))}'`);
  throw new UsageError(
    `${path}: expected one output, got ${1 + others.length}: choose one with --output, of ${names.join(', ')}`,
  );
}

/** Returns what an output needs, each after its inputs. @param cycle returns the error for one that needs itself */
function orderOf(
  output: number,
  inputsOf: (index: number) => number[],
  cycle: (index: number) => UsageError,
): number[] {
  const order = new Set<number>();
  const open = new Set<number>();
  const visit = (index: number): void => {
    if (order.has(index)) return;
    if (open.has(index)) throw cycle(index);
    open.add(index);
    for (const input of inputsOf(index)) visit(input);
    order.add(index);
  };
  visit(output);
  return [...order];
}

export const titleOf = ({ name, className }: Pick<LayerDescription, 'name' | 'className'>): string =>
  printable(`layer '${name.slice(0, 100)}' (${className.slice(0, 100)})`);

/** Most lists and objects inside each other around a reference. */
const mostDepth = 8;

/**
 * Returns the layer names in references: `["a", 0, 0]` of Keras 2 and TensorFlow.js, `{config: {keras_history: ["a", 0, 0]}}` of
 * Keras 3, and lists and objects of them.
 */
function namesIn(references: unknown, depth = 0): string[] {
  if (typeof references !== 'object' || references === null || depth > mostDepth) return [];
  if (Array.isArray(references) && typeof references[0] === 'string') return [references[0]];
  if ('keras_history' in references) return namesIn(references.keras_history, depth + 1);
  return Object.values(references).flatMap((each) => namesIn(each, depth + 1));
}

// --- weights ---

type Manifest = z.infer<typeof modelSchema>['weightsManifest'];

const length = z.int().min(0);
const weightSchema = z.object({
  name: z.string(),
  shape: z.array(length).max(mostAxes),
  dtype: z.literal('float32'),
  /** Quantized weights: value = integer · scale + min, or float16. */
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
    quantization.dtype === 'float16'
      ? decodeFloat16
      : (integer: number) => integer * quantization.scale + quantization.min;
  const values = new Float32Array(integers.length);
  for (let i = 0; i < values.length; i++) values[i] = decode(integers[i]!);
  return values;
}

/** Reads and concatenates files. @throws UsageError unless they have `expected` bytes together */
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
