/** Dropout at test time (Srivastava et al. 2014; the SAP paper's appendix B): activations are zeroed at random. */
import * as tf from '@tensorflow/tfjs-core';
import { activationHook } from '../model/activation-hook.js';
import type { HookFactory } from '../model/model.js';
import { type Defense, defense } from './defense.js';
import { dropoutMask } from './sampling/noise.js';

export interface DropoutOptions {
  /** Probability that an activation is dropped, 0…1 (both excluded). */
  readonly rate: number;
}

/** Each activation of every layer is 0 with probability `rate`, else divided by 1 − rate. @throws RangeError for another rate */
export function dropout({ rate }: DropoutOptions): Defense {
  const label = `dropout${rate}`;
  const hook = dropoutHook({ rate });
  return defense(label, (model) => model.withHook(label, hook));
}

/** What it does to activations; also for training with dropout. @throws RangeError for a rate that is none */
export function dropoutHook({ rate }: DropoutOptions): HookFactory {
  if (!(rate > 0 && rate < 1)) throw new RangeError(`dropout: expected a rate between 0 and 1, got ${rate}`);
  return activationHook((h, { units, samples, key, site }) =>
    tf.mul(h, dropoutMask([h.shape[0], samples, units], key, { keep: 1 - rate, site })),
  );
}
