/** The types at the door of the compute engine: what a compiled function takes and gives. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Values } from './graph/graph.js';
import type { Resident } from './resident.js';

export type DataType = 'float32' | 'int32';
export type { Values };

/** Shape, type and storage of an input. */
export interface TensorSpec {
  /** Sizes of all dimensions, the batch included. */
  readonly shape: readonly number[];
  /** As TensorFlow.js sees it; default float32. */
  readonly dtype?: DataType;
  /** `uint8`: the caller hands bytes over (pixels) and the graph widens them to `dtype`. */
  readonly storage?: 'uint8';
  /**
   * Values that change seldom (a target network): they become constants of the graph, which is faster, and
   * `Runner.refreeze()` takes them over again. Such inputs are not passed to `run`.
   */
  readonly frozen?: Values;
  /** A value that stays on the device. Such inputs are not passed to `run`. */
  readonly resident?: Resident;
}

export interface Signature {
  readonly inputs: readonly TensorSpec[];
  /** By result: the resident that it renews, instead of being returned. Results without one come first, as a rule. */
  readonly results?: readonly (Resident | undefined)[];
}

/** Inputs that are passed to `run`. */
export const isPassed = ({ frozen, resident }: TensorSpec): boolean => !frozen && !resident;

/** A pure function over tensors; it must not depend on tensor values while being traced. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor[];

export const providers = ['cpu', 'wasm', 'webgpu', 'cuda'] as const;
export type Provider = (typeof providers)[number];

/** Whether it computes on the processor's cores. */
export const isProcessor = (provider: Provider): boolean => provider === 'cpu' || provider === 'wasm';

/** Where and how a compiled function runs. */
export interface CompileOptions {
  /** `onnx` (default): traced once, one ONNX graph a segment, run by ONNX Runtime. `tfjs`: eager on the current backend. */
  readonly engine?: 'onnx' | 'tfjs';
  /** Where ONNX Runtime computes; default cpu, which is wasm where there is no native library for the platform. */
  readonly provider?: Provider;
  /** Intra-op threads of the cpu provider; default 1. */
  readonly threads?: number;
}

/** A compiled function. */
export interface Runner {
  /** What `run` returns. */
  readonly outputs: readonly {
    /** Sizes of all dimensions, the batch included. */
    readonly shape: readonly number[];
    /** Element type, as TensorFlow.js sees it. */
    readonly dtype: DataType;
  }[];
  /**
   * Runs the function. `inputs` in the order of the signature, frozen and resident ones left out. Results are written into
   * `outputs` where given (no copy on the onnx engine), else into new arrays, and returned. An output array must not
   * share memory with an input.
   */
  run(inputs: readonly Values[], outputs?: readonly (Values | undefined)[]): Promise<Values[]>;
  /** Takes the frozen inputs' arrays over again after they changed. */
  refreeze(): Promise<void>;
  /** Frees the compiled graphs. The runner cannot be used afterwards. */
  dispose(): Promise<void>;
}
