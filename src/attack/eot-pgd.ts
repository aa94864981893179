/**
 * Gradient ascent over the expectation of a stochastic model, with Adam on the sign of the gradient: Athalye, Carlini and
 * Wagner, "Obfuscated gradients give a false sense of security", ICML 2018, whose published break of SAP this follows.
 * Whether the gradient goes through the defense, or around it (BPDA), is the defense's `backward`.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Attack } from './search/attack.js';
import { expectStepSize, gradientAscent, type Move } from './search/gradient-ascent.js';
import { expected, type Gradient } from './search/gradients.js';
import { type Loss, margin } from './search/losses.js';

export interface EotPgdOptions {
  /** Default: the mean over 10 draws a step. */
  readonly gradient?: Gradient;
  /** Default the margin. */
  readonly loss?: Loss;
  /** Default 500. */
  readonly steps?: number;
  /** Adam's learning rate in pixels; default 0.1, or 2.5·λ/steps where that is more: 500 steps of 0.1 end at 50. */
  readonly stepSize?: number;
}

/** From the clean input; the last point counts. Adam averages over many steps, a loss seen once is chance. */
export function eotPgd(options: EotPgdOptions = {}): Attack {
  const { gradient = expected({ draws: 10 }), loss = margin, steps = 500, stepSize } = options;
  if (stepSize !== undefined) expectStepSize('eot-pgd', stepSize);
  const size = (epsilon: tf.Scalar): tf.Scalar =>
    stepSize === undefined ? tf.maximum(tf.mul(epsilon, reachingSteps / steps), leastPixels) : tf.scalar(stepSize);
  return gradientAscent({
    label: loss === margin ? 'eot-pgd' : `eot-pgd-${loss.label}`,
    gradient,
    loss,
    move: adamOnSign(size),
    steps,
    settings: {
      stepSize:
        stepSize ?? `${leastPixels}, from λ ${(leastPixels * steps) / reachingSteps} on ${reachingSteps}·λ/steps`,
    },
  });
}

/** The published step, and how many λ all steps together go at least, as in pgd.ts. */
const [leastPixels, reachingSteps] = [0.1, 2.5];

const [beta1, beta2, epsilonHat] = [0.9, 0.999, 1e-8];

/** Kingma and Ba 2015, fed with signs, upwards. */
const adamOnSign = (learningRate: (epsilon: tf.Scalar) => tf.Scalar): Move => ({
  memory: (x) => ({ mean: tf.zerosLike(x), square: tf.zerosLike(x) }),
  next({ x, gradient, state, turn, project }) {
    const sign = tf.sign(gradient);
    const mean = tf.add(tf.mul(state.mean!, beta1), tf.mul(sign, 1 - beta1));
    const square = tf.add(tf.mul(state.square!, beta2), tf.mul(tf.square(sign), 1 - beta2));
    const t = tf.add(turn.index, 1);
    const unbiased = (beta: number) => tf.sub(1, tf.pow(tf.scalar(beta), t));
    const rate = tf.mul(tf.div(tf.sqrt(unbiased(beta2)), unbiased(beta1)), learningRate(turn.epsilon));
    const step = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(square), epsilonHat));
    return { x: project(tf.add(x, step)), mean, square };
  },
});
