/** The contract between networks, attacks and defenses: pure functions over TensorFlow.js tensors. */
import { mean, reshape, softmax, type Tensor, type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { Key } from './keys.js';

export { type Key, keyFor } from './keys.js';

/** Smallest and largest pixel value; every network here takes pixels, 0…255. */
export type Bounds = readonly [min: number, max: number];

/**
 * Called by a network on every activation (after each ReLU). The plain network's hook returns it as it is;
 * a defense supplies another. `name` is the layer's, unique within the network.
 */
export type ActivationHook = <T extends Tensor>(activation: T, name: string) => T;

export const identityHook: ActivationHook = (activation) => activation;

/** Trained arrays by name, in a fixed order (the order in which `parameterSpecs` lists them). */
export type Parameters = readonly Tensor[];

/** A network: (parameters, pixels [N, …] as float32 0…255, hook) → logits or Q-values [N, outputs]. Pure and tidy. */
export type Network = (parameters: Parameters, pixels: Tensor4D, hook?: ActivationHook) => Tensor2D;

/** What a stochastic hook knows of the pass it belongs to. */
export interface Draw {
  readonly key: Key;
  /**
   * Rows the pass will end with. An activation that still has fewer has not met a random layer yet: the hook returns
   * `rows / activation.shape[0]` draws of each of its rows, one after the other.
   */
  readonly rows: number;
  /** Place of the hook among the model's hooks; two hooks of one pass draw independently. */
  readonly ordinal: number;
}

export type StochasticHook = (draw: Draw) => ActivationHook;

/** What a change of parameters knows of the network that is drawn. */
interface ParameterDraw {
  readonly key: Key;
  /** Place of the change among the model's changes of parameters; two of one network draw independently. */
  readonly ordinal: number;
}

/** Parameters → parameters of the same shapes, in the same order. Pure; a deterministic one ignores what it is told. */
export type ParameterTransform = (parameters: Parameters, draw: ParameterDraw) => Parameters;

/** A network bound to its parameters, seen by attacks and defenses. */
export interface Model {
  /** For reports: `plain`, `sap100`, … */
  readonly label: string;
  readonly bounds: Bounds;
  /** Whether two keys can give two outputs; then an output is the mean over M draws. */
  readonly stochastic: boolean;
  /** How one draw's output becomes what is averaged: Q-values as they are, classifiers by softmax (paper §1). */
  readonly outputKind: OutputKind;
  /**
   * Pixels [N, …] → [N · draws, outputs], the draws of one example one after the other. What comes before the first
   * random layer is computed once for all draws. Deterministic models ignore key and draws: [N, outputs].
   */
  forward(pixels: Tensor4D, key: Key, draws?: number): Tensor2D;
  /** The same network with every activation passed through `hook` too, behind the hooks it has. */
  withHook(label: string, hook: StochasticHook): Model;
  /**
   * The same network with its parameters changed by `transform`, behind the changes it has. A stochastic change is drawn
   * anew for every draw of `forward`: one network a draw, shared by the examples of the batch.
   */
  withParameters(label: string, transform: ParameterTransform, options: { readonly stochastic: boolean }): Model;
}

export type OutputKind = 'q-values' | 'logits';

export interface ModelOptions {
  readonly bounds?: Bounds;
  readonly outputKind?: OutputKind;
}

/** The output of a stochastic model: the mean over the draws of `forward`. [N · draws, outputs] → [N, outputs]. */
export function meanOutput(model: Model, outputs: Tensor2D, examples: number): Tensor2D {
  return tidy(() => {
    const draws = outputs.shape[0] / examples;
    const averaged = model.outputKind === 'logits' ? softmax(outputs) : outputs;
    return draws === 1 ? averaged.clone() : mean(reshape(averaged, [examples, draws, -1]), 1);
  });
}
