/** Reads ONNX files into plain objects. Field numbers are those of onnx.proto, IR version 10. */
import { UsageError } from '../../common/errors.js';
import { producer } from '../about-agent.js';
import { externalData, type ReadExternal } from './external-data.js';
import { functionsOf, withoutFunctions } from './functions.js';
import { integer, message, messages, read, text } from './message.js';
import { callOf, type OnnxCall, operatorSetOf } from './onnx-node.js';
import { most, type OnnxTensor, Refused, tensorOf } from './onnx-tensor.js';

export interface OnnxFile {
  /** Those of functions that the file defines are replaced by the functions' own. */
  readonly calls: readonly OnnxCall[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  /** Inputs that are not constants; in their shapes an axis of unknown length is 0. */
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly string[];
  /** Version of the standard operators. */
  readonly operatorSet: number;
  /** Text about the model, by key, of the files that are written here. */
  readonly metadata: Readonly<Record<string, string>>;
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
    const operatorSet = operatorSetOf(messages(model, 8)) ?? 1;
    const functions = functionsOf(messages(model, 25), operatorSet, mostNodes, readExternal);
    return {
      calls: withoutFunctions(
        nodes.map((node, index) => callOf(node, index, readExternal)),
        functions,
        mostNodes,
      ),
      constants,
      inputs: messages(graph, 11)
        .map(inputOf)
        .filter(({ name }) => !constants.has(name)),
      outputs: messages(graph, 12).map((port) => text(read(port), 1)),
      operatorSet,
      metadata: text(model, 2) === producer ? metadataOf(messages(model, 14)) : {},
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw error instanceof Refused
      ? new UsageError(`${source}: ${error.message}`)
      : new UsageError(`${source} is not an ONNX file: ${(error as Error).message}`);
  }
}

/** Longest text about a model. */
const mostMetadataBytes = 100_000;

function metadataOf(entries: readonly Uint8Array[]): Record<string, string> {
  const pairs = entries.map((entry) => read(entry));
  return Object.fromEntries(pairs.map((pair) => [text(pair, 1), text(pair, 2, mostMetadataBytes)]));
}

function inputOf(bytes: Uint8Array): { readonly name: string; readonly shape: readonly number[] } {
  const port = read(bytes);
  const inside = (outer: ReturnType<typeof read>, id: number) => read(message(outer, id) ?? new Uint8Array());
  const dims = messages(inside(inside(inside(port, 2), 1), 2), 1);
  if (dims.length > most.dims) throw new Error(`expected at most ${most.dims} axes, got ${dims.length}`);
  return { name: text(port, 1), shape: dims.map((dim) => integer(read(dim), 1)) };
}
