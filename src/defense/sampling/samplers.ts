/** The samplers by name. */
import { oneOf } from '../../common/one-of.js';
import { bernoulli } from './bernoulli.js';
import { multinomial } from './multinomial.js';
import type { Sampler } from './sampler.js';

/** Exact draws with replacement, and independent coin flips with the same marginals. */
export const samplers = { multinomial, bernoulli } as const satisfies Record<string, Sampler>;

/** Name of a sampler, as in `--sampler`. */
export type SamplerName = keyof typeof samplers;

/** Returns the sampler of that name; a sampler is returned as it is. @throws RangeError for an unknown name */
export function samplerOf(sampler: SamplerName | Sampler): Sampler {
  return typeof sampler === 'function' ? sampler : oneOf('sampler', sampler, samplers);
}

/** Returns how a label names the sampler: `-bernoulli`, or nothing for the exact one. */
export const samplerSuffix = (sampler: Sampler): string => (sampler === multinomial ? '' : `-${sampler.name}`);
