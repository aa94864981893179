/**
 * One training step as a pure function over tensors: forward pass, gradients, momentum, weight decay, running statistics.
 *
 * A batch may be divided into slices whose gradients are averaged. Each slice is normalized by its own statistics, and the
 * running statistics follow their mean, as in data-parallel training on several devices that exchange only gradients.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type HookFactory, type Key, keyFor, type Parameters } from '../model/model.js';
import { runningStatistic } from './batch-norm.js';
import { countCorrect, meanCrossEntropy } from './loss.js';
import { type ResnetSpec, resnet20InTraining } from './resnet.js';
import { type SgdOptions, sgdStep } from './sgd.js';

export interface StepOptions extends SgdOptions {
  readonly specs: readonly ResnetSpec[];
  /** Number of slices; a divisor of the batch size. */
  readonly slices: number;
  /** Hook on every activation in training: dropout. */
  readonly hook?: HookFactory | undefined;
}

/** Tensors in the order of the specs. */
export interface TrainingState {
  readonly parameters: Parameters;
  /** Momentum buffers of the learned parameters. */
  readonly velocities: readonly tf.Tensor[];
}

export interface StepBatch {
  /** [N, 3, H, W], 0…255. */
  readonly pixels: tf.Tensor4D;
  /** [N] int32. */
  readonly labels: tf.Tensor1D;
  readonly learningRate: tf.Scalar;
  /** Key of the hook's random numbers. */
  readonly key: Key;
}

export interface StepResult extends TrainingState {
  /** Mean over the batch, before the step. */
  readonly loss: tf.Scalar;
  /** Number of correct classifications in the batch, before the step. */
  readonly correct: tf.Scalar;
}

export const isLearned = ({ role }: ResnetSpec): boolean => role !== 'statistic';

/** @throws RangeError when the slices do not divide the batch */
export function trainingStep(state: TrainingState, batch: StepBatch, options: StepOptions): StepResult {
  const { specs, slices, hook, momentum, weightDecay } = options;
  const size = batch.pixels.shape[0] / slices;
  if (!Number.isInteger(size)) {
    throw new RangeError(`training step: expected slices that divide ${batch.pixels.shape[0]} images, got ${slices}`);
  }
  return tf.tidy(() => {
    const found = Array.from({ length: slices }, (_, slice) => {
      const pixels = tf.slice(batch.pixels, slice * size, size);
      const labels = tf.slice(batch.labels, slice * size, size);
      const key = keyFor(batch.key, slice);
      return sliceGradients(specs, state.parameters, { pixels, labels, key }, hook);
    });
    const total = (of: (each: SliceResult) => tf.Tensor) => (slices === 1 ? of(found[0]!) : tf.addN(found.map(of)));
    const average = (of: (each: SliceResult) => tf.Tensor) => tf.div(total(of), slices);

    const velocities: tf.Tensor[] = [];
    let statistics = 0;
    const parameters = specs.map((spec, i) => {
      const parameter = state.parameters[i]!;
      if (!isLearned(spec)) {
        const index = statistics++;
        return runningStatistic(
          parameter,
          average((each) => each.statistics[index]!),
        );
      }
      const index = velocities.length;
      const [moved, velocity] = sgdStep(
        parameter,
        average((each) => each.gradients[index]!),
        state.velocities[index]!,
        batch.learningRate,
        { momentum, weightDecay: spec.role === 'weights' ? weightDecay : 0 },
      );
      velocities.push(velocity);
      return moved;
    });
    return {
      loss: average(({ loss }) => loss),
      correct: total(({ correct }) => correct),
      parameters,
      velocities,
    } as unknown as tf.TensorContainerObject;
  }) as unknown as StepResult;
}

/** Results of one slice of a batch. */
export interface SliceResult {
  /** Mean over the slice. */
  readonly loss: tf.Scalar;
  readonly correct: tf.Scalar;
  /** Gradients of the learned parameters. */
  readonly gradients: readonly tf.Tensor[];
  /** Batch statistics of the slice, in the order of the specs with the role `statistic`. */
  readonly statistics: readonly tf.Tensor[];
}

/** Computes the gradients and the batch statistics of one slice. */
export function sliceGradients(
  specs: readonly ResnetSpec[],
  parameters: Parameters,
  { pixels, labels, key }: Pick<StepBatch, 'pixels' | 'labels' | 'key'>,
  stochasticHook: HookFactory | undefined,
): SliceResult {
  const hook = stochasticHook?.({ key, rows: pixels.shape[0], ordinal: 0 });
  const learned = specs.flatMap((spec, i) => (isLearned(spec) ? [i] : []));
  let kept: tf.Tensor[] = [];
  const loss = (...values: tf.Tensor[]): tf.Scalar => {
    const all = parameters.slice();
    for (const [j, i] of learned.entries()) all[i] = values[j]!;
    const { logits, statistics } = resnet20InTraining(all, pixels, hook);
    kept = [countCorrect(logits, labels), ...statistics].map((tensor) => tf.keep(tensor));
    return meanCrossEntropy(logits, labels);
  };
  const { value, grads } = tf.valueAndGrads(loss)(learned.map((i) => parameters[i]!));
  // `tf.valueAndGrads` disposes of what its function creates, except for kept tensors, which no tidy disposes of.
  const [correct, ...statistics] = kept.map((tensor) => tensor.clone());
  tf.dispose(kept);
  return { loss: value, correct: correct as tf.Scalar, gradients: grads, statistics };
}
