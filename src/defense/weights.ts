/** What defenses of weights share: which parameters they change. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { siteNumber } from '../model/keys.js';
import type { Key, ParameterTransform } from '../model/model.js';
import { type Defense, defense } from './defense.js';

/** The weight tensor a defense is at. */
interface WeightSite {
  readonly key: Key;
  /** Two sites draw independently under one key. */
  readonly site: number;
}

export interface WeightDefense {
  readonly label: string;
  /** Whether the key matters. */
  readonly stochastic: boolean;
  /** @returns a tensor of the shape of `weights` */
  change(weights: Tensor, site: WeightSite): Tensor;
}

/** Changes each weight tensor by itself; biases, and what else has one axis, stay as they are (docs/departures.md). */
export function weightDefense({ label, stochastic, change }: WeightDefense): Defense {
  const transform: ParameterTransform = (parameters, { key, ordinal }) =>
    parameters.map((parameter, index) =>
      parameter.rank < 2 ? parameter : change(parameter, { key, site: siteNumber(`${ordinal}:parameter ${index}`) }),
    );
  return defense(label, (model) => model.withParameters(label, transform, { stochastic }));
}
