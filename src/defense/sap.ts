/**
 * Stochastic activation pruning: Dhillon et al., "Stochastic activation pruning for robust adversarial defense", ICLR 2018,
 * Algorithm 1. In a layer of a activations, r = k % of a draws with replacement are made, with probabilities
 * p = |h| / Σ|h|. The drawn activations are kept and divided by the probability of being drawn, 1 − (1 − p)^r; the others
 * become 0.
 */
import * as tf from '@tensorflow/tfjs-core';
import { UsageError } from '../common/errors.js';
import { expectWithin, limits } from '../common/limits.js';
import { oneOf } from '../common/one-of.js';
import { activationHook } from '../model/activation-hook.js';
import { type Defense, defense } from './defense.js';
import type { Sampler } from './sampling/sampler.js';
import { type SamplerName, samplerOf, samplerSuffix } from './sampling/samplers.js';

/** Options of Stochastic Activation Pruning. */
export interface SapOptions {
  /** k: number of draws in % of a layer's activations; may exceed 100. */
  readonly percent: number;
  /** `multinomial` (default): exact draws. `bernoulli`: coin flips with the same marginals. Or another sampler. */
  readonly sampler?: SamplerName | Sampler;
  /**
   * The gradient: `detached` (default), as in the authors' code, treats mask and scale as constants; `through-scale` treats
   * the mask as constant and differentiates the scale; `identity` skips the pruning (BPDA, Athalye et al. 2018).
   */
  readonly backward?: Backward;
}

/** How gradients pass through the pruning, as in `--backward`. */
export type Backward = keyof typeof backwards;

/**
 * SAP-k on the activations of all layers.
 * @throws RangeError for a percentage out of range (limits.ts), an unknown sampler or an unknown backward mode; the model
 * throws a UsageError for a layer so small that k % of it is less than one draw
 */
export function sap({ percent, sampler = 'multinomial', backward = 'detached' }: SapOptions): Defense {
  expectWithin('sap, percentage of draws', limits.adversary.percent, percent);
  const draw = samplerOf(sampler);
  const flow: BackwardRule = oneOf('backward mode', backward, backwards);
  const label = `sap${percent}${samplerSuffix(draw)}${backward === 'detached' ? '' : `-${backward}`}`;

  const hook = activationHook((h, { name, units, samples, key, site }) => {
    const draws = Math.trunc((percent * units) / 100);
    if (draws < 1) {
      throw new UsageError(
        `sap${percent} makes no draw from the ${units} activations of ${name}: increase the percentage`,
      );
    }
    return prune(h, draws, (activations) => draw(activations, key, { draws, samples, site }), flow);
  });
  return defense(label, (model) => model.withHook(label, hook));
}

/** Draws the scales of activations, [N, 1, units] → [N, samples, units]. */
type DrawScale = (h: tf.Tensor3D) => tf.Tensor3D;

/** Multiplies activations by drawn scales, [N, 1, units] → [N, samples, units]. */
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

/** Returns dL/dh of each sample, [N, samples, units], from dL/dy and scale, both of that shape, and h, [N, 1, units]. */
type BackwardRule = (dy: tf.Tensor3D, scale: tf.Tensor3D, h: tf.Tensor3D, draws: number) => tf.Tensor;

/** The backward modes by name. */
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

/** Lower bounds of divisors, so that 0/0 is 0: in a layer of zeros, and where a single unit is not zero. */
const smallestNormal = 1.2e-38;
const epsilon = 6e-8;
