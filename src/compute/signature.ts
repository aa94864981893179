/** The interface of the compute engine: types of the inputs and results of compiled functions. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Values } from './graph/graph.js';
import type { Resident } from './resident.js';

export type DataType = 'float32' | 'int32';
export type { Values };

/** Shape, type and storage of an input. */
export interface TensorSpec {
  /** Sizes of all dimensions, the batch included. */
  readonly shape: readonly number[];
  /** Type of the tensor; default float32. */
  readonly dtype?: DataType;
  /** `uint8`: the array contains bytes, such as pixels, which the graph converts to `dtype`. */
  readonly storage?: 'uint8';
  /**
   * Values that change seldom, such as a target network. They become constants of the graph, which is faster.
   * `Runner.refreeze()` reads them again. Frozen inputs are not passed to `run`.
   */
  readonly frozen?: Values;
  /** A value that stays on the device. Residents are not passed to `run`. */
  readonly resident?: Resident;
}

export interface Signature {
  readonly inputs: readonly TensorSpec[];
  /** For each result: the resident that it replaces; undefined for results that `run` returns. */
  readonly results?: readonly (Resident | undefined)[];
}

/** Returns the inputs that are passed to `run`. */
export const isPassed = ({ frozen, resident }: TensorSpec): boolean => !frozen && !resident;

/** A pure function over tensors. Its control flow must not depend on the values of tensors. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor[];

export const providers = ['cpu', 'wasm', 'webgpu', 'cuda'] as const;
export type Provider = (typeof providers)[number];

/** Whether the engine computes on the cores of the processor. */
export const isProcessor = (provider: Provider): boolean => provider === 'cpu' || provider === 'wasm';

/** Where and how a compiled function runs. */
export interface CompileOptions {
  /** `onnx` (default): traced once, then run by ONNX Runtime. `tfjs`: run eagerly on the current TensorFlow.js backend. */
  readonly engine?: 'onnx' | 'tfjs';
  /** Execution provider of ONNX Runtime; default cpu, or wasm on platforms without a native library. */
  readonly provider?: Provider;
  /** Intra-op threads of the cpu provider; default 1. */
  readonly threads?: number;
}

/** A compiled function. */
export interface Runner {
  /** The results that `run` returns. */
  readonly outputs: readonly {
    /** Sizes of all dimensions, the batch included. */
    readonly shape: readonly number[];
    /** Element type. */
    readonly dtype: DataType;
  }[];
  /**
   * Runs the function.
   * @param inputs in the order of the signature, without frozen and resident ones
   * @param outputs arrays for the results, which the onnx engine writes without a copy; new arrays by default. They must not
   *   share memory with an input.
   * @returns the results
   */
  run(inputs: readonly Values[], outputs?: readonly (Values | undefined)[]): Promise<Values[]>;
  /** Reads the arrays of the frozen inputs again after a change. */
  refreeze(): Promise<void>;
  /** Frees the compiled graphs. The runner cannot be used afterwards. */
  dispose(): Promise<void>;
}
