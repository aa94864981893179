/**
 * Projected gradient descent: Madry et al., "Towards deep learning models resistant to adversarial attacks", ICLR 2018. Sign
 * steps as in BIM, from random points of the λ-ball, with restarts.
 */
import * as tf from '@tensorflow/tfjs-core';
import { signStep } from './iterative.js';
import type { Attack } from './search/attack.js';
import { expectStepSize, gradientAscent } from './search/gradient-ascent.js';
import { expected, type Gradient } from './search/gradients.js';
import { crossEntropy, type Loss } from './search/losses.js';

/** Options of PGD. */
export interface PgdOptions {
  /** Default: mean over 10 Monte Carlo samples a step. */
  readonly gradient?: Gradient;
  /** Default cross-entropy. */
  readonly loss?: Loss;
  /** Default 40. */
  readonly steps?: number;
  /** Step in gray levels; default 2.5·λ/steps, with which the steps can cross the ball and return. */
  readonly stepSize?: number;
  /** Number of random starts; default 1. */
  readonly restarts?: number;
}

/**
 * PGD from random points; the result is the best point of all (see `GradientAscentOptions.keep`).
 * @throws RangeError for steps, step size or restarts out of range (limits.ts)
 */
export function pgd(options: PgdOptions = {}): Attack {
  const { gradient = expected({ samples: 10 }), loss = crossEntropy, steps = 40, stepSize, restarts = 1 } = options;
  if (stepSize !== undefined) expectStepSize('pgd', stepSize);
  return gradientAscent({
    label: loss === crossEntropy ? 'pgd' : `pgd-${loss.label}`,
    gradient,
    loss,
    update: signStep((lambda) => (stepSize === undefined ? tf.mul(lambda, 2.5 / steps) : tf.scalar(stepSize))),
    steps,
    from: 'random',
    keep: 'best',
    restarts,
    ...(stepSize !== undefined && { settings: { stepSize } }),
  });
}
