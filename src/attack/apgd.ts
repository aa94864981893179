/**
 * Auto-PGD: Croce and Hein, "Reliable evaluation of adversarial robustness with an ensemble of diverse parameter-free
 * attacks", ICML 2020, Algorithm 1. Momentum, and a step size of 2λ at first. At checkpoints where progress has stalled, the
 * step size is halved and the search resumes from the best point so far.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Attack } from './search/attack.js';
import { gradientAscent, type Update } from './search/gradient-ascent.js';
import { expected, type Gradient } from './search/gradients.js';
import { crossEntropy, type Loss } from './search/losses.js';
import { larger, perExample } from './search/region.js';

/** Options of APGD. */
export interface ApgdOptions {
  /** Default: mean over 20 Monte Carlo samples a step, as in AutoAttack's version for randomized defenses. */
  readonly gradient?: Gradient;
  /** Default cross-entropy; the paper also uses the difference of logits ratio (`dlr`). */
  readonly loss?: Loss;
  /** Default 100. */
  readonly steps?: number;
  /** Number of random starts; default 1. */
  readonly restarts?: number;
}

/**
 * Auto-PGD from random points; the result is the best point of all (see `GradientAscentOptions.keep`).
 * @throws RangeError for steps or restarts out of range (limits.ts)
 */
export function apgd(options: ApgdOptions = {}): Attack {
  const { gradient = expected({ samples: 20 }), loss = crossEntropy, steps = 100, restarts = 1 } = options;
  return gradientAscent({
    label: loss === crossEntropy ? 'apgd' : `apgd-${loss.label}`,
    gradient,
    loss,
    update: adaptiveStep(steps),
    steps,
    from: 'random',
    keep: 'best',
    restarts,
  });
}

/** α: weight of the new step; the previous step has weight 1 − α. */
const momentum = 0.75;
/** ρ: share of the steps between checkpoints that must raise the loss, or the step size is halved. */
const progress = 0.75;

/** Returns the checkpoints wⱼ = ⌈pⱼ·steps⌉ with p₁ = 0.22 and pⱼ₊₁ = pⱼ + max(pⱼ − pⱼ₋₁ − 0.03, 0.06). */
export function checkpoints(steps: number): number[] {
  const found: number[] = [];
  let [before, p] = [0, 0.22];
  while (p <= 1) {
    found.push(Math.ceil(p * steps - 1e-9));
    [before, p] = [p, p + Math.max(p - before - 0.03, 0.06)];
  }
  return [...new Set(found)];
}

function adaptiveStep(steps: number): Update {
  const places = checkpoints(steps);
  const lengths = places.map((place, i) => place - (places[i - 1] ?? 0));
  return {
    initialState(x, lambda) {
      const every = (value: number) => tf.fill([x.shape[0]], value);
      return {
        previous: x.clone(),
        previousLoss: every(Number.NEGATIVE_INFINITY),
        // The best point of this start, where the search resumes after the step size is halved, and its gradient.
        peak: x.clone(),
        peakGradient: tf.zerosLike(x),
        peakLoss: every(Number.NEGATIVE_INFINITY),
        stepSize: tf.mul(every(2), lambda),
        // Steps since the last checkpoint that raised the loss; whether the step size was halved there; the best loss there.
        rises: every(0),
        halved: every(1),
        checkedLoss: every(Number.NEGATIVE_INFINITY),
      };
    },
    next({ x, gradient, losses, state, iteration: { index }, project }) {
      const peak = larger(x, losses, { x: state.peak!, losses: state.peakLoss! });
      const peakGradient = tf.where(perExample(peak.improved), gradient, state.peakGradient!);
      const first = tf.equal(index, 0);
      const rose = tf.cast(tf.greater(losses, state.previousLoss!), 'float32');
      const rises = tf.where(first, tf.zerosLike(rose), tf.add(state.rises!, rose));

      const here = tf.cast(tf.equal(tf.tensor1d(places), index), 'float32');
      const checked = tf.greater(tf.sum(here), 0);
      const length = tf.sum(tf.mul(here, tf.tensor1d(lengths)));
      const tooFew = tf.less(rises, tf.mul(length, progress));
      const stuck = tf.logicalAnd(tf.equal(state.halved!, 0), tf.lessEqual(peak.losses, state.checkedLoss!));
      const halve = tf.logicalAnd(checked, tf.logicalOr(tooFew, stuck));

      const stepSize = tf.where(halve, tf.div(state.stepSize!, 2), state.stepSize!);
      const back = perExample(halve);
      const from = tf.where(back, peak.x, x);
      const direction = tf.sign(tf.where(back, peakGradient, gradient));
      const target = project(tf.add(from, tf.mul(direction, perExample(stepSize))));
      const weight = tf.where(first, tf.scalar(1), tf.scalar(momentum));
      const carried = tf.mul(tf.sub(from, state.previous!), tf.sub(1, weight));
      return {
        x: project(tf.add(tf.add(from, tf.mul(tf.sub(target, from), weight)), carried)),
        previous: from.clone(),
        previousLoss: tf.where(halve, peak.losses, losses),
        peak: peak.x,
        peakGradient,
        peakLoss: peak.losses,
        stepSize,
        rises: tf.where(checked, tf.zerosLike(rises), rises),
        halved: tf.where(checked, tf.cast(halve, 'float32'), state.halved!),
        checkedLoss: tf.where(checked, peak.losses, state.checkedLoss!),
      };
    },
  };
}
