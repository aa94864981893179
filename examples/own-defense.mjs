/**
 * A defense of your own: activations are clipped at a bound. Run as a program it is compared with the plain agent. As a plugin it has a name:
 *
 *     sap-atari evaluate --plugin examples/own-defense.mjs --defense clip0.5 --lambda 1,2
 */

import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { activationHook, bundledAgent, defense, evaluate } from 'sap-atari';

/** Clips every activation at `bound`. It is deterministic, so one sample is enough. */
export function clip(bound) {
  const label = `clip${bound}`;
  const hook = activationHook((activations) => tf.minimum(activations, bound), { stochastic: false });
  return defense(label, (model) => model.withHook(label, hook));
}

/** As a plugin: the names that it adds to `--defense`. */
export const defenses = {
  clip: {
    argument: '<bound>',
    meaning: 'activations are clipped at a bound',
    accepts: (bound) => bound > 0,
    create: clip,
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { rows, checks } = await evaluate({
    agent: bundledAgent('catch'),
    attacks: ['fgsm'],
    defenses: [clip(0.5)],
    lambdas: [0, 1],
    episodes: 2,
  });
  for (const { agent, lambda, mean, flipRate } of rows)
    console.log(`λ ${lambda}  ${agent}: return ${mean}, flip rate ${flipRate}`);
  for (const { check, verdict } of checks) console.log(`${check}: ${verdict}`);
}
