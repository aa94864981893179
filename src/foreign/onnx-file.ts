/** Reads ONNX files into plain objects. */
import { modelType, onnxTypes } from '../compute/onnx-model.js';
import { UsageError } from '../errors.js';

export interface OnnxTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | readonly number[];
}

export type OnnxSetting = number | string | readonly number[] | OnnxTensor;

export interface OnnxCall {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxSetting>>;
}

export interface OnnxFile {
  readonly calls: readonly OnnxCall[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  /** Inputs that are no constants; axes of any length are 0. */
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly string[];
}

interface TensorMessage {
  readonly dims: number[];
  readonly dataType: number;
  readonly floatData: number[];
  readonly int64Data: number[];
  readonly rawData?: Uint8Array;
  readonly dataLocation: number;
  readonly name: string;
}

interface AttributeMessage {
  readonly name: string;
  readonly type: number;
  readonly f: number;
  readonly i: number;
  readonly s: Uint8Array;
  readonly t?: TensorMessage;
  readonly ints: number[];
}

interface ModelMessage {
  readonly graph?: {
    readonly node: {
      input: string[];
      output: string[];
      opType: string;
      domain: string;
      attribute: AttributeMessage[];
    }[];
    readonly initializer: TensorMessage[];
    readonly input: { name: string; type?: { tensorType?: { shape?: { dim: { dimValue?: number }[] } } } }[];
    readonly output: { name: string }[];
  };
}

/** @param source is named in messages @throws UsageError for what is no ONNX file, or holds arrays of other types */
export function decodeOnnx(bytes: Uint8Array, source: string): OnnxFile {
  let model: ModelMessage;
  try {
    const message = modelType.decode(bytes);
    model = modelType.toObject(message, { longs: Number, defaults: true, arrays: true }) as ModelMessage;
  } catch (error) {
    throw new UsageError(`${source} is no ONNX file: ${(error as Error).message}`);
  }
  const { graph } = model;
  if (!graph || graph.node.length === 0) throw new UsageError(`${source} is no ONNX file: expected a graph, got none`);
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensorOf(tensor, source)]));
  return {
    constants,
    calls: graph.node.map(({ opType, domain, input, output, attribute }) => ({
      operator: domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`,
      inputs: input,
      outputs: output,
      attributes: Object.fromEntries(attribute.map((each) => [each.name, settingOf(each, source)])),
    })),
    inputs: graph.input
      .filter(({ name }) => !constants.has(name))
      .map(({ name, type }) => ({
        name,
        shape: type?.tensorType?.shape?.dim.map(({ dimValue }) => dimValue ?? 0) ?? [],
      })),
    outputs: graph.output.map(({ name }) => name),
  };
}

/** Attribute types of the specification. */
const kinds = { float: 1, int: 2, string: 3, tensor: 4, ints: 7 };

function settingOf({ type, f, i, s, t, ints }: AttributeMessage, source: string): OnnxSetting {
  if (type === kinds.float) return f;
  if (type === kinds.int) return i;
  if (type === kinds.string) return new TextDecoder().decode(s);
  return type === kinds.tensor && t ? tensorOf(t, source) : ints;
}

/** Floats as a Float32Array, integers as numbers. */
function tensorOf(message: TensorMessage, source: string): OnnxTensor {
  const { dims, dataType, floatData, int64Data, rawData, dataLocation, name } = message;
  if (dataLocation !== 0) throw new UsageError(`${source}: '${name}' lies in another file: expected all arrays inside`);
  if (dataType !== onnxTypes.float32 && dataType !== onnxTypes.int64) {
    throw new UsageError(`${source}: expected arrays of float32 or int64, got type ${dataType} for '${name}'`);
  }
  const raw = rawData && rawData.length > 0 ? Uint8Array.from(rawData).buffer : undefined;
  const size = dims.reduce((a, b) => a * b, 1);
  if (raw && raw.byteLength !== (dataType === onnxTypes.float32 ? 4 : 8) * size) {
    throw new UsageError(`${source}: expected ${size} elements for '${name}', got ${raw.byteLength} bytes`);
  }
  if (dataType === onnxTypes.float32) {
    return { shape: dims, values: raw ? new Float32Array(raw) : Float32Array.from(floatData) };
  }
  return { shape: dims, values: raw ? Array.from(new BigInt64Array(raw), Number) : int64Data };
}
