/**
 * The fast approximate sampler: every unit is kept by an independent coin flip, with the probability that r draws with
 * replacement hit it. The marginals are those of SAP; the joint distribution is not: the number of kept units varies more.
 */
import { kernelSampler } from './kernel-sampler.js';

/** Activations [N, 1, units] → [N, samples, units]: 1 / P(kept) where kept, 0 elsewhere. */
export const bernoulli = kernelSampler('bernoulli', 'bernoulliSample');
