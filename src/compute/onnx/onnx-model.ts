/**
 * Writes ONNX models. The schema below has only the fields that are written or read, with the numbers of the ONNX specification
 * (onnx.proto, IR version 10).
 */
import protobuf from 'protobufjs/light.js';

export const onnxTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;
export type OnnxDataType = keyof typeof onnxTypes;

export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
  /** Operator set; the standard one if absent or empty. */
  readonly domain?: string;
}

export interface OnnxPort {
  readonly name: string;
  readonly dtype: OnnxDataType;
  readonly shape: readonly number[];
}

export interface OnnxInitializer extends OnnxPort {
  /** Little-endian elements. */
  readonly data: Uint8Array;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  readonly initializers: readonly OnnxInitializer[];
}

/** The producer, written near the beginning of every file. */
const onnxProducer = 'sap-atari';
const irVersion = 10;
const operatorSet = 20;
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;

const root = protobuf.Root.fromJSON({
  nested: {
    Model: {
      fields: {
        irVersion: { type: 'int64', id: 1 },
        producerName: { type: 'string', id: 2 },
        graph: { type: 'Graph', id: 7 },
        opsetImport: { rule: 'repeated', type: 'OperatorSetId', id: 8 },
        metadataProps: { rule: 'repeated', type: 'StringStringEntry', id: 14 },
      },
    },
    StringStringEntry: { fields: { key: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
    OperatorSetId: { fields: { domain: { type: 'string', id: 1 }, version: { type: 'int64', id: 2 } } },
    Graph: {
      fields: {
        node: { rule: 'repeated', type: 'Node', id: 1 },
        name: { type: 'string', id: 2 },
        initializer: { rule: 'repeated', type: 'Tensor', id: 5 },
        input: { rule: 'repeated', type: 'ValueInfo', id: 11 },
        output: { rule: 'repeated', type: 'ValueInfo', id: 12 },
      },
    },
    Node: {
      fields: {
        input: { rule: 'repeated', type: 'string', id: 1 },
        output: { rule: 'repeated', type: 'string', id: 2 },
        name: { type: 'string', id: 3 },
        opType: { type: 'string', id: 4 },
        attribute: { rule: 'repeated', type: 'Attribute', id: 5 },
        domain: { type: 'string', id: 7 },
      },
    },
    Attribute: {
      fields: {
        name: { type: 'string', id: 1 },
        f: { type: 'float', id: 2 },
        i: { type: 'int64', id: 3 },
        s: { type: 'bytes', id: 4 },
        t: { type: 'Tensor', id: 5 },
        ints: { rule: 'repeated', type: 'int64', id: 8 },
        type: { type: 'int32', id: 20 },
      },
    },
    Tensor: {
      fields: {
        dims: { rule: 'repeated', type: 'int64', id: 1 },
        dataType: { type: 'int32', id: 2 },
        floatData: { rule: 'repeated', type: 'float', id: 4 },
        int64Data: { rule: 'repeated', type: 'int64', id: 7 },
        name: { type: 'string', id: 8 },
        rawData: { type: 'bytes', id: 9 },
        dataLocation: { type: 'int32', id: 14 },
      },
    },
    ValueInfo: { fields: { name: { type: 'string', id: 1 }, type: { type: 'TypeOfValue', id: 2 } } },
    TypeOfValue: { fields: { tensorType: { type: 'TypeOfTensor', id: 1 } } },
    TypeOfTensor: { fields: { elemType: { type: 'int32', id: 1 }, shape: { type: 'TensorShape', id: 2 } } },
    TensorShape: { fields: { dim: { rule: 'repeated', type: 'Dimension', id: 1 } } },
    Dimension: { fields: { dimValue: { type: 'int64', id: 1 }, dimParam: { type: 'string', id: 2 } } },
  },
});
/** The protobuf type of a whole file. */
export const modelType = root.lookupType('Model');

const attribute = (name: string, setting: OnnxAttribute) => {
  if (typeof setting === 'string') return { name, s: Buffer.from(setting), type: attributeTypes.string };
  if (typeof setting === 'number') return { name, i: setting, type: attributeTypes.int };
  if ('float' in setting) return { name, f: setting.float, type: attributeTypes.float };
  return { name, ints: setting, type: attributeTypes.ints };
};

const valueInfo = ({ name, dtype, shape }: OnnxPort, batch?: string) => {
  const dim = shape.map((dimValue, axis) => (axis === 0 && batch !== undefined ? { dimParam: batch } : { dimValue }));
  return { name, type: { tensorType: { elemType: onnxTypes[dtype], shape: { dim } } } };
};

export interface EncodeOptions {
  /** Name of the first axis of inputs and outputs, which can then have any length. */
  readonly batch?: string;
  /** Text about the model, by key. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Returns the serialized model. */
export function encodeModel(graph: OnnxGraph, { batch, metadata = {} }: EncodeOptions = {}): Uint8Array {
  const domains = new Set(graph.nodes.map(({ domain }) => domain ?? ''));
  return modelType
    .encode({
      irVersion,
      producerName: onnxProducer,
      opsetImport: [...domains.add('')].map((domain) => ({ domain, version: domain === '' ? operatorSet : 1 })),
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      graph: {
        name: 'graph',
        node: graph.nodes.map(({ operator, inputs, outputs, attributes, domain }) => ({
          input: inputs,
          output: outputs,
          name: outputs[0],
          opType: operator,
          attribute: Object.entries(attributes).map(([name, setting]) => attribute(name, setting)),
          domain: domain ?? '',
        })),
        initializer: graph.initializers.map(({ name, dtype, shape, data }) => ({
          dims: shape,
          dataType: onnxTypes[dtype],
          name,
          rawData: data,
        })),
        input: graph.inputs.map((port) => valueInfo(port, batch)),
        output: graph.outputs.map((port) => valueInfo(port, batch)),
      },
    })
    .finish();
}
