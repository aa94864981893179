/** The SAP paper's baseline adversary: every pixel changes by +λ or −λ at random. */
import * as tf from '@tensorflow/tfjs-core';
import { keyFor } from '../model/model.js';
import { type Attack, keyUses } from './search/attack.js';
import { createAttack } from './search/create-attack.js';
import { cleanLabels } from './search/evaluate-result.js';
import { randomSigns } from './search/noise.js';
import { pixelLambda } from './search/region.js';

/** Random signs of size λ, without gradients: the baseline that every other attack has to beat. */
export const randomSign = (): Attack =>
  createAttack(
    { label: 'random' },
    {
      prepare: (task) => ({
        labels: cleanLabels(task),
        direction: randomSigns(task.inputs.shape, keyFor(task.key, keyUses.perturbation)),
      }),
      start: (task, { direction }, { lambda }) => ({
        x: tf.add(task.inputs, tf.mul(direction!, pixelLambda(task, lambda))),
      }),
    },
  );
