/**
 * EOT-PGD: Athalye, Carlini and Wagner, "Obfuscated gradients give a false sense of security", ICML 2018, whose published
 * attack on SAP this follows. Gradient ascent on the expectation of a stochastic model, with Adam on the sign of the
 * gradient. Whether the gradient passes through SAP's scale or around the defense (BPDA) is the defense's `backward`.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Attack } from './search/attack.js';
import { expectStepSize, gradientAscent, type Update } from './search/gradient-ascent.js';
import { expected, type Gradient } from './search/gradients.js';
import { type Loss, margin } from './search/losses.js';

/** Options of EOT-PGD. */
export interface EotPgdOptions {
  /** Default: mean over 10 Monte Carlo samples a step. */
  readonly gradient?: Gradient;
  /** Default margin. */
  readonly loss?: Loss;
  /** Default 500. */
  readonly steps?: number;
  /** Adam's learning rate in gray levels; default 0.1, or 2.5·λ/steps where that is larger: 500 steps of 0.1 reach only 50. */
  readonly stepSize?: number;
}

/**
 * EOT-PGD from the clean input. The last point is the result: each loss along the way is noisy, Adam averages over many.
 * @throws RangeError for steps or step size out of range (limits.ts)
 */
export function eotPgd(options: EotPgdOptions = {}): Attack {
  const { gradient = expected({ samples: 10 }), loss = margin, steps = 500, stepSize } = options;
  if (stepSize !== undefined) expectStepSize('eot-pgd', stepSize);
  const size = (lambda: tf.Scalar): tf.Scalar =>
    stepSize === undefined ? tf.maximum(tf.mul(lambda, totalLambdas / steps), leastStep) : tf.scalar(stepSize);
  return gradientAscent({
    label: loss === margin ? 'eot-pgd' : `eot-pgd-${loss.label}`,
    gradient,
    loss,
    update: adamOnSign(size),
    steps,
    settings: {
      stepSize: stepSize ?? `${leastStep}, from λ ${(leastStep * steps) / totalLambdas} on ${totalLambdas}·λ/steps`,
    },
  });
}

/** The published step in gray levels, and the least length of all steps together in λ, as in pgd.ts. */
const [leastStep, totalLambdas] = [0.1, 2.5];

const [beta1, beta2, epsilonHat] = [0.9, 0.999, 1e-8];

/** Adam (Kingma and Ba 2015) on the sign of the gradient, ascending. */
const adamOnSign = (learningRate: (lambda: tf.Scalar) => tf.Scalar): Update => ({
  initialState: (x) => ({ mean: tf.zerosLike(x), square: tf.zerosLike(x) }),
  next({ x, gradient, state, iteration, project }) {
    const sign = tf.sign(gradient);
    const mean = tf.add(tf.mul(state.mean!, beta1), tf.mul(sign, 1 - beta1));
    const square = tf.add(tf.mul(state.square!, beta2), tf.mul(tf.square(sign), 1 - beta2));
    const t = tf.add(iteration.index, 1);
    const unbiased = (beta: number) => tf.sub(1, tf.pow(tf.scalar(beta), t));
    const rate = tf.mul(tf.div(tf.sqrt(unbiased(beta2)), unbiased(beta1)), learningRate(iteration.lambda));
    const step = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(square), epsilonHat));
    return { x: project(tf.add(x, step)), mean, square };
  },
});
