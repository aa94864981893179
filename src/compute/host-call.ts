/** An operation computed by JavaScript or WebAssembly between two compiled segments; see `hostCall`. */
import { engine, getBackend, getKernel, type KernelBackend, registerKernel, type Tensor } from '@tensorflow/tfjs-core';
import { sizeOf } from '../common/shape.js';
import type { CompileOptions, DataType, Values } from './signature.js';

export interface HostTensor {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** A function in JavaScript that runs in the middle of a compiled graph. */
export interface HostOperation {
  /** Name, for error messages. */
  readonly name: string;
  /** Returns the shapes and types of the results for those of the operands. */
  outputs(inputs: readonly HostTensor[]): HostTensor[];
  /**
   * Reads `inputs` and writes every element of `outputs`. Must be a pure function of its inputs.
   * @param shapes shapes and types of the inputs
   */
  run(inputs: readonly Values[], outputs: readonly Values[], shapes: readonly HostTensor[]): void;
  /** For operations that run compiled functions: called once, returns the operation to run in its place. */
  prepare?(options: CompileOptions): Promise<PreparedOperation>;
}

export interface PreparedOperation {
  run(inputs: readonly Values[], outputs: readonly Values[], shapes: readonly HostTensor[]): Promise<void>;
  dispose(): Promise<void>;
}

/** The kernel name of host operations in recorded graphs and on eager backends. */
export const hostCallKernel = 'HostCall';

/**
 * Applies a host operation to tensors. Eager backends read the operands and run it immediately. While tracing, it is recorded
 * and the graph is split into segments there. It has no gradient: use it inside `tf.customGrad`.
 */
export function hostCall(operation: HostOperation, inputs: readonly Tensor[]): Tensor[] {
  for (const { dtype } of inputs) {
    if (dtype !== 'float32' && dtype !== 'int32') {
      throw new TypeError(`host operation '${operation.name}': expected float32 or int32 operands, got ${dtype}`);
    }
  }
  const backend = getBackend();
  if (!getKernel(hostCallKernel, backend)) registerEager(backend);
  const attributes = { operation } as unknown as Record<string, never>;
  return engine().runKernel(hostCallKernel, Object.fromEntries(inputs.entries()), attributes) as unknown as Tensor[];
}

function registerEager(backendName: string): void {
  registerKernel({
    kernelName: hostCallKernel,
    backendName,
    kernelFunc({ inputs, attrs, backend }) {
      const { operation } = attrs as unknown as { operation: HostOperation };
      const { readSync, write } = bound(backend as KernelBackend);
      const operands = Object.values(inputs) as (HostTensor & { dataId: object })[];
      const results = operation.outputs(operands).map((type) => ({ ...type, shape: [...type.shape] }));
      const outputs = results.map(allocate);
      operation.run(
        operands.map(({ dataId }) => readSync(dataId) as Values),
        outputs,
        operands,
      );
      return results.map((type, index) => ({ ...type, dataId: write(outputs[index]!, type.shape, type.dtype) }));
    },
  });
}

const bound = (backend: KernelBackend) => ({
  readSync: backend.readSync.bind(backend),
  write: backend.write.bind(backend),
});

/** Returns a new array for a tensor of this shape and type. */
export function allocate({ shape, dtype }: HostTensor): Float32Array | Int32Array {
  const size = sizeOf(shape);
  return dtype === 'float32' ? new Float32Array(size) : new Int32Array(size);
}
