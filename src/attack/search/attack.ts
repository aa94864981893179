/** The contract of attacks: a model, inputs and a criterion in; perturbed inputs and their success out. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Key } from '../../model/keys.js';
import type { Model } from '../../model/model.js';
import type { Criterion } from './criteria.js';

/** Options of one call of an attack. */
export interface AttackOptions {
  /** λ in gray levels, one scalar tensor for each result. As tensors, so that one compiled graph serves every value. */
  readonly lambdas: readonly tf.Scalar[];
  /** RNG key, int32 [3]. Equal keys give equal perturbations. */
  readonly key: Key;
  /**
   * One id for each example. The random numbers of an example depend on its id and the key alone, not on the other
   * examples in the batch or its position there. Default 0, 1, 2, …
   */
  readonly examples?: readonly number[];
  /** Monte Carlo samples over which the outputs of a stochastic evaluated model are averaged; default 1. */
  readonly outputSamples?: number;
  /** The model on which success is measured; default the attacked one. Another model makes it a transfer attack. */
  readonly evaluatedModel?: Model;
  /** Factor on λ for each pixel, 0…1, broadcast to the inputs (see agent/attacked-frames.ts); default 1 everywhere. */
  readonly mask?: tf.Tensor;
}

/** Arrays hold one tensor for each λ, in the order of the options. N is the number of examples. */
export interface AttackResult {
  /** Perturbed inputs before clipping, of the shape of the inputs. */
  readonly raw: tf.Tensor4D[];
  /** Perturbed inputs clipped to the model's bounds. */
  readonly clipped: tf.Tensor4D[];
  /** Outputs of the evaluated model at `clipped`, mean over its Monte Carlo samples, [N, outputs]. */
  readonly outputs: tf.Tensor2D[];
  /** Share of those samples whose largest output is this one, [N, outputs]. */
  readonly votes: tf.Tensor2D[];
  /** Whether `clipped` is adversarial by the criterion, bool [N]. */
  readonly success: tf.Tensor1D[];
  /** The criterion's labels of the clean inputs, from the evaluated model, int32 [N]. */
  readonly labels: tf.Tensor1D;
  /**
   * Share of the unmasked pixels whose gradient was exactly zero, float32 [N]: mean over the gradients taken at points that
   * were not adversarial, 0 where all points were. Empty for attacks without gradients.
   */
  readonly zeroGradients: tf.Tensor1D[];
}

/**
 * An attack: `attack(model, inputs, criterion, options)`. Inputs are float32 [N, …] of rank 4 within the model's bounds.
 * The caller disposes of the tensors of the result.
 * @throws RangeError for inputs or options out of range (check-call.ts); Error for outputs that are not finite
 */
export interface Attack {
  (model: Model, inputs: tf.Tensor4D, criterion: Criterion, options: AttackOptions): AttackResult;
  /** Name for reports: `fgsm`, `apgd-dlr`, … */
  readonly label: string;
  /** All settings, for reports. */
  readonly settings: Settings;
  /** `plain`: always attacks the undefended network, whatever model is evaluated. */
  readonly on?: 'plain';
  /** The same attack as pure functions, which `compileAttack` compiles. */
  readonly search: Search;
}

/** Settings of an attack by name, for reports. */
export type Settings = Readonly<Record<string, number | string>>;

/** The arguments of one attack, as the phases of a search see them. */
export interface Task {
  /** The attacked model: the one whose gradients or outputs the attack uses. */
  readonly model: Model;
  /** The model on which success is measured. */
  readonly evaluatedModel: Model;
  /** The clean inputs, float32 [N, …], in gray levels. */
  readonly inputs: tf.Tensor4D;
  /** What makes a perturbed input adversarial. */
  readonly criterion: Criterion;
  /** Key of the examples, int32 [1 + N, 3]. */
  readonly key: Key;
  /** Monte Carlo samples over which outputs of the evaluated model are averaged. */
  readonly outputSamples: number;
  /** Factor of λ for each pixel, broadcast to the inputs; default 1. */
  readonly mask?: tf.Tensor;
}

/**
 * The state of a search: named tensors, float32 or int32, which pass from iteration to iteration. A phase returns new
 * tensors, never its operands.
 */
export type State = Readonly<Record<string, tf.Tensor>>;

/** Inputs of one call of a phase besides the state. */
export interface Iteration {
  /** λ in gray levels. */
  readonly lambda: tf.Scalar;
  /** Key of this call alone, int32 [1 + N, 3]. */
  readonly key: Key;
  /** Number of iterations since the start, float32 scalar. */
  readonly index: tf.Scalar;
}

/**
 * How an attack searches for its perturbation: pure tensor functions, called one after the other. Each returns the part of
 * the state that it changes. The result of the search is `best` of the final state, or `x` where there is no `best`.
 */
export interface Search {
  /** What does not depend on λ, computed once for all λ: at least `labels`, int32 [N]. */
  prepare(task: Task): State;
  /** The start point `x`, of the shape of the inputs. */
  start(task: Task, state: State, iteration: Iteration): State;
  /** One iteration. */
  step?(task: Task, state: State, iteration: Iteration): State;
  /** Number of calls of `step` after a start, possibly by λ in gray levels; default 0. */
  readonly iterations?: number | ((lambda: number) => number);
  /** Number of starts; default 1. State whose name begins with `best` is kept from start to start. */
  readonly restarts?: number;
}

/** Uses of a key within one attack. The calls of `start` and `step` use the numbers from `iterations` on, one each. */
export const keyUses = {
  /** Output at the perturbed input. */
  output: 0,
  /** Output at the clean input. */
  cleanOutput: 1,
  /** Random numbers of the attack itself. */
  perturbation: 2,
  /** The first call of `start` or `step`. */
  iterations: 3,
} as const;

/** One call of a phase of a search. */
export interface Call {
  readonly phase: 'start' | 'step';
  /** Which use of the key it has. */
  readonly use: number;
  readonly index: number;
  /** Whether this is a restart: any start but the first. */
  readonly restart: boolean;
}

/** Yields the calls of one search in order. @param lambda read only where the number of iterations depends on it */
export function* callsOf({ iterations = 0, restarts = 1 }: Search, lambda: () => number): Generator<Call> {
  const count = typeof iterations === 'number' ? iterations : iterations(lambda());
  let use: number = keyUses.iterations;
  for (let start = 0; start < restarts; start++) {
    yield { phase: 'start', use: use++, index: 0, restart: start > 0 };
    for (let index = 0; index < count; index++) yield { phase: 'step', use: use++, index, restart: false };
  }
}

/** Returns the state after a call: `changed` replaces the old values, but a restart leaves `best…` as it is. */
export function after<T>(state: Record<string, T>, changed: Record<string, T>, { restart }: Call): Record<string, T> {
  const kept = restart ? Object.entries(state).filter(([name]) => name.startsWith('best')) : [];
  return { ...state, ...changed, ...Object.fromEntries(kept) };
}
