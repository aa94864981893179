/** The paper's baseline adversary: every pixel moves by λ, up or down by the toss of a coin. */
import * as tf from '@tensorflow/tfjs-core';
import { keyFor } from '../model.js';
import { type Attack, cleanLabels, createAttack, keyUses } from './attack.js';
import { randomSigns } from './noise.js';
import { reach } from './region.js';

/** Needs no gradient: what any stronger attack must beat. */
export const randomSign = (): Attack =>
  createAttack(
    { label: 'random' },
    {
      prepare: (task) => ({
        labels: cleanLabels(task),
        direction: randomSigns(task.inputs.shape, keyFor(task.key, keyUses.perturbation)),
      }),
      start: (task, { direction }, { epsilon }) => ({
        x: tf.add(task.inputs, tf.mul(direction!, reach(task, epsilon))),
      }),
    },
  );
