/** Reads ONNX files into plain objects. Field numbers are those of onnx.proto, IR version 10. */
import { UsageError } from '../../common/errors.js';
import { externalData, type ReadExternal } from './external-data.js';
import { integer, integers, message, messages, read, text, textOf } from './message.js';
import { floatsOf, most, type OnnxTensor, Refused, tensorOf } from './onnx-tensor.js';

type OnnxSetting = number | string | readonly number[] | OnnxTensor;

export interface OnnxCall {
  readonly operator: string;
  /** Name of the node; often empty. */
  readonly name: string;
  /** Its place among the nodes of the file, from 0. */
  readonly index: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxSetting>>;
}

export interface OnnxFile {
  readonly calls: readonly OnnxCall[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  /** Inputs that are not constants; in their shapes an axis of unknown length is 0. */
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly string[];
  /** Version of the standard operators. */
  readonly operatorSet: number;
}

/** Bounds what a malicious file could inflate; see `most` in onnx-tensor.ts too. */
const mostNodes = 10_000;

/**
 * Decodes an ONNX file.
 * @param source names the file in errors @param readExternal reads the files that hold its weights; default: those beside `source`
 * @throws UsageError for other files, arrays of other types, and files beyond the limits
 */
export function decodeOnnx(
  bytes: Uint8Array,
  source: string,
  readExternal: ReadExternal = externalData(source),
): OnnxFile {
  try {
    const model = read(bytes);
    const graph = read(message(model, 7) ?? new Uint8Array());
    const nodes = messages(graph, 1);
    if (nodes.length === 0) throw new Error('expected a graph, got none');
    if (nodes.length > mostNodes) throw new Error(`expected at most ${mostNodes} nodes, got ${nodes.length}`);
    const constants = new Map(messages(graph, 5).map((each) => tensorOf(each, readExternal)));
    return {
      calls: nodes.map((node, index) => callOf(node, index, readExternal)),
      constants,
      inputs: messages(graph, 11)
        .map(inputOf)
        .filter(({ name }) => !constants.has(name)),
      outputs: messages(graph, 12).map((port) => text(read(port), 1)),
      operatorSet: operatorSetOf(messages(model, 8)),
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw error instanceof Refused
      ? new UsageError(`${source}: ${error.message}`)
      : new UsageError(`${source} is not an ONNX file: ${(error as Error).message}`);
  }
}

function operatorSetOf(imports: readonly Uint8Array[]): number {
  const sets = imports.map((each) => read(each)).filter((set) => isStandard(text(set, 1)));
  return Math.max(1, ...sets.map((set) => integer(set, 2)));
}

const isStandard = (domain: string): boolean => domain === '' || domain === 'ai.onnx';

function callOf(bytes: Uint8Array, index: number, readExternal: ReadExternal): OnnxCall {
  const node = read(bytes);
  const [operator, domain] = [text(node, 4), text(node, 7)];
  return {
    operator: isStandard(domain) ? operator : `${domain}.${operator}`,
    name: text(node, 3),
    index,
    inputs: messages(node, 1).map(textOf),
    outputs: messages(node, 2).map(textOf),
    attributes: Object.fromEntries(messages(node, 5).map((each) => attributeOf(each, readExternal))),
  };
}

/** Attribute types in onnx.proto. */
const kinds = { float: 1, int: 2, string: 3, tensor: 4, floats: 6 };

function attributeOf(bytes: Uint8Array, readExternal: ReadExternal): readonly [string, OnnxSetting] {
  const attribute = read(bytes);
  const [name, kind] = [text(attribute, 1), integer(attribute, 20)];
  if (kind === kinds.float) return [name, floatsOf([message(attribute, 2) ?? new Uint8Array()], 1)[0]!];
  if (kind === kinds.int) return [name, integer(attribute, 3)];
  if (kind === kinds.string) return [name, text(attribute, 4)];
  if (kind === kinds.floats) return [name, floatListOf(messages(attribute, 7))];
  const tensor = kind === kinds.tensor ? message(attribute, 5) : undefined;
  return [name, tensor ? tensorOf(tensor, readExternal)[1] : integers(attribute, 8, most.integers)];
}

function floatListOf(parts: readonly Uint8Array[]): OnnxTensor {
  const count = parts.reduce((sum, part) => sum + part.length, 0) / 4;
  if (!Number.isInteger(count) || count > most.integers)
    throw new Error(`expected at most ${most.integers} floats in an attribute, got ${count}`);
  return { shape: [count], values: floatsOf(parts, count) };
}

function inputOf(bytes: Uint8Array): { readonly name: string; readonly shape: readonly number[] } {
  const port = read(bytes);
  const inside = (outer: ReturnType<typeof read>, id: number) => read(message(outer, id) ?? new Uint8Array());
  const dims = messages(inside(inside(inside(port, 2), 1), 2), 1);
  if (dims.length > most.dims) throw new Error(`expected at most ${most.dims} axes, got ${dims.length}`);
  return { name: text(port, 1), shape: dims.map((dim) => integer(read(dim), 1)) };
}
