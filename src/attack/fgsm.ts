/** The fast gradient sign method: Goodfellow et al. 2015, as the SAP paper uses it (its §2): x + λ·sign(∇ loss). */
import * as tf from '@tensorflow/tfjs-core';
import { keyFor } from '../model/model.js';
import { type Attack, keyUses } from './search/attack.js';
import { createAttack } from './search/create-attack.js';
import { exact, type Gradient } from './search/gradients.js';
import { crossEntropy, type Loss } from './search/losses.js';
import { reach, zeroShare } from './search/region.js';

export interface FgsmOptions {
  readonly gradient?: Gradient;
  readonly loss?: Loss;
}

/**
 * One step of λ along the sign of the gradient; pixels whose gradient is exactly 0 stay. One gradient serves all λ, and
 * its draws also give the labels.
 */
export const fgsm = (options: FgsmOptions = {}): Attack => fastGradientSign('fgsm', options);

/** FGSM with the gradient of the undefended network, to be judged on the one that acts: the paper's "made on dense". */
export const transfer = (options: FgsmOptions = {}): Attack => fastGradientSign('transfer', options, 'plain');

function fastGradientSign(name: string, { gradient = exact(), loss = crossEntropy }: FgsmOptions, on?: 'plain') {
  const label = loss === crossEntropy ? name : `${name}-${loss.label}`;
  const settings = { gradient: gradient.label, loss: loss.label };
  return createAttack(
    { label, settings, ...(on && { on }) },
    {
      prepare(task) {
        const { model, inputs, criterion, key } = task;
        const found = gradient(model, inputs, criterion, loss, keyFor(key, keyUses.perturbation));
        return {
          labels: found.labels,
          direction: tf.sign(found.gradient),
          // Where the aim is reached already, the gradient need not lead anywhere.
          zeroGradients: tf.where(found.reached, tf.zerosLike(found.losses), zeroShare(task, found.gradient)),
        };
      },
      start: (task, { direction }, { epsilon }) => ({
        x: tf.add(task.inputs, tf.mul(direction!, reach(task, epsilon))),
      }),
    },
  );
}
