/** Builds a graph call by call. Simplifies calls, computes equal calls once and shares small constants. */
import { sizeOf } from '../../common/shape.js';
import type {
  Attributes,
  Graph,
  GraphDataType,
  Inputs,
  Node,
  Shape,
  Source,
  TensorType,
  Value,
  Values,
} from './graph.js';

export interface GraphBuilder {
  input(type: TensorType, source: Source): Value;
  constant(values: Values, shape: Shape, dtype: GraphDataType): Value;
  /** Returns a constant whose elements are all `value`. */
  fill(value: number, shape: Shape, dtype: GraphDataType): Value;
  call(kernel: string, inputs: Inputs, attributes: Attributes): readonly Value[];
  finish(outputs: readonly Value[]): Graph;
}

/** The properties of a kernel that the builder needs. */
export interface KernelInference {
  /** Returns the shapes and types of the results. */
  readonly infer: (inputs: Inputs, attributes: Attributes) => readonly TensorType[];
  /** Returns a value equal to the result that makes the call unnecessary, if there is one. */
  readonly simplify?: (inputs: Inputs, attributes: Attributes, graph: GraphBuilder) => Value | undefined;
}

/** Constants of up to this many elements are compared by content. */
const smallSize = 16;

/** @param kernels all supported kernels, by TensorFlow.js name */
export function createGraphBuilder(kernels: Readonly<Record<string, KernelInference>>): GraphBuilder {
  const nodes: Node[] = [];
  const inputs: Value[] = [];
  const calls = new Map<string, readonly Value[]>();
  const constants = new Map<string, Value>();
  const identities = new Map<object, number>();
  let nextId = 0;

  const value = (type: TensorType, source: Source): Value => ({ ...type, id: nextId++, source });

  const builder: GraphBuilder = {
    input(type, source) {
      const created = value(type, source);
      inputs.push(created);
      return created;
    },
    constant(values, shape, dtype) {
      const first = values[0];
      const splat = values.every((element) => element === first) ? first : undefined;
      const key = values.length <= smallSize ? `${dtype}[${shape}]${values.join()}` : undefined;
      const known = key === undefined ? undefined : constants.get(key);
      if (known) return known;
      const created = value({ shape, dtype }, { kind: 'constant', values, splat });
      if (key !== undefined) constants.set(key, created);
      return created;
    },
    fill(element, shape, dtype) {
      const values = dtype === 'float32' ? new Float32Array(sizeOf(shape)) : new Int32Array(sizeOf(shape));
      return builder.constant(values.fill(element), shape, dtype);
    },
    call(kernel, operands, attributes) {
      const rule = kernels[kernel];
      if (!rule) throw new Error(`kernel '${kernel}' cannot be compiled`);
      const simpler = rule.simplify?.(operands, attributes, builder);
      if (simpler) return [simpler];
      const key = callKey(kernel, operands, attributes, identities);
      const known = calls.get(key);
      if (known) return known;
      const outputs: Value[] = [];
      const node: Node = { kernel, inputs: operands, attributes, outputs };
      for (const type of rule.infer(operands, attributes)) outputs.push(value(type, { kind: 'node', node }));
      nodes.push(node);
      calls.set(key, outputs);
      return outputs;
    },
    finish: (outputs) => ({ nodes, inputs, outputs }),
  };
  return builder;
}

/** Returns a key of the call: equal keys have equal results. Attributes that are objects are compared by identity. */
function callKey(kernel: string, inputs: Inputs, attributes: Attributes, identities: Map<object, number>): string {
  const operands = Object.entries(inputs).map(([name, { id }]) => `${name}=${id}`);
  const settings = JSON.stringify(attributes, (_, setting: unknown) => {
    if (typeof setting === 'number' && !Number.isFinite(setting)) return String(setting);
    if (typeof setting !== 'object' || setting === null || Array.isArray(setting) || setting === attributes)
      return setting;
    if (!identities.has(setting)) identities.set(setting, identities.size);
    return `object ${identities.get(setting)}`;
  });
  return `${kernel}(${operands.join()})${settings}`;
}
