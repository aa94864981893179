/**
 * Records TensorFlow.js functions with a backend whose kernels compute nothing and add every call to a graph. Gradients are
 * recorded too, since TensorFlow.js computes them with the same kernels.
 */
import {
  type DataId,
  engine,
  getBackend,
  KernelBackend,
  registerBackend,
  registerKernel,
  setBackend,
  type Tensor,
  type TensorInfo,
  tidy,
} from '@tensorflow/tfjs-core';
import { kernelRules } from '../lower/rules.js';
import type { TensorFunction, TensorSpec, Values } from '../signature.js';
import type { Graph, GraphDataType, Inputs, Shape, Source, Value } from './graph.js';
import { createGraphBuilder, type GraphBuilder } from './graph-builder.js';
import { describeTraceError } from './trace-error.js';

/** Stack depth that shows which operation, or which gradient, called an unsupported kernel. */
const traceFrames = 60;

export const traceBackendName = 'sap-atari-trace';

class TraceBackend extends KernelBackend {
  /** The graph in progress. Tracing is synchronous, so there is at most one. */
  graph: GraphBuilder = createGraphBuilder(kernelRules);
  private values = new Map<DataId, { value: Value; references: number }>();

  start(): void {
    this.graph = createGraphBuilder(kernelRules);
    this.values = new Map();
  }

  publish(value: Value): TensorInfo {
    const dataId = {};
    this.values.set(dataId, { value, references: 1 });
    return { dataId, shape: [...value.shape], dtype: value.dtype };
  }

  /** Returns the value of a tensor. A tensor created outside the function is a constant: its elements are read. */
  recorded({ dataId, shape, dtype }: TensorInfo): Value {
    const known = this.values.get(dataId);
    if (known) return known.value;
    const value = this.constant(engine().readSync(dataId) as Values, shape, graphType(dtype));
    this.values.set(dataId, { value, references: Number.POSITIVE_INFINITY });
    return value;
  }

  override write(values: Values, shape: number[], dtype: string): DataId {
    return this.publish(this.constant(values ?? [], shape, graphType(dtype))).dataId;
  }

  override move(dataId: DataId, values: Values, shape: number[], dtype: string, references: number): void {
    this.values.set(dataId, { value: this.constant(values, shape, graphType(dtype)), references });
  }

  override readSync(dataId: DataId): Values {
    const source = this.values.get(dataId)?.value.source;
    if (source?.kind === 'constant') return source.values;
    throw new Error('a tensor was read while tracing: the function must not depend on the values of its tensors');
  }

  override async read(dataId: DataId): Promise<Values> {
    return this.readSync(dataId);
  }

  override disposeData(dataId: DataId): boolean {
    const entry = this.values.get(dataId);
    if (entry && --entry.references > 0) return false;
    this.values.delete(dataId);
    return true;
  }

  override incRef(dataId: DataId): void {
    const entry = this.values.get(dataId);
    if (entry) entry.references++;
  }

  override refCount = (dataId: DataId): number => this.values.get(dataId)?.references ?? 0;
  override numDataIds = (): number => this.values.size;
  override memory = () => ({ unreliable: true });
  override floatPrecision = (): 32 => 32;
  override timerAvailable = (): boolean => false;
  override dispose(): void {}

  private constant(values: Values | readonly number[], shape: Shape, dtype: GraphDataType): Value {
    const copy =
      dtype === 'float32'
        ? Float32Array.from(values)
        : dtype === 'int32'
          ? Int32Array.from(values)
          : Uint8Array.from(values);
    return this.graph.constant(copy, [...shape], dtype);
  }
}

function graphType(dtype: string): GraphDataType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new TypeError(`compiled functions take float32, int32 and bool tensors, got ${dtype}`);
}

let registered: TraceBackend | undefined;

/** Registers the backend with the lowest priority, so that TensorFlow.js never selects it by itself. */
function traceBackend(): TraceBackend {
  if (registered) return registered;
  const backend = new TraceBackend();
  registerBackend(traceBackendName, () => backend, -1);
  for (const [kernelName, { returnsArray }] of Object.entries(kernelRules)) {
    registerKernel({
      kernelName,
      backendName: traceBackendName,
      kernelFunc({ inputs, attrs }) {
        const operands: Record<string, Value> = {};
        for (const [name, info] of Object.entries(inputs)) if (info) operands[name] = backend.recorded(info);
        const results = backend.graph
          .call(kernelName, operands as Inputs, attrs ?? {})
          .map((value) => backend.publish(value));
        return returnsArray ? results : results[0]!;
      },
    });
  }
  registered = backend;
  return backend;
}

/**
 * Records the graph of `fn`. Leaves no tensors behind and restores the current backend. Tensors that `fn` captures become
 * constants.
 * @throws Error if `fn` reads a tensor or uses a kernel without a lowering
 */
export function trace(fn: TensorFunction, inputs: readonly TensorSpec[]): Graph {
  const backend = traceBackend();
  const previous = getBackend();
  const current = engine();
  void setBackend(traceBackendName);
  backend.start();
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = traceFrames;
  try {
    let graph: Graph | undefined;
    tidy(() => {
      const tensors = inputs.map(({ shape, dtype = 'float32', storage, frozen }, index) => {
        const source: Source = frozen ? { kind: 'frozen', index } : { kind: 'input', index, storage };
        return current.makeTensorFromTensorInfo(
          backend.publish(backend.graph.input({ shape, dtype }, source)),
          backend,
        );
      });
      const outputs = fn(...tensors).map((tensor: Tensor) => backend.recorded(tensor));
      graph = backend.graph.finish(outputs);
    });
    return graph!;
  } catch (error) {
    throw describeTraceError(error);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    backend.start();
    void setBackend(previous);
  }
}
