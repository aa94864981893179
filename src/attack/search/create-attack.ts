/** Makes an attack of a search, to be called on tensors. Compiled, a search is run by driver.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { exampleKeys, keyFor, placesOf } from '../../model/keys.js';
import type { Model } from '../../model/model.js';
import {
  type Attack,
  type AttackOptions,
  type AttackResult,
  after,
  callsOf,
  type Search,
  type Settings,
  type State,
  type Task,
} from './attack.js';
import { checkCall, checkOutputs, withCheckedLabels } from './check-call.js';
import type { Criterion } from './criteria.js';
import { type Judgment, judgeFound, prepareTask } from './judge.js';

export interface AttackDescription {
  readonly label: string;
  readonly settings?: Settings;
  readonly on?: 'plain';
}

/** Makes an attack of a search: runs it eagerly, for one ε after the other, and judges what it found. */
export function createAttack({ label, settings = {}, on }: AttackDescription, search: Search): Attack {
  const attack = (model: Model, inputs: tf.Tensor4D, criterion: Criterion, options: AttackOptions): AttackResult => {
    checkCall(model, inputs, options);
    const { epsilons, outputSamples = 1, judge = model, mask, examples = placesOf(inputs.shape[0]) } = options;
    return tf.tidy(() => {
      const key = exampleKeys(options.key, examples);
      const aim = withCheckedLabels(criterion);
      const task: Task = { model, judge, inputs, criterion: aim, key, outputSamples, ...(mask && { mask }) };
      const prepared = tf.tidy(() => prepareTask(search, task));
      const found = epsilons.map((epsilon) => {
        const state = searchEagerly(search, task, prepared, epsilon);
        const judgment = tf.tidy(() => judgeFound(task, state) as unknown as tf.TensorContainerObject) as unknown;
        checkOutputs((judgment as Judgment).outputs);
        return { ...(judgment as Judgment), zero: state.zeroGradients as tf.Tensor1D | undefined };
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
