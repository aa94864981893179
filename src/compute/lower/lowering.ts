/**
 * Emits the ONNX nodes of every segment. It keeps account of the forms (axis orders, see permutation.ts) in which each
 * value lies, so that a transposition is emitted only where a consumer asks for a form that nobody has produced.
 */
import { sizeOf } from '../../common/shape.js';
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
import { between, identity, isIdentity, type Permutation, permuted, permuteValues, sameLayout } from './permutation.js';

type NodeAttributes = Readonly<Record<string, OnnxAttribute>>;

/** What kernel rules see: it emits into one segment. */
export interface Lowering {
  /** Channels in a block of ONNX Runtime's blocked convolutions, where the processor has them (see blocked.ts). */
  readonly blockSize: number | undefined;
  /** Whether the value is known when the session is made. */
  isConstant(value: Value): boolean;
  /** Name of `value` in the given form; transposes it if it must. */
  form(value: Value, permutation: Permutation): string;
  /** Name of `value` in its own axis order. */
  logical(value: Value): string;
  /** Whether `value` can be had in that form without copying. */
  has(value: Value, permutation: Permutation): boolean;
  /** The form in which all these values, of one rank, can be had with the least copying. */
  cheapestForm(values: readonly Value[]): Permutation;
  /** Says that `name` holds `value`, in its own order unless a form is given. */
  set(value: Value, name: string, permutation?: Permutation): void;
  /** Says that `value` can be had in that form: the node that writes it is emitted when somebody asks. */
  offer(value: Value, permutation: Permutation, emit: () => string): void;
  /** Says that `target` is `source` with its axes permuted; nothing is moved. */
  relabel(target: Value, source: Value, permutation: Permutation): void;
  /** Appends a node with one output, unless there is an equal one; returns the output's name. */
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

/** One form of a value. Those of the function's inputs and of host operations belong to no segment. */
interface Stored {
  readonly segment: number | 'host';
  readonly permutation: Permutation;
  /** Emits what writes the form, the first time. */
  readonly name: () => string;
}

interface Segment {
  readonly nodes: OnnxNode[];
  readonly inputs: Map<string, OnnxPort>;
  readonly outputs: Map<string, OnnxPort>;
  readonly initializers: OnnxInitializer[];
  /** Forms at hand in this segment: computed, constant or taken over from outside. */
  readonly forms: Map<Value, Stored[]>;
  /** Names of constants and of what is computed, by content: equal ones are emitted once. */
  readonly shared: Map<string, string>;
}

export interface SegmentedLowering {
  at(segment: number): Lowering;
  /** Says that the caller or a host operation provides `value` in a buffer called `name`. */
  provide(value: Value, name: string): void;
  /**
   * Puts `value`, in its own axis order, where host operations and the caller can reach it: it becomes an output of
   * `segment`, unless it came from outside.
   */
  expose(segment: number, value: Value): OnnxPort;
  finish(): OnnxGraph[];
}

export const inputName = (index: number): string => `input${index}`;

export interface LoweringOptions {
  readonly constants: Constants;
  readonly blockSize?: number | undefined;
  /** The form that `cheapestForm` takes where several cost the same; default that of the first value. */
  readonly tieForm?: Permutation | undefined;
}

export function createLowering(
  segmentCount: number,
  { constants, blockSize, tieForm }: LoweringOptions,
): SegmentedLowering {
  const segments = Array.from({ length: segmentCount }, emptySegment);
  /** Forms that later segments may take over. */
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

    /** Takes over what lies outside: declares it as an input here and as an output where it is computed. */
    const takeOver = (value: Value, form: Stored): Stored => {
      const port = { name: form.name(), dtype: value.dtype, shape: permuted(value.shape, form.permutation) };
      segment.inputs.set(port.name, port);
      if (form.segment !== 'host') segments[form.segment]!.outputs.set(port.name, port);
      return keep(value, form);
    };

    /** Bytes are widened where they are used: they are the smallest thing to carry from segment to segment. */
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
          const name = initializer(permuteValues(values, value.shape, permutation), shape, value.dtype);
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

/** Elements of a constant, as its type stores them. */
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
