/** Projected gradient descent: Madry et al. 2018. The iterative attack from random points of the λ-ball, several times. */
import * as tf from '@tensorflow/tfjs-core';
import { signStep } from './iterative.js';
import type { Attack } from './search/attack.js';
import { expectStepSize, gradientAscent } from './search/gradient-ascent.js';
import { expected, type Gradient } from './search/gradients.js';
import { crossEntropy, type Loss } from './search/losses.js';

export interface PgdOptions {
  /** Default: the mean over 10 draws a step. */
  readonly gradient?: Gradient;
  readonly loss?: Loss;
  /** Default 40. */
  readonly steps?: number;
  /** Default 2.5·λ/steps: enough to cross the ball and to turn back. */
  readonly stepSize?: number;
  /** Default 1. */
  readonly restarts?: number;
}

/** Of all points visited, the one with the largest loss counts. */
export function pgd(options: PgdOptions = {}): Attack {
  const { gradient = expected({ draws: 10 }), loss = crossEntropy, steps = 40, stepSize, restarts = 1 } = options;
  if (stepSize !== undefined) expectStepSize('pgd', stepSize);
  return gradientAscent({
    label: loss === crossEntropy ? 'pgd' : `pgd-${loss.label}`,
    gradient,
    loss,
    move: signStep((epsilon) => (stepSize === undefined ? tf.mul(epsilon, 2.5 / steps) : tf.scalar(stepSize))),
    steps,
    from: 'random',
    keep: 'best',
    restarts,
    ...(stepSize !== undefined && { settings: { stepSize } }),
  });
}
