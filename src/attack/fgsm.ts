/** The fast gradient sign method: Goodfellow et al. 2015, as the SAP paper uses it (its §2): x + λ·sign(∇ loss). */
import * as tf from '@tensorflow/tfjs-core';
import { keyFor } from '../model.js';
import { type Attack, createAttack, keyUses } from './attack.js';
import { exact, type Gradient } from './gradients.js';
import { crossEntropy, type Loss } from './losses.js';

export interface FgsmOptions {
  readonly gradient?: Gradient;
  readonly loss?: Loss;
}

/** One step of λ along the sign of the gradient; pixels whose gradient is exactly 0 stay. One gradient serves all λ. */
export function fgsm({ gradient = exact(), loss = crossEntropy }: FgsmOptions = {}): Attack {
  return createAttack('fgsm', (model, inputs, criterion, { epsilons, key }) => {
    const found = gradient(model, inputs, criterion, loss, keyFor(key, keyUses.perturbation));
    const direction = tf.sign(found.gradient);
    return { raw: epsilons.map((epsilon) => tf.add(inputs, tf.mul(direction, epsilon))), labels: found.labels };
  });
}
