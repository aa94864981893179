/**
 * Stochastic activation pruning: Dhillon et al., "Stochastic Activation Pruning for Robust Adversarial Defense",
 * ICLR 2018, Algorithm 1. Of a layer's a activations, r = k % of a are drawn with replacement, with probabilities
 * p = |h| / Σ|h|; those drawn are kept and divided by their probability of being drawn, 1 − (1 − p)^r, the others are 0.
 */
import * as tf from '@tensorflow/tfjs-core';
import { UsageError } from '../common/errors.js';
import { expectWithin, limits } from '../common/limits.js';
import { activationHook } from '../model/activation-hook.js';
import { type Defense, defense } from './defense.js';
import { oneOf, type Sampler } from './sampling/sampler.js';
import { type SamplerName, samplerOf, samplerSuffix } from './sampling/samplers.js';

export interface SapOptions {
  /** k: draws in % of a layer's activations; may exceed 100. */
  readonly percent: number;
  /** `multinomial` (default): exact draws. `bernoulli`: coin flips with the same marginals. Or one's own. */
  readonly sampler?: SamplerName | Sampler;
  /**
   * What flows back: `detached` (default), as the authors' code has it, takes mask and scale as constants;
   * `through-scale` takes the mask as constant and differentiates the scale; `identity` ignores both (BPDA).
   */
  readonly backward?: Backward;
}

export type Backward = keyof typeof backwards;

/** @throws RangeError for a percentage out of range (limits.ts); the model, UsageError when a layer is so small that nothing would be drawn */
export function sap({ percent, sampler = 'multinomial', backward = 'detached' }: SapOptions): Defense {
  expectWithin('sap, percentage of draws', limits.adversary.percent, percent);
  const draw = samplerOf(sampler);
  const flow: BackwardRule = oneOf('backward mode', backward, backwards);
  const label = `sap${percent}${samplerSuffix(draw)}${backward === 'detached' ? '' : `-${backward}`}`;

  const hook = activationHook((h, { name, units, samples, key, site }) => {
    const draws = Math.trunc((percent * units) / 100);
    if (draws < 1) {
      throw new UsageError(`sap${percent} draws none of the ${units} activations of ${name}: raise the percentage`);
    }
    return prune(h, draws, (activations) => draw(activations, key, { draws, samples, site }), flow);
  });
  return defense(label, (model) => model.withHook(label, hook));
}

/** [N, 1, units] → [N, samples, units] */
type DrawScale = (h: tf.Tensor3D) => tf.Tensor3D;

/** [N, 1, units] → [N, samples, units] */
function prune(h: tf.Tensor3D, draws: number, drawScale: DrawScale, backward: BackwardRule): tf.Tensor3D {
  const pruneOp = tf.customGrad((input, save) => {
    const activations = input as tf.Tensor3D;
    const scale = drawScale(activations);
    const samples = scale.shape[1];
    (save as tf.GradSaveFunc)([activations, scale]);
    return {
      value: tf.mul(activations, scale),
      gradFunc: (dy, saved) => {
        const [activation, factor] = saved as [tf.Tensor3D, tf.Tensor3D];
        const perSample = backward(dy as tf.Tensor3D, factor, activation, draws);
        return samples === 1 ? perSample : tf.sum(perSample, 1, true);
      },
    };
  });
  return pruneOp(h) as tf.Tensor3D;
}

/** dL/dh of each sample [N, samples, units] from dL/dy and scale of that shape, and h [N, 1, units]. */
type BackwardRule = (dy: tf.Tensor3D, scale: tf.Tensor3D, h: tf.Tensor3D, draws: number) => tf.Tensor;

/** Names of the backward modes, with their rules. */
export const backwards = {
  detached: (dy, scale) => tf.mul(dy, scale),
  identity: (dy) => dy.clone(),
  /**
   * y_j = h_j·s(p_j) with s = 1/keep, keep′ = r(1 − p)^(r−1) = r(1 − keep)/(1 − p), ∂p_j/∂h_i = sign(h_i)·([i = j] − p_j)/Σ|h|.
   * With q = p·s·keep′ = r·p·(s − 1)/(1 − p), finite as p → 0: dL/dh = dy·s − e + sign(h)·Σ_j e_j·p_j·sign(h_j), e = dy·s·q.
   */
  'through-scale': (dy, scale, h, draws) => {
    const size = tf.abs(h);
    const p = tf.div(size, tf.maximum(tf.sum(size, -1, true), smallestNormal));
    const q = tf.div(tf.mul(tf.mul(p, draws), tf.sub(scale, 1)), tf.maximum(tf.sub(1, p), epsilon));
    const direct = tf.mul(dy, scale);
    const e = tf.mul(direct, q);
    const sign = tf.sign(h);
    const shared = tf.sum(tf.mul(e, tf.mul(p, sign)), -1, true);
    return tf.add(tf.sub(direct, e), tf.mul(sign, shared));
  },
} as const satisfies Record<string, BackwardRule>;

/** These keep 0/0 at 0: of a dead layer, and of a single live unit. */
const smallestNormal = 1.2e-38;
const epsilon = 6e-8;
