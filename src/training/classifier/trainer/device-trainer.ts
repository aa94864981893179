/** A training step as one compiled graph; its parameters and velocities stay on the device. */
import * as tf from '@tensorflow/tfjs-core';
import { compile } from '../../../compute/engine.js';
import { Resident } from '../../../compute/resident.js';
import type { TensorSpec, Values } from '../../../compute/signature.js';
import type { Key } from '../../../model/model.js';
import { isLearned, trainingStep } from '../../../vision/training-step.js';
import type { Trainer, TrainerOptions } from './trainer.js';
import { dropoutIn, inputSpecs } from './trainer-part.js';

export async function deviceTrainer(options: TrainerOptions): Promise<Trainer> {
  const { specs, slices, dropoutRate, momentum, weightDecay, batch, side, ...engine } = options;
  const residentsOf = (of: TrainerOptions['specs']) => of.map(({ shape }) => new Resident(shape));
  const state = [...residentsOf(specs), ...residentsOf(specs.filter(isLearned))];
  const stateSpecs = state.map((resident): TensorSpec => ({ shape: resident.shape, resident }));

  const stepRunner = await compile(
    (...tensors) => {
      const [parameters, velocities] = [tensors.slice(0, specs.length), tensors.slice(specs.length, state.length)];
      const [pixels, labels, key, learningRate] = tensors.slice(state.length) as unknown as [
        tf.Tensor4D,
        tf.Tensor1D,
        Key,
        tf.Scalar,
      ];
      const result = trainingStep(
        { parameters, velocities },
        { pixels, labels, learningRate, key },
        { specs, slices, hook: dropoutIn(dropoutRate), momentum, weightDecay },
      );
      return [result.loss, result.correct, ...result.parameters, ...result.velocities];
    },
    {
      inputs: [...stateSpecs, ...inputSpecs(batch, side), { shape: [] }],
      results: [undefined, undefined, ...state],
    },
    engine,
  );
  const storeRunner = await compile(
    // A copy that no graph optimizer removes: else the output would share memory with its input.
    (...tensors) => tensors.map((tensor) => tf.tidy(() => tf.neg(tf.neg(tensor)))),
    { inputs: stateSpecs },
    engine,
  );

  const [pixels, labels] = [new Uint8Array(batch * 3 * side * side), new Int32Array(batch)];
  const [words, rate] = [new Int32Array(3), new Float32Array(1)];
  const found = [new Float32Array(1), new Float32Array(1)] as const;
  return {
    async step(images, learningRate, key) {
      pixels.set(images.pixels);
      labels.set(images.labels);
      words.set(key);
      rate[0] = learningRate;
      await stepRunner.run([pixels, labels, words, rate] satisfies Values[], found);
      return { loss: found[0][0]!, accuracy: found[1][0]! / batch };
    },
    load(...arrays) {
      for (const [i, values] of arrays.flat().entries()) state[i]!.write(values);
    },
    async store(...arrays) {
      await storeRunner.run([], arrays.flat());
    },
    async dispose() {
      // Before the sessions are disposed: a device's buffers do not outlive their session.
      for (const resident of state) resident.dispose();
      await Promise.all([stepRunner.dispose(), storeRunner.dispose()]);
    },
  };
}
