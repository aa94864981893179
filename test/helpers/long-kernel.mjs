/** Work inside native code, for threads that are to be ended amid it: `run()` takes about half a second in onnxruntime. */
import * as tf from '@tensorflow/tfjs-core';
import { compile } from '../../dist/compute/engine.js';

export async function longKernel() {
  const size = 1300;
  const layers = 24;
  const chain = (a, b) => {
    let x = a;
    for (let i = 0; i < layers; i++) x = tf.tanh(tf.matMul(x, b));
    return [x];
  };
  const shape = [size, size];
  const runner = await compile(chain, { inputs: [{ shape }, { shape }] }, {});
  const values = new Float32Array(size * size).fill(1e-3);
  return () => runner.run([values, values]);
}
