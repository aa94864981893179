/** Random noisy activations (RNA) and randomly scaled activations (RSA): the SAP paper, appendix B. */
import * as tf from '@tensorflow/tfjs-core';
import { expectWithin, limits } from '../common/limits.js';
import { activationHook } from '../model/activation-hook.js';
import { type Defense, defense } from './defense.js';
import { normal } from './sampling/noise.js';

/** Options of random noise on activations. */
export interface DeviationOptions {
  /** Standard deviation s, in the unit of the activations or weights for additive noise; above 0. */
  readonly deviation: number;
}

/** RNA: adds N(0, s²) to every activation. @throws RangeError for an s out of range (limits.ts) */
export function rna({ deviation }: DeviationOptions): Defense {
  return randomActivations('rna', deviation, 0, tf.add);
}

/** RSA: multiplies every activation by N(1, s²). @throws RangeError for an s out of range (limits.ts) */
export function rsa({ deviation }: DeviationOptions): Defense {
  return randomActivations('rsa', deviation, 1, tf.mul);
}

function randomActivations(name: string, deviation: number, mean: number, apply: typeof tf.add): Defense {
  checkDeviation(name, deviation);
  const hook = activationHook((h, { units, samples, key, site }) =>
    apply(h, normal([h.shape[0], samples, units], key, { mean, deviation, site })),
  );
  const label = `${name}${deviation}`;
  return defense(label, (model) => model.withHook(label, hook));
}

/** Checks a standard deviation. @throws RangeError out of range (limits.ts) */
export const checkDeviation = (name: string, deviation: number): void =>
  expectWithin(`${name}, standard deviation`, limits.adversary.deviation, deviation);
