/**
 * Emits the ONNX nodes of every segment. It records the forms (axis orders, see permutation.ts) in which each value exists, and
 * emits a transposition only for a form that does not exist yet.
 */
import { permuteAxes, sizeOf } from '../../common/shape.js';
import type { GraphDataType, Value } from '../graph/graph.js';
import type { Constants } from '../onnx/constants.js';
import {
  type OnnxAttribute,
  type OnnxDataType,
  type OnnxGraph,
  type OnnxInitializer,
  type OnnxNode,
  type OnnxPort,
  onnxTypes,
} from '../onnx/onnx-model.js';
import type { Values } from '../signature.js';
import { between, identity, isIdentity, type Permutation, permuted, sameLayout } from './permutation.js';

type NodeAttributes = Readonly<Record<string, OnnxAttribute>>;

/** The interface for kernel rules: emits nodes into one segment. */
export interface Lowering {
  /** Channels in a block of ONNX Runtime's blocked convolutions, if the processor supports them (see blocked.ts). */
  readonly blockSize: number | undefined;
  /** Whether the value is known when the session is created. */
  isConstant(value: Value): boolean;
  /** Returns the name of `value` in the given form; transposes it if necessary. */
  form(value: Value, permutation: Permutation): string;
  /** Returns the name of `value` in its own axis order. */
  logical(value: Value): string;
  /** Whether `value` is available in that form without a copy. */
  has(value: Value, permutation: Permutation): boolean;
  /** Returns the form of these values, all of one rank, that needs the least copying. */
  cheapestForm(values: readonly Value[]): Permutation;
  /** Declares that `name` contains `value`, by default in its own order. */
  set(value: Value, name: string, permutation?: Permutation): void;
  /** Declares that `value` is available in that form. The node that writes it is emitted at its first use. */
  offer(value: Value, permutation: Permutation, emit: () => string): void;
  /** Declares that `target` is `source` with permuted axes, without a copy. */
  relabel(target: Value, source: Value, permutation: Permutation): void;
  /** Appends a node with one output, unless an equal one exists. Returns the name of the output. */
  emit(operator: string, inputs: readonly string[], attributes?: NodeAttributes, domain?: string): string;
  /** Appends a node with `count` outputs. */
  emitMany(count: number, operator: string, inputs: readonly string[], attributes?: NodeAttributes): string[];
  cast(name: string, dtype: OnnxDataType): string;
  reshape(name: string, shape: readonly number[]): string;
  /** A one-dimensional int64 constant: shapes, axes, pads. */
  ints(values: readonly number[]): string;
  /** A constant without axes. */
  scalar(value: number, dtype: GraphDataType): string;
  constant(values: Values, shape: readonly number[], dtype: GraphDataType): string;
}

/** One form of a value. Forms of inputs of the function and of results of host operations belong to no segment. */
interface Stored {
  readonly segment: number | 'host';
  readonly permutation: Permutation;
  /** Emits the node that writes the form, at its first use. */
  readonly name: () => string;
}

interface Segment {
  readonly nodes: OnnxNode[];
  readonly inputs: Map<string, OnnxPort>;
  readonly outputs: Map<string, OnnxPort>;
  readonly initializers: OnnxInitializer[];
  /** Forms available in this segment: computed, constant, or inputs of the segment. */
  readonly forms: Map<Value, Stored[]>;
  /** Names of constants and nodes by content: equal ones are emitted once. */
  readonly shared: Map<string, string>;
}

export interface SegmentedLowering {
  at(segment: number): Lowering;
  /** Declares that the caller or a host operation provides `value` in the buffer `name`. */
  provide(value: Value, name: string): void;
  /**
   * Makes `value`, in its own axis order, available to host operations and the caller: it becomes an output of `segment`, unless
   * it came from outside.
   */
  expose(segment: number, value: Value): OnnxPort;
  finish(): OnnxGraph[];
}

export const inputName = (index: number): string => `input${index}`;

export interface LoweringOptions {
  readonly constants: Constants;
  readonly blockSize?: number | undefined;
  /** The form that `cheapestForm` prefers among equally cheap ones; default that of the first value. */
  readonly tieForm?: Permutation | undefined;
}

export function createLowering(
  segmentCount: number,
  { constants, blockSize, tieForm }: LoweringOptions,
): SegmentedLowering {
  const segments = Array.from({ length: segmentCount }, emptySegment);
  /** Forms that later segments can use. */
  const exported = new Map<Value, Stored[]>();
  let names = 0;
  const fresh = (prefix: string) => `${prefix}_${names++}`;

  function faceOf(index: number): Lowering {
    const segment = segments[index]!;
    const local = (value: Value) => segment.forms.get(value) ?? [];
    const remote = (value: Value) =>
      (exported.get(value) ?? []).filter((form) => form.segment === 'host' || form.segment < index);
    const keep = (value: Value, form: Stored) => {
      append(segment.forms, value, form);
      return form;
    };

    const initializer = (values: Values | BigInt64Array, shape: readonly number[], dtype: OnnxDataType) => {
      const name = fresh('constant');
      const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      segment.initializers.push({ name, shape, dtype, data });
      return name;
    };

    const share = (key: string, create: () => string) => {
      const name = segment.shared.get(key) ?? create();
      segment.shared.set(key, name);
      return name;
    };

    /** Uses a form from outside: declares it as an input here and as an output of the segment that computes it. */
    const takeOver = (value: Value, form: Stored): Stored => {
      const port = { name: form.name(), dtype: value.dtype, shape: permuted(value.shape, form.permutation) };
      segment.inputs.set(port.name, port);
      if (form.segment !== 'host') segments[form.segment]!.outputs.set(port.name, port);
      return keep(value, form);
    };

    /** Converts bytes where they are used, since bytes are the smallest form to pass between segments. */
    const widened = (value: Value): Stored | undefined => {
      const { source } = value;
      if (source.kind !== 'input' || source.storage === undefined) return undefined;
      const name = inputName(source.index);
      segment.inputs.set(name, { name, dtype: source.storage, shape: value.shape });
      const wide = to.cast(name, value.dtype);
      return keep(value, { segment: index, name: () => wide, permutation: identity(value.shape.length) });
    };

    const anyForm = (value: Value): Stored => {
      const found = local(value)[0] ?? widened(value);
      if (found) return found;
      const outside = remote(value)[0];
      if (!outside) throw new Error(`value ${value.id} is used before it is computed`);
      return takeOver(value, outside);
    };

    const to: Lowering = {
      blockSize,
      isConstant: (value) => constants(value) !== undefined,
      form(value, permutation) {
        const matches = (form: Stored) => form.permutation.join() === permutation.join();
        const here = local(value).find(matches);
        if (here) return here.name();
        const shape = permuted(value.shape, permutation);
        const values = constants(value);
        if (values) {
          const name = initializer(permuteAxes(values, value.shape, permutation), shape, value.dtype);
          return keep(value, { segment: index, name: () => name, permutation }).name();
        }
        const outside = remote(value).find(matches);
        if (outside) return takeOver(value, outside).name();
        const source = anyForm(value);
        if (matches(source)) return source.name();
        const name = sameLayout(value.shape, source.permutation, permutation)
          ? to.reshape(source.name(), shape)
          : to.emit('Transpose', [source.name()], { perm: between(source.permutation, permutation) });
        to.set(value, name, permutation);
        return name;
      },
      logical: (value) => to.form(value, identity(value.shape.length)),
      has(value, permutation) {
        if (constants(value)) return true;
        const forms =
          local(value).length > 0 ? [...local(value), ...remote(value)] : [anyForm(value), ...remote(value)];
        return forms.some((form) => sameLayout(value.shape, form.permutation, permutation));
      },
      cheapestForm(values) {
        const moving = values.filter((value) => !constants(value));
        const candidates = moving.flatMap((value) => {
          const first = anyForm(value);
          return [first, ...local(value), ...remote(value)].map((form) => form.permutation);
        });
        const cost = (permutation: Permutation) =>
          moving.reduce((sum, value) => sum + (to.has(value, permutation) ? 0 : sizeOf(value.shape)), 0);
        const preferred = candidates.filter((permutation) => permutation.join() === tieForm?.join());
        return [...preferred, ...candidates].reduce(
          (best, next) => (cost(next) < cost(best) ? next : best),
          preferred[0] ?? candidates[0] ?? identity(values[0]?.shape.length ?? 0),
        );
      },
      set(value, name, permutation = identity(value.shape.length)) {
        to.offer(value, permutation, () => name);
      },
      offer(value, permutation, emit) {
        let written: string | undefined;
        const name = () => (written ??= emit());
        append(exported, value, keep(value, { segment: index, name, permutation }));
      },
      relabel(target, source, permutation) {
        if (constants(source)) return;
        anyForm(source);
        for (const form of local(source)) {
          const relabeled = { ...form, permutation: form.permutation.map((axis) => permutation.indexOf(axis)) };
          append(exported, target, keep(target, relabeled));
        }
      },
      emit: (operator, inputs, attributes = {}, domain = '') =>
        share(JSON.stringify([domain, operator, inputs, attributes]), () => {
          const name = fresh(operator);
          segment.nodes.push({ operator, inputs, outputs: [name], attributes, domain });
          return name;
        }),
      emitMany(count, operator, inputs, attributes = {}) {
        const outputs = Array.from({ length: count }, () => fresh(operator));
        segment.nodes.push({ operator, inputs, outputs, attributes });
        return outputs;
      },
      cast: (name, dtype) => to.emit('Cast', [name], { to: onnxTypes[dtype] }),
      reshape: (name, shape) => to.emit('Reshape', [name, to.ints(shape)]),
      ints: (values) =>
        share(`int64 ${values}`, () => initializer(BigInt64Array.from(values, BigInt), [values.length], 'int64')),
      scalar: (value, dtype) => share(`${dtype} ${value}`, () => initializer(valuesOf([value], dtype), [], dtype)),
      constant: initializer,
    };
    return to;
  }

  const faces = segments.map((_, index) => faceOf(index));
  const at = (index: number) => faces[index]!;

  return {
    at,
    provide: (value, name) =>
      append(exported, value, { segment: 'host', name: () => name, permutation: identity(value.shape.length) }),
    expose(index, value) {
      const { dtype, shape } = value;
      const outside = exported.get(value)?.find((form) => form.segment === 'host' && isIdentity(form.permutation));
      if (outside) return { name: outside.name(), dtype, shape };
      const { outputs, inputs, initializers } = segments[index]!;
      const name = at(index).logical(value);
      const borrowed = inputs.has(name) || initializers.some((constant) => constant.name === name);
      const port = { name: borrowed ? at(index).emit('Identity', [name]) : name, dtype, shape };
      outputs.set(port.name, port);
      return port;
    },
    finish: () =>
      segments.map(({ nodes, inputs, outputs, initializers }) => ({
        nodes,
        initializers,
        inputs: [...inputs.values()],
        outputs: [...outputs.values()],
      })),
  };
}

/** Returns the elements of a constant as bytes. */
export function valuesOf(elements: readonly number[], dtype: GraphDataType): Values {
  if (dtype === 'float32') return Float32Array.from(elements);
  return dtype === 'int32' ? Int32Array.from(elements) : Uint8Array.from(elements);
}

const emptySegment = (): Segment => ({
  nodes: [],
  inputs: new Map(),
  outputs: new Map(),
  initializers: [],
  forms: new Map(),
  shared: new Map(),
});

function append<K, V>(lists: Map<K, V[]>, key: K, item: V): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
