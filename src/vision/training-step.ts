/**
 * One step of training as a pure function over tensors: forward, gradients, momentum, decay, running statistics.
 *
 * A batch may be cut into slices whose gradients are averaged. Each slice is normalized by its own statistics, and the
 * running ones follow the mean of the slices': what training on as many devices does that exchange gradients alone.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type HookFactory, type Key, keyFor, type Parameters } from '../model/model.js';
import { runningStatistic } from './batch-norm.js';
import { countCorrect, meanCrossEntropy } from './loss.js';
import { type ResnetSpec, resnet20InTraining } from './resnet.js';
import { type SgdOptions, sgdStep } from './sgd.js';

export interface StepOptions extends SgdOptions {
  readonly specs: readonly ResnetSpec[];
  /** Divides the batch. */
  readonly slices: number;
  /** Passed through by every activation in training: trained dropout. */
  readonly hook?: HookFactory | undefined;
}

/** Tensors in the order of the specs. */
export interface TrainingState {
  readonly parameters: Parameters;
  /** Of the learned parameters alone. */
  readonly velocities: readonly tf.Tensor[];
}

export interface StepBatch {
  /** [N, 3, H, W], 0…255. */
  readonly pixels: tf.Tensor4D;
  /** [N] int32. */
  readonly labels: tf.Tensor1D;
  readonly learningRate: tf.Scalar;
  /** Of what the hook draws. */
  readonly key: Key;
}

export interface StepResult extends TrainingState {
  /** Mean over the batch, before the step. */
  readonly loss: tf.Scalar;
  /** How many of the batch were classified rightly, before the step. */
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

/** What a slice of a batch teaches. */
export interface SliceResult {
  /** Mean over the slice. */
  readonly loss: tf.Scalar;
  readonly correct: tf.Scalar;
  /** Of the learned parameters. */
  readonly gradients: readonly tf.Tensor[];
  /** Of the slice, in the order of the specs of that role. */
  readonly statistics: readonly tf.Tensor[];
}

/** Gradients and statistics of one slice, which are normalized by the latter. */
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
  // `tf.valueAndGrads` frees what its function makes, unless it is kept; what is kept, no tidy frees.
  const [correct, ...statistics] = kept.map((tensor) => tensor.clone());
  tf.dispose(kept);
  return { loss: value, correct: correct as tf.Scalar, gradients: grads, statistics };
}
