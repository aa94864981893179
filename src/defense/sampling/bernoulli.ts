/**
 * The cheap sampler: every unit is kept by a coin of its own, with the probability that r draws with replacement would
 * hit it. The marginals are SAP's, the joint distribution is not: hits do not compete, and their number varies more.
 */
import { kernelSampler } from './kernel-sampler.js';

/** Activations [N, 1, units] → [N, samples, units]: 1 / P(kept) where kept, 0 elsewhere. */
export const bernoulli = kernelSampler('bernoulli', 'bernoulliSample');
