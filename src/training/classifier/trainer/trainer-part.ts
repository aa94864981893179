/** The part of one thread in a step: the gradients of its slices. The result does not depend on the number of threads. */
import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../../../common/shape.js';
import { compile } from '../../../compute/engine.js';
import type { CompileOptions, TensorSpec, Values } from '../../../compute/signature.js';
import { dropoutHook } from '../../../defense/dropout.js';
import type { HookFactory, Key } from '../../../model/model.js';
import { isLearned, sliceGradients } from '../../../vision/training-step.js';
import { layOut, type TrainerLayout } from './trainer-memory.js';

/** Plain data, so that it can be sent to a thread. */
export interface TrainerPartSetup {
  /** Laid out by `layout`. */
  readonly memory: WebAssembly.Memory;
  readonly layout: TrainerLayout;
  readonly dropoutRate: number;
  readonly engine: CompileOptions;
  /** Which of how many threads this is; at most as many as slices. */
  readonly part: number;
  readonly parts: number;
}

export interface TrainerPart {
  /** Computes gradients and statistics of its slices at the present parameters. @param key of the dropout masks */
  learn(key: readonly [seed: number, counter: number]): Promise<void>;
  dispose(): Promise<void>;
}

/** Pixels, labels and the key of so many images. */
export const inputSpecs = (images: number, side: number): TensorSpec[] => [
  { shape: [images, 3, side, side], storage: 'uint8' },
  { shape: [images], dtype: 'int32' },
  { shape: [3], dtype: 'int32' },
];

/** The activation hook of training; undefined without dropout. */
export const dropoutIn = (rate: number): HookFactory | undefined => (rate > 0 ? dropoutHook({ rate }) : undefined);

export async function createTrainerPart(setup: TrainerPartSetup): Promise<TrainerPart> {
  const { memory, layout, dropoutRate, engine, part, parts } = setup;
  const { specs, side } = layout;
  const shared = layOut(memory, layout);
  const size = layout.batch / layout.slices;
  const pixelBytes = size * 3 * side * side;
  const sizes = specs.map(({ shape }) => sizeOf(shape));
  const hook = dropoutIn(dropoutRate);

  // onnxruntime takes no arrays in shared memory: each thread works on copies of its own.
  const own = {
    parameters: shared.parameters.flat.slice(),
    pixels: new Uint8Array(pixelBytes),
    labels: new Int32Array(size),
    key: new Int32Array(3),
    figures: [new Float32Array(1), new Float32Array(1)] as const,
    found: shared.parameters.flat.slice(),
  };
  const runner = await compile(
    (...tensors) => {
      const [flat, pixels, labels, key] = tensors as unknown as [tf.Tensor1D, tf.Tensor4D, tf.Tensor1D, Key];
      const parameters = tf.split(flat, sizes).map((values, i) => tf.reshape(values, [...specs[i]!.shape]));
      const { loss, correct, gradients, statistics } = sliceGradients(specs, parameters, { pixels, labels, key }, hook);
      const [nextGradient, nextStatistic] = [gradients.values(), statistics.values()];
      const found = specs.map((spec) => (isLearned(spec) ? nextGradient : nextStatistic).next().value!);
      return [loss, correct, tf.concat(found.map((tensor) => tf.reshape(tensor, [-1])))];
    },
    { inputs: [{ shape: [own.parameters.length] }, ...inputSpecs(size, side)] },
    engine,
  );

  return {
    async learn(key) {
      own.parameters.set(shared.parameters.flat);
      for (let slice = part; slice < layout.slices; slice += parts) {
        own.pixels.set(shared.pixels.subarray(slice * pixelBytes, (slice + 1) * pixelBytes));
        own.labels.set(shared.labels.subarray(slice * size, (slice + 1) * size));
        own.key.set([...key, slice]);
        const inputs: Values[] = [own.parameters, own.pixels, own.labels, own.key];
        await runner.run(inputs, [...own.figures, own.found]);
        shared.found[slice]!.flat.set(own.found);
        shared.results.set([own.figures[0][0]!, own.figures[1][0]!], 2 * slice);
      }
    },
    dispose: () => runner.dispose(),
  };
}
