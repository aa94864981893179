/** How SAP draws which activations it keeps. */
import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { Key } from '../model.js';
import { multinomial } from './multinomial.js';

export interface SamplerOptions {
  /** Draws with replacement, r. */
  readonly draws: number;
  /** Independent samples of each row, one behind the other. */
  readonly samples: number;
  /** Two sites draw independently under one key. */
  readonly site: number;
}

/** Activations [N, 1, units] → [N, samples, units]: 1 / P(kept) where kept, 0 elsewhere. Has no gradient. */
export type Sampler = (activations: Tensor3D, key: Key, options: SamplerOptions) => Tensor3D;

export const samplers = { multinomial } as const satisfies Record<string, Sampler>;

export type SamplerName = keyof typeof samplers;

/** FNV-1a: the number under which a site draws. */
export function siteNumber(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash | 0;
}
