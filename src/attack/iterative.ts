/**
 * The paper's iterative attack (its §4.2; Kurakin et al. 2017): steps of k pixels along the sign of the gradient, ⌈λ/k⌉
 * of them, each projected to the λ-ball and the pixels' range.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Attack } from './search/attack.js';
import { expectStepSize, gradientAscent, type Move } from './search/gradient-ascent.js';
import { expected, type Gradient } from './search/gradients.js';
import { crossEntropy, type Loss } from './search/losses.js';

export interface IterativeOptions {
  /** Default: the mean over 10 draws a step, the paper's. */
  readonly gradient?: Gradient;
  readonly loss?: Loss;
  /** k; default 1. */
  readonly stepSize?: number;
}

export function iterative(options: IterativeOptions = {}): Attack {
  const { gradient = expected({ draws: 10 }), loss = crossEntropy, stepSize = 1 } = options;
  expectStepSize('iterative', stepSize);
  return gradientAscent({
    label: loss === crossEntropy ? 'iterative' : `iterative-${loss.label}`,
    gradient,
    loss,
    move: signStep(() => tf.scalar(stepSize)),
    // A λ that went through float32 may lie a little above a multiple of k.
    steps: (lambda) => Math.ceil(lambda / stepSize - 1e-6),
    settings: { stepSize },
  });
}

/** Every pixel moves by `size` along the sign of its gradient. @param size pixels, given λ */
export const signStep = (size: (epsilon: tf.Scalar) => tf.Scalar): Move => ({
  memory: () => ({}),
  next: ({ x, gradient, turn, project }) => ({
    x: project(tf.add(x, tf.mul(tf.sign(gradient), size(turn.epsilon)))),
  }),
});
