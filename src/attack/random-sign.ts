/** The paper's baseline adversary: every pixel moves by λ, up or down by the toss of a coin. */
import * as tf from '@tensorflow/tfjs-core';
import { type HostOperation, hostCall } from '../compute/host-call.js';
import { type Key, keyFor } from '../model.js';
import { createRandom } from '../random.js';
import { type Attack, createAttack, keyUses } from './attack.js';

/** Needs no gradient: what any stronger attack must beat. */
export const randomSign = (): Attack =>
  createAttack('random', (_model, inputs, _criterion, { epsilons, key }) => {
    const direction = randomSigns(inputs.shape, keyFor(key, keyUses.perturbation));
    return { raw: epsilons.map((epsilon) => tf.add(inputs, tf.mul(direction, epsilon))) };
  });

/** Independent fair signs, −1 or 1, of the given shape. */
export function randomSigns<S extends readonly number[]>(shape: S, key: Key): tf.Tensor4D {
  const operation: HostOperation = {
    name: 'random-signs',
    outputs: () => [{ shape, dtype: 'float32' }],
    run([words], [signs]) {
      const rng = createRandom(0).split(`signs ${(words as Int32Array).join(' ')}`);
      let bits = 0;
      for (let i = 0; i < signs!.length; i++) {
        if (i % 32 === 0) bits = rng.uint32();
        signs![i] = bits & 1 ? 1 : -1;
        bits >>>= 1;
      }
    },
  };
  return hostCall(operation, [key])[0] as tf.Tensor4D;
}
