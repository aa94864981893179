/**
 * One step of training as a pure function over tensors: forward, gradients, momentum, decay, running statistics. Compiled,
 * it is one graph; parameters and velocities stay where it is computed.
 *
 * A batch may be cut into slices whose gradients are averaged. Each slice is normalised by its own statistics, and the
 * running ones follow the mean of the slices': what training on as many devices does that exchange gradients alone.
 */
import * as tf from '@tensorflow/tfjs-core';
import { compile } from '../compute/engine.js';
import { Resident } from '../compute/resident.js';
import type { CompileOptions, TensorSpec, Values } from '../compute/signature.js';
import { type Key, keyFor, type Parameters, type StochasticTap } from '../model.js';
import { runningStatistic } from './batch-norm.js';
import { countCorrect, meanCrossEntropy } from './loss.js';
import { type ResnetSpec, resnet20InTraining } from './resnet.js';
import { type SgdOptions, sgdStep } from './sgd.js';

export interface StepOptions extends SgdOptions {
  readonly specs: readonly ResnetSpec[];
  /** Divides the batch. */
  readonly slices: number;
  /** Passed through by every activation in training: trained dropout. */
  readonly tap?: StochasticTap | undefined;
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
  /** Of what the tap draws. */
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
  const { specs, slices, tap, momentum, weightDecay } = options;
  const size = batch.pixels.shape[0] / slices;
  if (!Number.isInteger(size)) {
    throw new RangeError(`training step: expected slices that divide ${batch.pixels.shape[0]} images, got ${slices}`);
  }
  return tf.tidy(() => {
    const found = Array.from({ length: slices }, (_, slice) => {
      const pixels = tf.slice(batch.pixels, slice * size, size);
      const labels = tf.slice(batch.labels, slice * size, size);
      const key = keyFor(batch.key, slice);
      return gradientsOf(specs, state.parameters, pixels, labels, tap?.({ key, rows: size, ordinal: 0 }));
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

interface SliceResult {
  readonly loss: tf.Scalar;
  readonly correct: tf.Scalar;
  /** Of the learned parameters. */
  readonly gradients: readonly tf.Tensor[];
  /** Of the batch, in the order of the specs of that role. */
  readonly statistics: readonly tf.Tensor[];
}

function gradientsOf(
  specs: readonly ResnetSpec[],
  parameters: Parameters,
  pixels: tf.Tensor4D,
  labels: tf.Tensor1D,
  tap: ReturnType<StochasticTap> | undefined,
): SliceResult {
  const learned = specs.flatMap((spec, i) => (isLearned(spec) ? [i] : []));
  let kept: tf.Tensor[] = [];
  const loss = (...values: tf.Tensor[]): tf.Scalar => {
    const all = parameters.slice();
    for (const [j, i] of learned.entries()) all[i] = values[j]!;
    const { logits, statistics } = resnet20InTraining(all, pixels, tap);
    kept = [countCorrect(logits, labels), ...statistics].map((tensor) => tf.keep(tensor));
    return meanCrossEntropy(logits, labels);
  };
  const { value, grads } = tf.valueAndGrads(loss)(learned.map((i) => parameters[i]!));
  // `tf.valueAndGrads` frees what its function makes, unless it is kept; what is kept, no tidy frees.
  const [correct, ...statistics] = kept.map((tensor) => tensor.clone());
  tf.dispose(kept);
  return { loss: value, correct: correct as tf.Scalar, gradients: grads, statistics };
}

export interface CompiledStepOptions extends StepOptions, CompileOptions {
  /** Images in a step, and their rows and columns. */
  readonly batch: number;
  readonly side: number;
}

/** What a step found before it moved the parameters: means over the batch. */
export interface StepFigures {
  readonly loss: number;
  readonly accuracy: number;
}

export interface CompiledStep {
  /** [N, 3, H, W] bytes and [N] labels of the next batch, to be filled before `step`. */
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
  /** @param key of what the tap draws */
  step(learningRate: number, key: readonly [seed: number, counter: number]): Promise<StepFigures>;
  /** Takes parameters and velocities over. Arrays in the order of the specs; velocities of the learned ones alone. */
  load(parameters: readonly Float32Array[], velocities: readonly Float32Array[]): void;
  /** Copies them out. */
  store(parameters: readonly Float32Array[], velocities: readonly Float32Array[]): Promise<void>;
  dispose(): Promise<void>;
}

/** @throws RangeError when the slices do not divide the batch; Error where the engine cannot start */
export async function compileTrainingStep(options: CompiledStepOptions): Promise<CompiledStep> {
  const { specs, slices, tap, momentum, weightDecay, batch, side, ...engine } = options;
  const learned = specs.filter(isLearned);
  const residentsOf = (of: readonly ResnetSpec[]) => of.map(({ shape }) => new Resident(shape));
  const [parameters, velocities] = [residentsOf(specs), residentsOf(learned)];
  const state = [...parameters, ...velocities];
  const stateSpecs = state.map((resident): TensorSpec => ({ shape: resident.shape, resident }));

  const stepRunner = await compile(
    (...tensors) => {
      const [p, v] = [tensors.slice(0, specs.length), tensors.slice(specs.length, state.length)];
      const [pixels, labels, learningRate, key] = tensors.slice(state.length) as unknown as [
        tf.Tensor4D,
        tf.Tensor1D,
        tf.Scalar,
        Key,
      ];
      const result = trainingStep(
        { parameters: p, velocities: v },
        { pixels, labels, learningRate, key },
        { specs, slices, tap, momentum, weightDecay },
      );
      return [result.loss, result.correct, ...result.parameters, ...result.velocities];
    },
    {
      inputs: [
        ...stateSpecs,
        { shape: [batch, 3, side, side], storage: 'uint8' },
        { shape: [batch], dtype: 'int32' },
        { shape: [] },
        { shape: [3], dtype: 'int32' },
      ],
      results: [undefined, undefined, ...state],
    },
    engine,
  );
  const storeRunner = await compile(
    // A copy that changes no bit, and that no optimiser sees through: it would take a result for its input.
    (...tensors) => tensors.map((tensor) => tf.tidy(() => tf.neg(tf.neg(tensor)))),
    { inputs: stateSpecs },
    engine,
  );

  const pixels = new Uint8Array(batch * 3 * side * side);
  const labels = new Int32Array(batch);
  const rate = new Float32Array(1);
  const words = new Int32Array(3);
  const found = [new Float32Array(1), new Float32Array(1)] as const;
  return {
    pixels,
    labels,
    async step(learningRate, key) {
      rate[0] = learningRate;
      words.set(key);
      await stepRunner.run([pixels, labels, rate, words] satisfies Values[], found);
      return { loss: found[0][0]!, accuracy: found[1][0]! / batch };
    },
    load(...arrays) {
      for (const [i, values] of arrays.flat().entries()) state[i]!.write(values);
    },
    async store(...arrays) {
      await storeRunner.run([], arrays.flat());
    },
    async dispose() {
      // Before the sessions that made them: a device's buffers do not outlive their session.
      for (const resident of state) resident.dispose();
      await Promise.all([stepRunner.dispose(), storeRunner.dispose()]);
    },
  };
}
