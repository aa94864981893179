/** Hooks for defenses that change activations. Every layer appears as rows of units, whatever its shape. */
import * as tf from '@tensorflow/tfjs-core';
import { UsageError } from '../common/errors.js';
import { siteNumber } from './keys.js';
import type { ActivationHook, HookFactory, Key } from './model.js';

/** The layer that a hook is applied to, and the samples it has to return. */
export interface HookSite {
  /** Name of the layer, unique within the network. */
  readonly name: string;
  /** Units of the layer: C · H · W of a convolution, in that order. */
  readonly units: number;
  /** Samples to return of each row; 1 for a deterministic hook and behind the first stochastic one. */
  readonly samples: number;
  /** RNG key of the forward pass. */
  readonly key: Key;
  /** Number of the layer and the hook. Sites with different numbers use independent random numbers under one key. */
  readonly site: number;
}

/** Activations [N, 1, units] → [N, samples, units]. */
export type FlatHook = (activations: tf.Tensor3D, site: HookSite) => tf.Tensor3D;

/** Options of `activationHook`. */
export interface ActivationHookOptions {
  /** False: the hook uses no random numbers. Then a model with no other stochastic part stays deterministic. Default true. */
  readonly stochastic?: boolean;
}

/**
 * Creates a hook for `Model.withHook` from a function of flat activations.
 * @param change pure; its gradient is that of the TensorFlow.js operations it consists of
 * @throws UsageError when the model is applied, if `change` returns another shape
 * @example
 * const relu1 = activationHook((h) => tf.minimum(h, 1), { stochastic: false });
 * const capped = defense('capped', (model) => model.withHook('capped', relu1));
 */
export function activationHook(change: FlatHook, { stochastic = true }: ActivationHookOptions = {}): HookFactory {
  const factory: HookFactory = ({ key, rows, ordinal }): ActivationHook => {
    return (activation, name) => {
      const examples = activation.shape[0]!;
      const outputRows = stochastic ? rows : examples;
      const units = activation.size / examples;
      const site = siteNumber(`${ordinal}:${name}`);
      return tf.tidy(() => {
        // Compiled graphs store feature maps with the channels first, so this transposition costs nothing there.
        const isMap = activation.rank === 4;
        const channelsFirst = isMap ? tf.transpose(activation, [0, 3, 1, 2]) : activation;
        const flat = tf.reshape(channelsFirst, [-1, 1, units]) as tf.Tensor3D;
        const samples = outputRows / examples;
        const changed = change(flat, { name, units, samples, key, site });
        expectShape(name, changed, [examples, samples, units]);
        const unflat = tf.reshape(changed, [outputRows, ...channelsFirst.shape.slice(1)]);
        return (isMap ? tf.transpose(unflat, [0, 2, 3, 1]) : unflat) as typeof activation;
      });
    };
  };
  return Object.assign(factory, { stochastic });
}

function expectShape(layer: string, { shape }: tf.Tensor, expected: readonly number[]): void {
  if (shape.join() === expected.join()) return;
  throw new UsageError(
    `activation hook at layer "${layer}": expected the shape [${expected.join(', ')}] ([rows, samples, units]), got [${shape.join(', ')}]`,
  );
}
