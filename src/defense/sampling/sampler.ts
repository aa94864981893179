/** How pruning draws what it keeps. */
import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { Key } from '../../model/model.js';

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

/** The entry of a table of named choices. @throws RangeError naming those there are */
export function oneOf<T>(what: string, name: string, table: Readonly<Record<string, T>>): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  throw new RangeError(`expected a ${what} of ${Object.keys(table).join(', ')}, got '${name}'`);
}
