/**
 * What a traced function becomes: kernel calls over values, in the order of their recording (which is topological).
 * Kernels are named, and take inputs and attributes, as TensorFlow.js defines them.
 */
/** The elements of a tensor on the host. Bytes are pixels, which the graph widens to float32. */
export type Values = Float32Array | Int32Array | Uint8Array;

export type GraphDataType = 'float32' | 'int32' | 'bool';
export type Shape = readonly number[];

export interface TensorType {
  readonly shape: Shape;
  readonly dtype: GraphDataType;
}

interface Constant {
  readonly kind: 'constant';
  readonly values: Values;
  /** Set when every element is the same number. */
  readonly splat: number | undefined;
}

export type Source =
  | Constant
  /** `index` counts all inputs of the signature. */
  | { readonly kind: 'input'; readonly index: number; readonly storage: 'uint8' | undefined }
  | { readonly kind: 'frozen'; readonly index: number }
  | { readonly kind: 'node'; readonly node: Node };

export interface Value extends TensorType {
  readonly id: number;
  readonly source: Source;
}

export type Inputs = Readonly<Record<string, Value>>;
export type Attributes = Readonly<Record<string, unknown>>;

/** One kernel call. Fusion replaces `kernel`, `inputs` and `attributes` in place; `outputs` stay. */
export interface Node {
  kernel: string;
  inputs: Inputs;
  attributes: Attributes;
  readonly outputs: readonly Value[];
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((length, axis) => length === b[axis]);

/** The number all elements of a constant equal, if there is one. */
export const splatOf = ({ source }: Value): number | undefined =>
  source.kind === 'constant' ? source.splat : undefined;

/** The call that computes `value`, if it is one of `kernel`. */
export const callOf = ({ source }: Value, kernel: string): Node | undefined =>
  source.kind === 'node' && source.node.kernel === kernel ? source.node : undefined;

/** The nodes that `outputs` depend on, in order. */
export function liveNodes({ nodes, outputs }: Graph): Node[] {
  const needed = new Set<Value>(outputs);
  const live: Node[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((value) => needed.has(value))) continue;
    live.push(node);
    for (const value of Object.values(node.inputs)) needed.add(value);
  }
  return live.reverse();
}

/** How often each value is consumed by `nodes`, or leaves the graph. */
export function countUses(nodes: readonly Node[], outputs: readonly Value[]): Map<Value, number> {
  const uses = new Map<Value, number>();
  const use = (value: Value) => uses.set(value, (uses.get(value) ?? 0) + 1);
  for (const node of nodes) for (const value of Object.values(node.inputs)) use(value);
  for (const value of outputs) use(value);
  return uses;
}
