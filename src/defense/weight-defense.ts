/** Defenses on weights: every weight tensor is changed by itself. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { siteNumber } from '../model/keys.js';
import type { Key, ParameterTransform } from '../model/model.js';
import { type Defense, defense } from './defense.js';

/** The random stream of one weight tensor. */
export interface WeightSite {
  /** Key of the network that is drawn. */
  readonly key: Key;
  /** Number of the tensor. Sites with different numbers use independent random numbers under one key. */
  readonly site: number;
}

/** A change of weight tensors. */
export interface WeightDefense {
  /** Name for reports. */
  readonly label: string;
  /** Whether the result depends on the key. */
  readonly stochastic: boolean;
  /** Returns the changed weights, of the same shape. */
  change(weights: Tensor, site: WeightSite): Tensor;
}

/**
 * Makes a defense that changes each weight tensor. Biases, and all other parameters with one axis, do not change
 * (docs/departures.md).
 */
export function weightDefense({ label, stochastic, change }: WeightDefense): Defense {
  const transform: ParameterTransform = (parameters, { key, ordinal }) =>
    parameters.map((parameter, index) =>
      parameter.rank < 2 ? parameter : change(parameter, { key, site: siteNumber(`${ordinal}:parameter ${index}`) }),
    );
  return defense(label, (model) => model.withParameters(label, transform, { stochastic }));
}
