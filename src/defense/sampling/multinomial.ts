/**
 * The exact sampler of SAP: a unit is kept where at least one of r draws with replacement hits it, with probabilities
 * |h| / Σ|h| (docs/decisions/0003-exact-multinomial-sampling.md).
 */
import { kernelSampler } from './kernel-sampler.js';

/** Activations [N, 1, units] → [N, samples, units]: 1 / P(kept) where kept, 0 elsewhere. */
export const multinomial = kernelSampler('multinomial', 'multinomialSample');
