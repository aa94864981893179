/**
 * The graph of a traced function: kernel calls over values in recorded order, which is topological. Names, inputs and
 * attributes of kernels are those of TensorFlow.js.
 */
/** The elements of a tensor on the host. Bytes are pixels, which the graph converts to float32. */
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
  /** The common value, if all elements are equal. */
  readonly splat: number | undefined;
}

export type Source =
  | Constant
  /** `index` is the position among all inputs of the signature. */
  | { readonly kind: 'input'; readonly index: number; readonly storage: 'uint8' | undefined }
  | { readonly kind: 'frozen'; readonly index: number }
  | { readonly kind: 'node'; readonly node: Node };

export interface Value extends TensorType {
  readonly id: number;
  readonly source: Source;
}

export type Inputs = Readonly<Record<string, Value>>;
export type Attributes = Readonly<Record<string, unknown>>;

/** One kernel call. Fusion replaces `kernel`, `inputs` and `attributes` in place, but not `outputs`. */
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

/** Returns the common value of all elements of a constant, if there is one. */
export const splatOf = ({ source }: Value): number | undefined =>
  source.kind === 'constant' ? source.splat : undefined;

/** Returns the call that computes `value`, if its kernel is `kernel`. */
export const callOf = ({ source }: Value, kernel: string): Node | undefined =>
  source.kind === 'node' && source.node.kernel === kernel ? source.node : undefined;

/** Returns the nodes that `outputs` depend on, in order. */
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

/** Counts the uses of each value by `nodes` and as an output of the graph. */
export function countUses(nodes: readonly Node[], outputs: readonly Value[]): Map<Value, number> {
  const uses = new Map<Value, number>();
  const use = (value: Value) => uses.set(value, (uses.get(value) ?? 0) + 1);
  for (const node of nodes) for (const value of Object.values(node.inputs)) use(value);
  for (const value of outputs) use(value);
  return uses;
}
