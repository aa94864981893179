/**
 * One network a draw. Where the parameters themselves are drawn, the draws of a forward pass share nothing that could be
 * computed as one batch: they are run one after the other, by one compiled graph (docs/decisions/0007-one-network-per-sample.md).
 */
import * as tf from '@tensorflow/tfjs-core';
import { type HostOperation, hostCall } from '../compute/host-call.js';
import { mapSlices } from '../compute/map.js';
import type { Key, Parameters } from './model.js';

/** A network that is drawn: what it gives for pixels [N, …] under one key, [N, outputs]. Closed over no tensor. */
export type DrawnNetwork = (parameters: Parameters, pixels: tf.Tensor4D, key: Key) => tf.Tensor2D;

/**
 * Pixels [N, …] → [N · draws, outputs], the draws of one example one after the other; draw m of every example goes
 * through the same network. Gradients flow to the pixels, and with a single draw to the parameters too.
 */
export function forwardPerDraw(
  network: DrawnNetwork,
  parameters: Parameters,
  pixels: tf.Tensor4D,
  key: Key,
  draws: number,
): tf.Tensor2D {
  const examples = pixels.shape[0];
  return tf.tidy(() => {
    const keys = drawKeys(key, draws);
    if (draws === 1) return network(parameters, pixels, tf.reshape(keys, key.shape) as Key);
    const forward = tf.customGrad((input, save) => {
      const x = input as tf.Tensor4D;
      (save as tf.GradSaveFunc)([x, keys, ...parameters]);
      const outputs = mapSlices(
        ([drawKey], [image, ...arrays]) => network(arrays, image as tf.Tensor4D, drawKey as Key),
        [keys],
        [x, ...parameters],
      );
      return {
        value: byExample(outputs),
        gradFunc: (dy, saved) => {
          const [image, savedKeys, ...savedParameters] = saved as [tf.Tensor4D, tf.Tensor, ...tf.Tensor[]];
          return mapSlices(
            ([drawKey, dyOfDraw], [x, ...arrays]) =>
              nestedGradient(
                (at) => tf.sum(tf.mul(network(arrays, at as tf.Tensor4D, drawKey as Key), dyOfDraw as tf.Tensor2D)),
                x!,
              ),
            [savedKeys, byDraw(dy as tf.Tensor2D)],
            [image, ...savedParameters],
            { combine: 'sum' },
          );
        },
      };
    });
    return forward(pixels) as tf.Tensor2D;
  });

  /** [draws, N, outputs] → [N · draws, outputs] */
  function byExample(outputs: tf.Tensor): tf.Tensor2D {
    return tf.reshape(tf.transpose(outputs, [1, 0, 2]), [examples * draws, -1]);
  }
  /** The way back. */
  function byDraw(rows: tf.Tensor2D): tf.Tensor {
    return tf.transpose(tf.reshape(rows, [examples, draws, -1]), [1, 0, 2]);
  }
}

/** The gradient of `f` at `x`, inside a gradient function: TensorFlow.js has one tape, which the outer gradient still needs. */
function nestedGradient(f: (x: tf.Tensor) => tf.Scalar, x: tf.Tensor): tf.Tensor {
  const { state } = tf.engine();
  const { activeTape } = state;
  try {
    return tf.grad(f as (x: tf.Tensor) => tf.Tensor)(x);
  } finally {
    state.activeTape = activeTape!;
  }
}

/** A key for each draw, int32 [draws, …] of the key's shape: all different, and as good as independent. */
export function drawKeys(key: Key, draws: number): tf.Tensor {
  const operation: HostOperation = {
    name: 'draw-keys',
    outputs: () => [{ shape: [draws, ...key.shape], dtype: 'int32' }],
    run([words], [keys]) {
      const size = words!.length;
      for (let at = 0; at < size; at += 3) {
        const [seed, counter, use] = words!.subarray(at, at + 3);
        const base = mix(mix(mix(seed!) ^ counter!) ^ use!);
        // `mix` maps different numbers to different ones, so that no two draws of a pass share a key
        for (let draw = 0; draw < draws; draw++) {
          keys!.set([mix((base + draw) | 0), counter!, use!], draw * size + at);
        }
      }
    },
  };
  return hostCall(operation, [key])[0]!;
}

/** A bijection of 32-bit integers in which every bit reaches every bit: multiplications by odd numbers and shift-xors. */
function mix(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return h ^ (h >>> 15);
}
