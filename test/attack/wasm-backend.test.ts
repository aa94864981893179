import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { losses } from '../../src/attack/search/losses.js';
import { createRandom } from '../../src/common/random.js';
import { loadEagerBackend } from '../../src/compute/engine.js';

// The CommonJS build loads the .wasm file from its own folder.
createRequire(import.meta.url)('@tensorflow/tfjs-backend-wasm');

const rows = 64;
const outputs = 18;

/** Returns gradients of every loss on the current backend. Repeated, because out-of-bounds writes of a kernel show late. */
async function gradients(): Promise<number[][]> {
  const rng = createRandom(1).split('outputs');
  const values = Float32Array.from({ length: rows * outputs }, () => 3 * rng.uniform());
  const labels = Int32Array.from({ length: rows }, (_, i) => i % outputs);
  const found: number[][] = [];
  for (const loss of Object.values(losses)) {
    for (let repeat = 0; repeat < 20; repeat++) {
      const gradient = tf.tidy(() => {
        const label = tf.tensor1d(labels, 'int32');
        return tf.grad((x) => tf.sum(loss(x as tf.Tensor2D, label)))(tf.tensor2d(values, [rows, outputs]));
      });
      const data = [...(await gradient.data())];
      gradient.dispose();
      if (repeat === 19) found.push(data);
    }
  }
  return found;
}

it('losses have the same gradients on the WebAssembly backend of TensorFlow.js', async () => {
  await loadEagerBackend();
  const expected = await gradients();
  expect(await tf.setBackend('wasm')).toBe(true);
  for (const [i, gradient] of (await gradients()).entries()) {
    for (const [at, value] of gradient.entries()) expect(value).toBeCloseTo(expected[i]![at]!, 5);
  }
});
