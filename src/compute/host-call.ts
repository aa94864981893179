/** An operation computed by ordinary code between two compiled segments; see `hostCall`. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { DataType, Values } from './signature.js';

export interface HostTensor {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

export interface HostOperation {
  readonly name: string;
  /** Shapes and types of the results, from those of the operands. */
  outputs(inputs: readonly HostTensor[]): HostTensor[];
  /** Reads `inputs`, fills every element of `outputs`. Must be a pure function of its inputs. */
  run(inputs: readonly Values[], outputs: readonly Values[], shapes: readonly HostTensor[]): void;
}

/**
 * Applies a host operation to tensors. Eager backends read the operands and run it at once; while tracing, it is
 * recorded and the graph is cut there. It has no gradient: use it inside `tf.customGrad`.
 */
export declare function hostCall(operation: HostOperation, inputs: readonly Tensor[]): Tensor[];
