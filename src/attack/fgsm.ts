/**
 * The fast gradient sign method: Goodfellow, Shlens and Szegedy, "Explaining and harnessing adversarial examples", ICLR 2015,
 * as the SAP paper uses it (§2): x + λ·sign(∇ₓ loss).
 */
import * as tf from '@tensorflow/tfjs-core';
import { keyFor } from '../model/model.js';
import { type Attack, keyUses } from './search/attack.js';
import { createAttack } from './search/create-attack.js';
import { exact, type Gradient } from './search/gradients.js';
import { crossEntropy, type Loss } from './search/losses.js';
import { pixelLambda, zeroShare } from './search/region.js';

/** Options of FGSM and of transfer FGSM. */
export interface FgsmOptions {
  /** Default `exact()`. */
  readonly gradient?: Gradient;
  /** Default cross-entropy. */
  readonly loss?: Loss;
}

/**
 * FGSM: one step of λ along the sign of the gradient; pixels whose gradient is exactly 0 do not change. One gradient serves
 * all λ, and its forward pass also gives the labels.
 */
export const fgsm = (options: FgsmOptions = {}): Attack => fastGradientSign('fgsm', options);

/**
 * Transfer FGSM: the gradient is that of the undefended network, success is measured on the evaluated model. The SAP paper
 * calls these examples "made on dense".
 */
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
          // Where the clean input is adversarial already, a zero gradient does not hinder the attack.
          zeroGradients: tf.where(found.isAdversarial, tf.zerosLike(found.losses), zeroShare(task, found.gradient)),
        };
      },
      start: (task, { direction }, { lambda }) => ({
        x: tf.add(task.inputs, tf.mul(direction!, pixelLambda(task, lambda))),
      }),
    },
  );
}
