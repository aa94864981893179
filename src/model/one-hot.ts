import { cast, oneHot as integerOneHot, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * Returns one-hot rows, float32 [N, depth]: 1 at the index of each row, else 0. The cast is needed because the WebAssembly
 * backend of TensorFlow.js writes int32 values whatever type `tf.oneHot` is given.
 * @param indices int32 [N]
 */
export const oneHot = (indices: Tensor1D, depth: number): Tensor2D =>
  cast(integerOneHot(indices, depth), 'float32') as Tensor2D;
