/** Random noisy weights (RNW) and randomly scaled weights (RSW): the SAP paper, appendix B. */
import * as tf from '@tensorflow/tfjs-core';
import type { Defense } from './defense.js';
import { checkDeviation, type DeviationOptions } from './random-activations.js';
import { normal } from './sampling/noise.js';
import { weightDefense } from './weight-defense.js';

/** RNW: adds N(0, s²) to every weight, anew for every Monte Carlo sample. @throws RangeError for an s out of range (limits.ts) */
export function rnw({ deviation }: DeviationOptions): Defense {
  return randomWeights('rnw', deviation, 0, tf.add);
}

/** RSW: multiplies every weight by N(1, s²), anew for every Monte Carlo sample. @throws RangeError for an s out of range (limits.ts) */
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
