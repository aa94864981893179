/**
 * Dropout at test time: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 2014;
 * the SAP paper, appendix B.
 */
import * as tf from '@tensorflow/tfjs-core';
import { activationHook } from '../model/activation-hook.js';
import type { HookFactory } from '../model/model.js';
import { type Defense, defense } from './defense.js';
import { dropoutMask } from './sampling/noise.js';

/** Options of dropout at evaluation time. */
export interface DropoutOptions {
  /** Probability that an activation is dropped, 0 < rate < 1. */
  readonly rate: number;
}

/** Sets each activation of every layer to 0 with probability `rate`, else divides it by 1 − rate. @throws RangeError for another rate */
export function dropout({ rate }: DropoutOptions): Defense {
  const label = `dropout${rate}`;
  const hook = dropoutHook({ rate });
  return defense(label, (model) => model.withHook(label, hook));
}

/** Returns the activation hook of dropout, which training with dropout uses too. @throws RangeError for another rate */
export function dropoutHook({ rate }: DropoutOptions): HookFactory {
  if (!(rate > 0 && rate < 1)) throw new RangeError(`dropout: expected a rate above 0 and below 1, got ${rate}`);
  return activationHook((h, { units, samples, key, site }) =>
    tf.mul(h, dropoutMask([h.shape[0], samples, units], key, { keep: 1 - rate, site })),
  );
}
