/** What the single Monte Carlo samples of a stochastic model prefer, beside their mean. */
import { argMax, mean, reshape, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { oneHot } from './one-hot.js';

/** Returns the share of each example's samples whose largest output is this one: [N · samples, outputs] → [N, outputs]. */
export function sampleVotes(outputs: Tensor2D, examples: number): Tensor2D {
  return tidy(() => {
    const [rows, width] = outputs.shape;
    const preferred = oneHot(argMax(outputs, -1) as Tensor1D, width);
    return mean(reshape(preferred, [examples, rows / examples, width]), 1);
  });
}
