/** Makes an attack, callable on tensors, of a search. `compileAttack` runs the same search as compiled graphs. */
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
import { type EvaluatedResult, evaluateResult, prepareTask } from './evaluate-result.js';

/** What reports say about an attack. */
export interface AttackDescription {
  /** Name for reports. */
  readonly label: string;
  /** Settings for reports; default none. */
  readonly settings?: Settings;
  /** `plain`: attacks the undefended network, whatever model is evaluated. */
  readonly on?: 'plain';
}

/**
 * Makes an attack of a search. The attack runs the search eagerly, for one λ after the other, and evaluates its result.
 * @example
 * const brighter = createAttack({ label: 'brighter' }, {
 *   prepare: (task) => ({ labels: cleanLabels(task) }),
 *   start: (task, _, { lambda }) => ({ x: tf.add(task.inputs, pixelLambda(task, lambda)) }),
 * });
 */
export function createAttack({ label, settings = {}, on }: AttackDescription, search: Search): Attack {
  const attack = (model: Model, inputs: tf.Tensor4D, criterion: Criterion, options: AttackOptions): AttackResult => {
    checkCall(model, inputs, options);
    const { lambdas, outputSamples = 1, evaluatedModel = model, mask, examples = placesOf(inputs.shape[0]) } = options;
    return tf.tidy(() => {
      const task: Task = {
        model,
        evaluatedModel,
        inputs,
        criterion: withCheckedLabels(criterion),
        key: exampleKeys(options.key, examples),
        outputSamples,
        ...(mask && { mask }),
      };
      const prepared = tf.tidy(() => prepareTask(search, task));
      const found = lambdas.map((lambda) => {
        const state = searchEagerly(search, task, prepared, lambda);
        const result = tf.tidy(() => evaluateResult(task, state) as unknown as tf.TensorContainerObject) as unknown;
        checkOutputs((result as EvaluatedResult).outputs);
        return { ...(result as EvaluatedResult), zero: state.zeroGradients as tf.Tensor1D | undefined };
      });
      return {
        raw: found.map(({ raw }) => raw),
        clipped: found.map(({ clipped }) => clipped),
        outputs: found.map(({ outputs }) => outputs),
        votes: found.map(({ votes }) => votes),
        success: found.map(({ success }) => success),
        labels: prepared.evaluatedLabels as tf.Tensor1D,
        // One tensor where the gradients do not depend on λ: each λ gets its own copy.
        zeroGradients: found.flatMap(({ zero }) => (zero ? [zero.clone()] : [])),
      } as unknown as tf.TensorContainerObject;
    }) as unknown as AttackResult;
  };
  const described = Object.assign(attack, { label, settings, search, ...(on && { on }) });
  return Object.defineProperty(described, 'name', { value: label });
}

/** Disposes of each state after the next one is made: a search may take hundreds of iterations. */
function searchEagerly(search: Search, task: Task, prepared: State, lambda: tf.Scalar): State {
  let state = prepared;
  for (const call of callsOf(search, () => lambda.dataSync()[0]!)) {
    const changed = tf.tidy(() => {
      const iteration = { lambda, key: keyFor(task.key, call.use), index: tf.scalar(call.index) };
      return search[call.phase]!(task, state, iteration) as tf.NamedTensorMap;
    });
    const next: State = after(state, changed, call);
    const kept = new Set([...Object.values(next), ...Object.values(prepared)]);
    for (const tensor of [...Object.values(state), ...Object.values(changed)]) if (!kept.has(tensor)) tensor.dispose();
    state = next;
  }
  return state;
}
