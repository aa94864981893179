/** The contract between networks, attacks and defences: pure functions over TensorFlow.js tensors. */
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/** Smallest and largest pixel value; every network here takes pixels, 0…255. */
export type Bounds = readonly [min: number, max: number];

/**
 * Called by a network on every activation (after each ReLU). The plain network's tap returns it as it is;
 * a defence supplies another. `name` is the layer's, unique within the network.
 */
export type Tap = <T extends Tensor>(activation: T, name: string) => T;

export const identityTap: Tap = (activation) => activation;

/** Trained arrays by name, in a fixed order (the order in which `parameterSpecs` lists them). */
export type Parameters = readonly Tensor[];

/** A network: (parameters, pixels [N, …] as float32 0…255, tap) → logits or Q-values [N, outputs]. Pure and tidy. */
export type Network = (parameters: Parameters, pixels: Tensor4D, tap?: Tap) => Tensor2D;

/**
 * What a stochastic model draws its randomness from: an int32 tensor [2], (seed, counter). Equal keys, equal draws.
 * A function that needs several independent draws derives them by example index, site name and draw number.
 */
export type Key = Tensor;

/** A network bound to its parameters, seen by attacks and defences. */
export interface Model {
  /** For reports: `plain`, `sap100`, … */
  readonly label: string;
  readonly bounds: Bounds;
  /** Whether two keys can give two outputs; then an output is the mean over M draws. */
  readonly stochastic: boolean;
  /** How one draw's output becomes what is averaged: Q-values as they are, classifiers by softmax (paper §1). */
  readonly outputKind: 'q-values' | 'logits';
  /** Pixels [N, H, W, C] → [N, outputs]; each row is an independent draw. `key` is ignored by deterministic models. */
  forward(pixels: Tensor4D, key: Key): Tensor2D;
  /** The same network with every activation passed through `tap` (outermost defence last). */
  withTap(label: string, tap: (key: Key) => Tap): Model;
}
