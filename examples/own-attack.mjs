/**
 * An attack of your own: the whole picture becomes brighter by λ, or darker if that is worse for the agent. As a plugin:
 *
 *     sap-atari evaluate --plugin examples/own-attack.mjs --attack brightness --lambda 8,32
 */

import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import {
  bundledAgent,
  cleanLabels,
  createAttack,
  crossEntropy,
  evaluate,
  keyFor,
  pixelLambda,
  project,
  registerAttack,
} from 'sap-atari';

/** Needs no gradient. The loss of both pictures decides, example by example. */
export const brightness = () =>
  createAttack(
    { label: 'brightness' },
    {
      prepare: (task) => ({ labels: cleanLabels(task) }),
      start: (task, { labels }, { lambda, key }) => {
        const candidates = [1, -1].map((sign) =>
          project(task, lambda, tf.add(task.inputs, tf.mul(pixelLambda(task, lambda), sign))),
        );
        const [brighter, darker] = candidates.map((x) => crossEntropy(task.model.forward(x, keyFor(key, 0)), labels));
        const better = tf.reshape(tf.greater(brighter, darker), [-1, 1, 1, 1]);
        return { x: tf.where(better, candidates[0], candidates[1]) };
      },
    },
  );

registerAttack('brightness', { meaning: 'the whole picture brighter or darker by λ', create: brightness });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { rows } = await evaluate({
    agent: bundledAgent('catch'),
    attacks: [brightness(), 'random'],
    lambdas: [32],
    episodes: 2,
  });
  for (const { attack, lambda, mean } of rows) console.log(`${attack} at λ ${lambda}: return ${mean}`);
}
