/** Random noisy and randomly scaled activations: the SAP paper's appendix B, RNA and RSA. */
import * as tf from '@tensorflow/tfjs-core';
import { activationTap } from './activations.js';
import { type Defense, defense } from './defense.js';
import { normal } from './noise.js';

export interface DeviationOptions {
  /** Standard deviation s, above 0. */
  readonly deviation: number;
}

/** RNA: every activation plus N(0, s²). @throws RangeError unless s is above 0 */
export function rna({ deviation }: DeviationOptions): Defense {
  return randomActivations('rna', deviation, 0, tf.add);
}

/** RSA: every activation times N(1, s²). @throws RangeError unless s is above 0 */
export function rsa({ deviation }: DeviationOptions): Defense {
  return randomActivations('rsa', deviation, 1, tf.mul);
}

function randomActivations(name: string, deviation: number, mean: number, apply: typeof tf.add): Defense {
  checkDeviation(name, deviation);
  const tap = activationTap((h, { units, samples, key, site }) =>
    apply(h, normal([h.shape[0], samples, units], key, { mean, deviation, site })),
  );
  const label = `${name}${deviation}`;
  return defense(label, (model) => model.withTap(label, tap));
}

export function checkDeviation(name: string, deviation: number): void {
  if (!(deviation > 0 && Number.isFinite(deviation))) {
    throw new RangeError(`${name}: expected a standard deviation above 0, got ${deviation}`);
  }
}
