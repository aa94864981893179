/**
 * One network per Monte Carlo sample. When the parameters themselves are random, the samples of a forward pass have nothing
 * in common that could be computed as one batch. They run one after the other, in one compiled graph
 * (docs/decisions/0007-one-network-per-sample.md).
 */
import * as tf from '@tensorflow/tfjs-core';
import { type HostOperation, hostCall } from '../compute/host-call.js';
import { mapSlices } from '../compute/map.js';
import type { Key, Parameters } from './model.js';

/** A network with random parameters: pixels [N, …] and the key of one sample → [N, outputs]. Captures no tensor. */
export type SampledNetwork = (parameters: Parameters, pixels: tf.Tensor4D, key: Key) => tf.Tensor2D;

/**
 * Pixels [N, …] → [N · samples, outputs], the samples of one example one after the other. Sample m of every example passes
 * the same network. Gradients flow to the pixels, and with a single sample to the parameters too.
 */
export function forwardPerSample(
  network: SampledNetwork,
  parameters: Parameters,
  pixels: tf.Tensor4D,
  key: Key,
  samples: number,
): tf.Tensor2D {
  const examples = pixels.shape[0];
  return tf.tidy(() => {
    const keys = sampleKeys(key, samples);
    if (samples === 1) return network(parameters, pixels, tf.reshape(keys, key.shape) as Key);
    const forward = tf.customGrad((input, save) => {
      const x = input as tf.Tensor4D;
      (save as tf.GradSaveFunc)([x, keys, ...parameters]);
      const outputs = mapSlices(
        ([sampleKey], [image, ...arrays]) => network(arrays, image as tf.Tensor4D, sampleKey as Key),
        [keys],
        [x, ...parameters],
      );
      return {
        value: byExample(outputs),
        gradFunc: (dy, saved) => {
          const [image, savedKeys, ...savedParameters] = saved as [tf.Tensor4D, tf.Tensor, ...tf.Tensor[]];
          return mapSlices(
            ([sampleKey, dyOfSample], [x, ...arrays]) =>
              nestedGradient((at) => {
                const output = network(arrays, at as tf.Tensor4D, sampleKey as Key);
                return tf.sum(tf.mul(output, dyOfSample as tf.Tensor2D));
              }, x!),
            [savedKeys, bySample(dy as tf.Tensor2D)],
            [image, ...savedParameters],
            { combine: 'sum' },
          );
        },
      };
    });
    return forward(pixels) as tf.Tensor2D;
  });

  /** [samples, N, outputs] → [N · samples, outputs] */
  function byExample(outputs: tf.Tensor): tf.Tensor2D {
    return tf.reshape(tf.transpose(outputs, [1, 0, 2]), [examples * samples, -1]);
  }
  /** The inverse of `byExample`. */
  function bySample(rows: tf.Tensor2D): tf.Tensor {
    return tf.transpose(tf.reshape(rows, [examples, samples, -1]), [1, 0, 2]);
  }
}

/**
 * Returns the gradient of `f` at `x` inside a gradient function. TensorFlow.js has one tape, which the outer gradient still
 * needs.
 */
function nestedGradient(f: (x: tf.Tensor) => tf.Scalar, x: tf.Tensor): tf.Tensor {
  const { state } = tf.engine();
  const { activeTape } = state;
  try {
    return tf.grad(f as (x: tf.Tensor) => tf.Tensor)(x);
  } finally {
    state.activeTape = activeTape!;
  }
}

/** Returns one key per sample, int32 [samples, …] of the shape of `key`. All are different and practically independent. */
export function sampleKeys(key: Key, samples: number): tf.Tensor {
  const operation: HostOperation = {
    name: 'sample-keys',
    outputs: () => [{ shape: [samples, ...key.shape], dtype: 'int32' }],
    run([words], [keys]) {
      const size = words!.length;
      for (let at = 0; at < size; at += 3) {
        const [seed, counter, use] = words!.subarray(at, at + 3);
        const base = mix(mix(mix(seed!) ^ counter!) ^ use!);
        // `mix` is a bijection, so no two samples of a pass have the same key.
        for (let sample = 0; sample < samples; sample++) {
          keys!.set([mix((base + sample) | 0), counter!, use!], sample * size + at);
        }
      }
    },
  };
  return hostCall(operation, [key])[0]!;
}

/** A bijection of 32-bit integers in which every input bit affects every output bit: odd multiplications and shift-xors. */
function mix(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return h ^ (h >>> 15);
}
