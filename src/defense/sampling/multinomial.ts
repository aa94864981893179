/** The exact sampler: which units do r draws with replacement hit, with probabilities |h| / Σ|h|? */
import { kernelSampler } from './kernel-sampler.js';

/** Activations [N, 1, units] → [N, samples, units]: 1 / P(hit) where hit, 0 elsewhere. */
export const multinomial = kernelSampler('multinomial', 'multinomialSample');
