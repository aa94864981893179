/** What an attack is: an input, a model and an aim in; a perturbed input and its success out. */
import * as tf from '@tensorflow/tfjs-core';
import { exampleKeys, type Key, keyFor, placesOf } from '../keys.js';
import { type Model, meanOutput } from '../model.js';
import { drawVotes } from '../votes.js';
import { checkBounds, checkCall, checkOutputs, withCheckedLabels } from './check-call.js';
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
  readonly outputDraws?: number;
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
  readonly outputDraws: number;
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

export interface Judgement {
  readonly raw: tf.Tensor4D;
  readonly clipped: tf.Tensor4D;
  readonly outputs: tf.Tensor2D;
  /** Share of the draws that prefer each output, [N, outputs]. */
  readonly votes: tf.Tensor2D;
  readonly success: tf.Tensor1D;
}

/** Clips what was found to the bounds and asks the judge. */
export function judgeFound(task: Task, state: State): Judgement {
  const { bounds } = task.model;
  const raw = (state.best ?? state.x)!.clone() as tf.Tensor4D;
  const clipped = tf.clipByValue(raw, ...bounds);
  const ofDraws = judgeDraws(task, clipped, keyUses.output);
  const outputs = meanOutput(task.judge, ofDraws, clipped.shape[0]);
  const votes = drawVotes(ofDraws, clipped.shape[0]);
  return { raw, clipped, outputs, votes, success: task.criterion.reached(outputs, state.judged as tf.Tensor1D) };
}

/** The search's preparation, and `judged`, the judge's labels of the clean input. */
export function prepareTask(search: Search, task: Task): State {
  checkBounds(task.model.bounds);
  const prepared = search.prepare(task);
  const judged =
    task.judge === task.model
      ? prepared.labels!.clone()
      : task.criterion.labels(judgeOutput(task, task.inputs, keyUses.cleanOutput));
  return { ...prepared, judged };
}

const judgeDraws = ({ judge, key, outputDraws }: Task, pixels: tf.Tensor4D, use: number): tf.Tensor2D =>
  judge.forward(pixels, keyFor(key, use), outputDraws);

const judgeOutput = (task: Task, pixels: tf.Tensor4D, use: number): tf.Tensor2D =>
  meanOutput(task.judge, judgeDraws(task, pixels, use), pixels.shape[0]);

/** The attacked model's labels of the clean input, of its mean output over `outputDraws`. */
export function cleanLabels({ model, inputs, criterion, key, outputDraws }: Task): tf.Tensor1D {
  return tf.tidy(() => {
    const outputs = model.forward(inputs, keyFor(key, keyUses.cleanOutput), outputDraws);
    return criterion.labels(meanOutput(model, outputs, inputs.shape[0]));
  });
}

export interface AttackDescription {
  readonly label: string;
  readonly settings?: Settings;
  readonly on?: 'plain';
}

/** Makes an attack of a search: runs it eagerly, for one ε after the other, and judges what it found. */
export function createAttack({ label, settings = {}, on }: AttackDescription, search: Search): Attack {
  const attack = (model: Model, inputs: tf.Tensor4D, criterion: Criterion, options: AttackOptions): AttackResult => {
    checkCall(model, inputs, options);
    const { epsilons, outputDraws = 1, judge = model, mask, examples = placesOf(inputs.shape[0]) } = options;
    return tf.tidy(() => {
      const key = exampleKeys(options.key, examples);
      const aim = withCheckedLabels(criterion);
      const task: Task = { model, judge, inputs, criterion: aim, key, outputDraws, ...(mask && { mask }) };
      const prepared = tf.tidy(() => prepareTask(search, task));
      const found = epsilons.map((epsilon) => {
        const state = searchEagerly(search, task, prepared, epsilon);
        const judgement = tf.tidy(() => judgeFound(task, state) as unknown as tf.TensorContainerObject) as unknown;
        checkOutputs((judgement as Judgement).outputs);
        return { ...(judgement as Judgement), zero: state.zeroGradients as tf.Tensor1D | undefined };
      });
      return {
        raw: found.map(({ raw }) => raw),
        clipped: found.map(({ clipped }) => clipped),
        outputs: found.map(({ outputs }) => outputs),
        votes: found.map(({ votes }) => votes),
        success: found.map(({ success }) => success),
        labels: prepared.judged as tf.Tensor1D,
        // Of a search whose gradients do not depend on ε they are one tensor, which each ε owns a copy of.
        zeroGradients: found.flatMap(({ zero }) => (zero ? [zero.clone()] : [])),
      } as unknown as tf.TensorContainerObject;
    }) as unknown as AttackResult;
  };
  const described = Object.assign(attack, { label, settings, search, ...(on && { on }) });
  return Object.defineProperty(described, 'name', { value: label });
}

/** Keeps no more than one state alive: a search may take hundreds of turns. */
function searchEagerly(search: Search, task: Task, prepared: State, epsilon: tf.Scalar): State {
  let state = prepared;
  for (const call of callsOf(search, () => epsilon.dataSync()[0]!)) {
    const changed = tf.tidy(() => {
      const turn = { epsilon, key: keyFor(task.key, call.use), index: tf.scalar(call.index) };
      return search[call.phase]!(task, state, turn) as tf.NamedTensorMap;
    });
    const next: State = after(state, changed, call);
    const kept = new Set([...Object.values(next), ...Object.values(prepared)]);
    for (const tensor of [...Object.values(state), ...Object.values(changed)]) if (!kept.has(tensor)) tensor.dispose();
    state = next;
  }
  return state;
}
