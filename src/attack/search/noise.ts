/** Random perturbations from a key, example by example: equal keys give equal numbers on every engine. */
import type * as tf from '@tensorflow/tfjs-core';
import { createRandom, type Random } from '../../common/random.js';
import { type HostOperation, hostCall } from '../../compute/host-call.js';
import type { Values } from '../../compute/signature.js';
import { type Key, type RowKey, rowKey } from '../../model/keys.js';

/** Returns independent signs, −1 or 1 with probability ½ each, float32 of the given shape [N, …]. */
export const randomSigns = (shape: readonly number[], key: Key): tf.Tensor4D =>
  noise('signs', shape, key, (rng, signs) => {
    let bits = 0;
    for (let i = 0; i < signs.length; i++) {
      if (i % 32 === 0) bits = rng.uint32();
      signs[i] = bits & 1 ? 1 : -1;
      bits >>>= 1;
    }
  });

/** Returns independent numbers, uniform in [−1, 1), float32 of the given shape [N, …]. */
export const randomUniform = (shape: readonly number[], key: Key): tf.Tensor4D =>
  noise('uniform', shape, key, (rng, values) => {
    for (let i = 0; i < values.length; i++) values[i] = 2 * rng.uniform() - 1;
  });

function noise(name: string, shape: readonly number[], key: Key, fill: (rng: Random, values: Values) => void) {
  const examples = shape[0]!;
  const operation: HostOperation = {
    name: `random-${name}`,
    outputs: () => [{ shape, dtype: 'float32' }],
    run([words], [values]) {
      const size = values!.length / examples;
      for (let i = 0; i < examples; i++) {
        fill(generatorOf(name, rowKey(words!, i, examples)), values!.subarray(i * size, (i + 1) * size));
      }
    },
  };
  return hostCall(operation, [key])[0] as tf.Tensor4D;
}

/** Returns the generator of one example's random numbers. @param name separates generators under one key */
export const generatorOf = (name: string, { seed, counter, use, sample }: RowKey): Random =>
  createRandom(0).split([name, seed, counter, use, ...(sample > 0 ? [sample] : [])].join(' '));
