/** What surrounds every search: its preparation, and the judgment of what it found. */
import * as tf from '@tensorflow/tfjs-core';
import { keyFor } from '../../model/keys.js';
import { meanOutput } from '../../model/model.js';
import { drawVotes } from '../../model/votes.js';
import { keyUses, type Search, type State, type Task } from './attack.js';
import { checkBounds } from './check-call.js';

export interface Judgment {
  readonly raw: tf.Tensor4D;
  readonly clipped: tf.Tensor4D;
  readonly outputs: tf.Tensor2D;
  /** Share of the draws that prefer each output, [N, outputs]. */
  readonly votes: tf.Tensor2D;
  readonly success: tf.Tensor1D;
}

/** Clips what was found to the bounds and asks the judge. */
export function judgeFound(task: Task, state: State): Judgment {
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

const judgeDraws = ({ judge, key, outputSamples }: Task, pixels: tf.Tensor4D, use: number): tf.Tensor2D =>
  judge.forward(pixels, keyFor(key, use), outputSamples);

const judgeOutput = (task: Task, pixels: tf.Tensor4D, use: number): tf.Tensor2D =>
  meanOutput(task.judge, judgeDraws(task, pixels, use), pixels.shape[0]);

/** The attacked model's labels of the clean input, of its mean output over `outputSamples`. */
export function cleanLabels({ model, inputs, criterion, key, outputSamples }: Task): tf.Tensor1D {
  return tf.tidy(() => {
    const outputs = model.forward(inputs, keyFor(key, keyUses.cleanOutput), outputSamples);
    return criterion.labels(meanOutput(model, outputs, inputs.shape[0]));
  });
}
