/**
 * The basic iterative method (BIM): Kurakin, Goodfellow and Bengio, "Adversarial examples in the physical world", 2017; the
 * "iterative" attack of the SAP paper (§4.2). ⌈λ/k⌉ steps of k gray levels along the sign of the gradient, each projected
 * onto the λ-ball and the bounds.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Attack } from './search/attack.js';
import { expectStepSize, gradientAscent, type Update } from './search/gradient-ascent.js';
import { expected, type Gradient } from './search/gradients.js';
import { crossEntropy, type Loss } from './search/losses.js';

/** Options of BIM, which the paper calls the iterative attack. */
export interface IterativeOptions {
  /** Default: mean over 10 Monte Carlo samples a step, as in the paper. */
  readonly gradient?: Gradient;
  /** Default cross-entropy. */
  readonly loss?: Loss;
  /** k in gray levels; default 1. */
  readonly stepSize?: number;
}

/** BIM from the clean input; the last point is the result. @throws RangeError for a step size out of range (limits.ts) */
export function iterative(options: IterativeOptions = {}): Attack {
  const { gradient = expected({ samples: 10 }), loss = crossEntropy, stepSize = 1 } = options;
  expectStepSize('iterative', stepSize);
  return gradientAscent({
    label: loss === crossEntropy ? 'iterative' : `iterative-${loss.label}`,
    gradient,
    loss,
    update: signStep(() => tf.scalar(stepSize)),
    // Rounded to float32, λ may be slightly above a multiple of k.
    steps: (lambda) => Math.ceil(lambda / stepSize - 1e-6),
    settings: { stepSize },
  });
}

/** The update by `size` along the sign of each pixel's gradient. @param size step in gray levels, from λ in gray levels */
export const signStep = (size: (lambda: tf.Scalar) => tf.Scalar): Update => ({
  initialState: () => ({}),
  next: ({ x, gradient, iteration, project }) => ({
    x: project(tf.add(x, tf.mul(tf.sign(gradient), size(iteration.lambda)))),
  }),
});
