/** What an attack is: an input, a model and an aim in; a perturbed input and its success out. */
import * as tf from '@tensorflow/tfjs-core';
import { type Key, keyFor, type Model, meanOutput } from '../model.js';
import type { Criterion } from './criteria.js';

export interface AttackOptions {
  /** λ in pixels, as scalars: one compiled graph serves every value. */
  readonly epsilons: readonly tf.Scalar[];
  /** Equal keys, equal perturbations. */
  readonly key: Key;
  /** Draws over which outputs of a stochastic model are averaged when success is judged; default 1. */
  readonly outputDraws?: number;
  /** The model that acts on the perturbed input; default the attacked one. Another one makes it a transfer attack. */
  readonly judge?: Model;
}

/** Arrays go by ε, in the order given. */
export interface AttackResult {
  /** Before clipping. */
  readonly raw: tf.Tensor4D[];
  /** Within the model's bounds. */
  readonly clipped: tf.Tensor4D[];
  /** What the judge gives for `clipped`, mean over draws [N, outputs]. */
  readonly outputs: tf.Tensor2D[];
  /** Whether the aim is reached at `clipped`, bool [N]. */
  readonly success: tf.Tensor1D[];
  /** The judge's label of the clean input, int32 [N]. */
  readonly labels: tf.Tensor1D;
}

/** Inputs [N, …] within the model's bounds. The tensors of the result are the caller's. */
export interface Attack {
  (model: Model, inputs: tf.Tensor4D, criterion: Criterion, options: AttackOptions): AttackResult;
  /** For reports: `fgsm`, `random`, … */
  readonly label: string;
}

export interface Perturbation {
  /** One perturbed input an ε, not yet clipped. */
  readonly raw: tf.Tensor4D[];
  /** Labels of the clean input, if they came by the way. */
  readonly labels?: tf.Tensor1D;
}

/** What distinguishes one attack from another. */
export type Perturb = (
  model: Model,
  inputs: tf.Tensor4D,
  criterion: Criterion,
  options: Required<AttackOptions>,
) => Perturbation;

/** Uses of a key within one attack; perturbations take those from `perturbation` on. */
export const keyUses = { output: 0, cleanOutput: 1, perturbation: 2 } as const;

/** Makes an attack of a perturbation: clips it to the bounds and judges it. */
export function createAttack(label: string, perturb: Perturb): Attack {
  const attack = (model: Model, inputs: tf.Tensor4D, criterion: Criterion, options: AttackOptions): AttackResult => {
    const { epsilons, key, outputDraws = 1, judge = model } = options;
    const [min, max] = model.bounds;
    if (!(min < max)) throw new RangeError(`attack: expected bounds [min, max] with min < max, got [${min}, ${max}]`);
    const output = (pixels: tf.Tensor4D, use: number) =>
      meanOutput(judge, judge.forward(pixels, keyFor(key, use), outputDraws), pixels.shape[0]);
    return tf.tidy(() => {
      const perturbation = perturb(model, inputs, criterion, { epsilons, key, outputDraws, judge });
      const labels =
        (judge === model ? perturbation.labels : undefined) ?? criterion.labels(output(inputs, keyUses.cleanOutput));
      const { raw } = perturbation;
      const clipped = raw.map((pixels) => tf.clipByValue(pixels, min, max));
      const outputs = clipped.map((pixels) => output(pixels, keyUses.output));
      return { raw, clipped, outputs, success: outputs.map((q) => criterion.reached(q, labels)), labels };
    }) as unknown as AttackResult;
  };
  return Object.defineProperty(Object.assign(attack, { label }), 'name', { value: label });
}
