/** What surrounds every search: the labels before it, and the evaluation of its result. */
import * as tf from '@tensorflow/tfjs-core';
import { keyFor } from '../../model/keys.js';
import { meanOutput } from '../../model/model.js';
import { sampleVotes } from '../../model/votes.js';
import { keyUses, type Search, type State, type Task } from './attack.js';
import { checkBounds } from './check-call.js';

/** The evaluated model at the result of a search; fields as in `AttackResult`, at one λ. */
export interface EvaluatedResult {
  readonly raw: tf.Tensor4D;
  readonly clipped: tf.Tensor4D;
  readonly outputs: tf.Tensor2D;
  readonly votes: tf.Tensor2D;
  readonly success: tf.Tensor1D;
}

/** Clips the result of a search to the bounds and runs the evaluated model on it. */
export function evaluateResult(task: Task, state: State): EvaluatedResult {
  const { bounds } = task.model;
  const raw = (state.best ?? state.x)!.clone() as tf.Tensor4D;
  const clipped = tf.clipByValue(raw, ...bounds);
  const sampled = evaluatedSamples(task, clipped, keyUses.output);
  const outputs = meanOutput(task.evaluatedModel, sampled, clipped.shape[0]);
  const votes = sampleVotes(sampled, clipped.shape[0]);
  const success = task.criterion.isAdversarial(outputs, state.evaluatedLabels as tf.Tensor1D);
  return { raw, clipped, outputs, votes, success };
}

/** Runs the preparation of a search, and adds `evaluatedLabels`: the evaluated model's labels of the clean inputs. */
export function prepareTask(search: Search, task: Task): State {
  checkBounds(task.model.bounds);
  const prepared = search.prepare(task);
  const evaluatedLabels =
    task.evaluatedModel === task.model
      ? prepared.labels!.clone()
      : task.criterion.labels(evaluatedOutput(task, task.inputs, keyUses.cleanOutput));
  return { ...prepared, evaluatedLabels };
}

/** → [N · samples, outputs] */
const evaluatedSamples = (
  { evaluatedModel, key, outputSamples }: Task,
  pixels: tf.Tensor4D,
  use: number,
): tf.Tensor2D => evaluatedModel.forward(pixels, keyFor(key, use), outputSamples);

/** → [N, outputs] */
const evaluatedOutput = (task: Task, pixels: tf.Tensor4D, use: number): tf.Tensor2D =>
  meanOutput(task.evaluatedModel, evaluatedSamples(task, pixels, use), pixels.shape[0]);

/** Returns the attacked model's labels of the clean inputs, int32 [N], from its mean output over `outputSamples`. */
export function cleanLabels({ model, inputs, criterion, key, outputSamples }: Task): tf.Tensor1D {
  return tf.tidy(() => {
    const outputs = model.forward(inputs, keyFor(key, keyUses.cleanOutput), outputSamples);
    return criterion.labels(meanOutput(model, outputs, inputs.shape[0]));
  });
}
