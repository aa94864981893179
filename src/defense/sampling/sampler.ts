/** The contract of samplers: how pruning defenses draw what they keep. */
import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { Key } from '../../model/model.js';

/** What a sampler draws for each row. */
export interface SamplerOptions {
  /** r: number of draws with replacement. */
  readonly draws: number;
  /** Number of independent samples of each row. */
  readonly samples: number;
  /** Number of the site. Two sites draw independent random numbers under one key. */
  readonly site: number;
}

/**
 * Draws the scales of activations, [N, 1, units] → [N, samples, units]: 1 / P(kept) where a unit is kept, 0 elsewhere. A
 * unit's probability in one draw is |h| / Σ|h| of its row. The result has no gradient.
 */
export type Sampler = (activations: Tensor3D, key: Key, options: SamplerOptions) => Tensor3D;
