/** The paper's baseline adversary: every pixel moves by λ, up or down by the toss of a coin. */
import * as tf from '@tensorflow/tfjs-core';
import { keyFor } from '../model/model.js';
import { type Attack, keyUses } from './search/attack.js';
import { createAttack } from './search/create-attack.js';
import { cleanLabels } from './search/judge.js';
import { randomSigns } from './search/noise.js';
import { reach } from './search/region.js';

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
