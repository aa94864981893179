/** The interface between networks, attacks and defenses: pure functions over TensorFlow.js tensors. */
import { mean, reshape, softmax, type Tensor, type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { Key } from './keys.js';

export { type Key, keyFor } from './keys.js';

/** Smallest and largest pixel value. All networks of this project have pixels of 0…255. */
export type Bounds = readonly [min: number, max: number];

/**
 * Called by a network on every activation, after each ReLU; returns the activation that the next layer receives. `name` is
 * the name of the layer, unique within the network.
 */
export type ActivationHook = <T extends Tensor>(activation: T, name: string) => T;

/** The hook of an undefended network: returns every activation unchanged. */
export const identityHook: ActivationHook = (activation) => activation;

/** Trained arrays in a fixed order, that of `parameterSpecs`. */
export type Parameters = readonly Tensor[];

/** A network: (parameters, pixels [N, …] as float32 0…255, hook) → logits or Q-values [N, outputs]. Pure and tidy. */
export type Network = (parameters: Parameters, pixels: Tensor4D, hook?: ActivationHook) => Tensor2D;

/** One forward pass, as a hook factory sees it. */
export interface ForwardPass {
  /** RNG key of this pass. */
  readonly key: Key;
  /**
   * Rows of the output, N · samples. An activation with fewer rows has not passed a stochastic layer yet. The first stochastic
   * hook that receives it returns `rows / activation.shape[0]` samples of each row, one after the other.
   */
  readonly rows: number;
  /** Index of the hook among the hooks of the model. Hooks with different indices use independent random numbers. */
  readonly ordinal: number;
}

/** Creates the activation hook of one forward pass. */
export interface HookFactory {
  (pass: ForwardPass): ActivationHook;
  /** Default true. A hook is deterministic (false) if it ignores the key and returns as many rows as it receives. */
  readonly stochastic?: boolean;
}

/** What a parameter transform receives besides the parameters: the key, and its index among the transforms of the model. */
export type TransformContext = Pick<ForwardPass, 'key' | 'ordinal'>;

/** Parameters → parameters of the same shapes, in the same order. Pure; a deterministic transform ignores the context. */
export type ParameterTransform = (parameters: Parameters, context: TransformContext) => Parameters;

/** A network with its parameters, as attacks and defenses see it. */
export interface Model {
  /** The name in reports: `plain`, `sap100`, … */
  readonly label: string;
  /** Smallest and largest pixel value. */
  readonly bounds: Bounds;
  /** Whether the output depends on the key. If so, it is averaged over Monte Carlo samples. */
  readonly stochastic: boolean;
  /** How outputs are averaged: Q-values directly, logits after softmax (section 1 of the SAP paper). */
  readonly outputKind: OutputKind;
  /**
   * Pixels [N, …] → [N · samples, outputs], the samples of one example one after the other. Layers before the first stochastic
   * one are computed once for all samples. Deterministic models ignore key and samples: [N, outputs].
   * @param samples Monte Carlo samples, default 1
   */
  forward(pixels: Tensor4D, key: Key, samples?: number): Tensor2D;
  /** Returns the same network with a further hook on every activation, after its present hooks. */
  withHook(label: string, hook: HookFactory): Model;
  /**
   * Returns the same network with a further transform of its parameters, after its present transforms. A stochastic transform
   * gives a new network for each Monte Carlo sample, which all examples of the batch share.
   */
  withParameters(label: string, transform: ParameterTransform, options: { readonly stochastic: boolean }): Model;
}

export const outputKinds = ['q-values', 'logits'] as const;
export type OutputKind = (typeof outputKinds)[number];

export interface ModelOptions {
  readonly bounds?: Bounds;
  readonly outputKind?: OutputKind;
}

/** Averages the samples of `forward`: [N · samples, outputs] → [N, outputs]; probabilities for a classifier. */
export function meanOutput(model: Model, outputs: Tensor2D, examples: number): Tensor2D {
  return tidy(() => {
    const samples = outputs.shape[0] / examples;
    const averaged = model.outputKind === 'logits' ? softmax(outputs) : outputs;
    return samples === 1 ? averaged.clone() : mean(reshape(averaged, [examples, samples, -1]), 1);
  });
}
