/** The samplers by name. */
import { bernoulli } from './bernoulli.js';
import { multinomial } from './multinomial.js';
import { oneOf, type Sampler } from './sampler.js';

/** Exact draws, and coin flips with the same marginals. */
export const samplers = { multinomial, bernoulli } as const satisfies Record<string, Sampler>;

export type SamplerName = keyof typeof samplers;

/** The sampler of that name, or a sampler of one's own as it is. @throws RangeError for a name that is none */
export function samplerOf(sampler: SamplerName | Sampler): Sampler {
  return typeof sampler === 'function' ? sampler : oneOf('sampler', sampler, samplers);
}

/** How a label names the sampler: the exact one goes without saying. */
export const samplerSuffix = (sampler: Sampler): string => (sampler === multinomial ? '' : `-${sampler.name}`);
