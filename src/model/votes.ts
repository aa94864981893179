/** What the single draws of a stochastic model would have chosen, where their mean decides. */
import { argMax, cast, mean, oneHot, reshape, type Tensor2D, tidy } from '@tensorflow/tfjs-core';

/** Share of each example's draws that prefer each output: [N · draws, outputs] → [N, outputs]. */
export function drawVotes(outputs: Tensor2D, examples: number): Tensor2D {
  return tidy(() => {
    const width = outputs.shape[1];
    const preferred = cast(oneHot(argMax(outputs, -1), width), 'float32');
    return mean(reshape(preferred, [examples, outputs.shape[0] / examples, width]), 1);
  });
}
