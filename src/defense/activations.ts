/** What defenses of activations share: every layer is seen as rows of units, whatever its shape. */
import * as tf from '@tensorflow/tfjs-core';
import type { ActivationHook, Draw, Key, StochasticHook } from '../model/model.js';
import { siteNumber } from './sampling/sampler.js';

/** The layer a defense is at. */
interface Site {
  /** The layer's name in the network. */
  readonly name: string;
  readonly units: number;
  /** Draws to be made of each row. */
  readonly samples: number;
  readonly key: Key;
  /** Two sites draw independently under one key. */
  readonly site: number;
}

/** Activations [N, 1, units] → [N, samples, units]. */
export type FlatHook = (h: tf.Tensor3D, site: Site) => tf.Tensor3D;

/** The hook that flattens each activation, passes it through `flatHook` and gives the result its shape again. */
export function activationHook(flatHook: FlatHook): StochasticHook {
  return ({ key, rows, ordinal }: Draw): ActivationHook =>
    (activation, name) => {
      const units = activation.size / activation.shape[0]!;
      const samples = rows / activation.shape[0]!;
      const site = siteNumber(`${ordinal}:${name}`);
      return tf.tidy(() => {
        // Compiled graphs keep maps with the channels first: asking for that order costs nothing there.
        const maps = activation.rank === 4;
        const channelsFirst = maps ? tf.transpose(activation, [0, 3, 1, 2]) : activation;
        const flat = tf.reshape(channelsFirst, [-1, 1, units]) as tf.Tensor3D;
        const changed = flatHook(flat, { name, units, samples, key, site });
        const drawn = tf.reshape(changed, [rows, ...channelsFirst.shape.slice(1)]);
        return (maps ? tf.transpose(drawn, [0, 2, 3, 1]) : drawn) as typeof activation;
      });
    };
}
