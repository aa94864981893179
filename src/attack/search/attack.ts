/** What an attack is: an input, a model and an aim in; a perturbed input and its success out. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Key } from '../../model/keys.js';
import type { Model } from '../../model/model.js';
import type { Criterion } from './criteria.js';

export interface AttackOptions {
  /** λ in pixels, as scalars: one compiled graph serves every value. */
  readonly epsilons: readonly tf.Scalar[];
  /** Of shape [3]. Equal keys, equal perturbations. */
  readonly key: Key;
  /**
   * What each example is called by; its chance depends on that and the key alone, not on the other examples nor on its
   * place. Default 0, 1, 2, …
   */
  readonly examples?: readonly number[];
  /** Draws over which outputs of a stochastic model are averaged when success is judged; default 1. */
  readonly outputSamples?: number;
  /** The model that acts on the perturbed input; default the attacked one. Another one makes it a transfer attack. */
  readonly judge?: Model;
  /** Share of λ that each pixel may move, 0…1, broadcast to the inputs (see stack.ts); default 1 everywhere. */
  readonly mask?: tf.Tensor;
}

/** Arrays go by ε, in the order given. */
export interface AttackResult {
  /** Before clipping. */
  readonly raw: tf.Tensor4D[];
  /** Within the model's bounds. */
  readonly clipped: tf.Tensor4D[];
  /** What the judge gives for `clipped`, mean over draws [N, outputs]. */
  readonly outputs: tf.Tensor2D[];
  /** Share of those draws that prefer each output, [N, outputs]. */
  readonly votes: tf.Tensor2D[];
  /** Whether the aim is reached at `clipped`, bool [N]. */
  readonly success: tf.Tensor1D[];
  /** The judge's label of the clean input, int32 [N]. */
  readonly labels: tf.Tensor1D;
  /**
   * Share of the pixels open to the attack whose gradient was exactly zero, mean over the gradients taken where the aim was
   * not reached, float32 [N]; 0 where it always was. Empty for attacks without gradients.
   */
  readonly zeroGradients: tf.Tensor1D[];
}

/** Inputs [N, …] within the model's bounds. The tensors of the result are the caller's. */
export interface Attack {
  (model: Model, inputs: tf.Tensor4D, criterion: Criterion, options: AttackOptions): AttackResult;
  /** For reports: `fgsm`, `apgd-dlr`, … */
  readonly label: string;
  /** All that was chosen about it, for reports. */
  readonly settings: Settings;
  /** `plain`: made for the gradient of the undefended network, whoever acts. */
  readonly on?: 'plain';
  /** The same as pure functions, to be compiled (driver.ts). */
  readonly search: Search;
}

export type Settings = Readonly<Record<string, number | string>>;

/** What an attack works on. */
export interface Task {
  readonly model: Model;
  readonly judge: Model;
  readonly inputs: tf.Tensor4D;
  readonly criterion: Criterion;
  /** Of the examples, [1 + N, 3]. */
  readonly key: Key;
  readonly outputSamples: number;
  readonly mask?: tf.Tensor;
}

/** Tensors that pass from turn to turn, by name, float32 or int32. What a phase returns is its own, never an operand. */
export type State = Readonly<Record<string, tf.Tensor>>;

/** What one turn is given besides the state. */
export interface Turn {
  /** λ in pixels. */
  readonly epsilon: tf.Scalar;
  /** Of this turn alone. */
  readonly key: Key;
  /** Turns since the start, float32. */
  readonly index: tf.Scalar;
}

/**
 * How an attack looks for its perturbation: pure tensor functions, called by a driver one after the other. Each returns
 * the part of the state that it changes. In the end `best` of the state is judged, or `x` where there is no `best`.
 */
export interface Search {
  /** What does not depend on λ, and so is shared by all: `labels`, int32 [N], at least. */
  prepare(task: Task): State;
  /** The first point `x`, [N, …] as the inputs. */
  start(task: Task, state: State, turn: Turn): State;
  step?(task: Task, state: State, turn: Turn): State;
  /** How often `step` is called after a start; default 0. */
  readonly turns?: number | ((lambda: number) => number);
  /** Starts; default 1. What is called `best…` outlives them. */
  readonly restarts?: number;
}

/** Uses of a key within one attack. Turns take those from `turns` on, one each. */
export const keyUses = { output: 0, cleanOutput: 1, perturbation: 2, turns: 3 } as const;

export interface Call {
  readonly phase: 'start' | 'step';
  readonly use: number;
  readonly index: number;
  /** Not the first start. */
  readonly again: boolean;
}

/** The calls of one search in their order. @param lambda is read only where the number of turns depends on it */
export function* callsOf({ turns = 0, restarts = 1 }: Search, lambda: () => number): Generator<Call> {
  const count = typeof turns === 'number' ? turns : turns(lambda());
  let use: number = keyUses.turns;
  for (let restart = 0; restart < restarts; restart++) {
    yield { phase: 'start', use: use++, index: 0, again: restart > 0 };
    for (let index = 0; index < count; index++) yield { phase: 'step', use: use++, index, again: false };
  }
}

/** The state after a call: what changed takes the place of what was, but for what outlives a new start. */
export function after<T>(state: Record<string, T>, changed: Record<string, T>, { again }: Call): Record<string, T> {
  const outliving = again ? Object.entries(state).filter(([name]) => name.startsWith('best')) : [];
  return { ...state, ...changed, ...Object.fromEntries(outliving) };
}
