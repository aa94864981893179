/** Memory of the activations of a network, per row of a batch. */
import { ready, type Tensor4D } from '@tensorflow/tfjs-core';
// registers a backend
import '../compute/engine.js';
import { trace } from '../compute/graph/trace.js';
import type { Network } from './model.js';

/** Returns the bytes of all hooked activations of one input. @param shape of one input, without the batch */
export async function activationBytes(
  network: Network,
  specs: readonly { readonly shape: readonly number[] }[],
  shape: readonly number[],
): Promise<number> {
  await ready();
  let floats = 0;
  trace(
    (...tensors) => [
      network(tensors.slice(0, -1), tensors.at(-1) as Tensor4D, (activation) => {
        floats += activation.size;
        return activation;
      }),
    ],
    [...specs, { shape: [1, ...shape] }],
  );
  return 4 * floats;
}
