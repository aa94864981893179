/** Random noisy and randomly scaled weights: the SAP paper's appendix B, RNW and RSW. */
import * as tf from '@tensorflow/tfjs-core';
import type { Defense } from './defense.js';
import { checkDeviation, type DeviationOptions } from './random-activations.js';
import { normal } from './sampling/noise.js';
import { weightDefense } from './weights.js';

/** RNW: every weight plus N(0, s²), drawn anew for every draw of the network. @throws RangeError for an s out of range (limits.ts) */
export function rnw({ deviation }: DeviationOptions): Defense {
  return randomWeights('rnw', deviation, 0, tf.add);
}

/** RSW: every weight times N(1, s²), drawn anew for every draw of the network. @throws RangeError for an s out of range (limits.ts) */
export function rsw({ deviation }: DeviationOptions): Defense {
  return randomWeights('rsw', deviation, 1, tf.mul);
}

function randomWeights(name: string, deviation: number, mean: number, apply: typeof tf.add): Defense {
  checkDeviation(name, deviation);
  return weightDefense({
    label: `${name}${deviation}`,
    stochastic: true,
    change: (weights, { key, site }) =>
      apply(weights, tf.reshape(normal([weights.size], key, { mean, deviation, site }), weights.shape)),
  });
}
