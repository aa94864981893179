/**
 * An attack of your own: the whole picture becomes brighter by λ, or darker if that is worse for the agent. As a plugin:
 *
 *     sap-atari evaluate --plugin examples/own-attack.mjs --attack brightness --lambda 8,32
 */

import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { bundledAgent, cleanLabels, createAttack, crossEntropy, evaluate, keyFor, pixelLambda } from 'sap-atari';

/** It needs no gradient: the loss of both pictures decides, example by example. Attacks clip their result to the pixel range. */
export const brightness = () =>
  createAttack(
    { label: 'brightness' },
    {
      prepare: (task) => ({ labels: cleanLabels(task) }),
      start: (task, { labels }, { lambda, key }) => {
        const change = pixelLambda(task, lambda);
        const [brighter, darker] = [tf.add(task.inputs, change), tf.sub(task.inputs, change)];
        const loss = (x) =>
          crossEntropy(task.model.forward(tf.clipByValue(x, ...task.model.bounds), keyFor(key, 0)), labels);
        const better = tf.reshape(tf.greater(loss(brighter), loss(darker)), [-1, 1, 1, 1]);
        return { x: tf.where(better, brighter, darker) };
      },
    },
  );

/** As a plugin: the names that it adds to `--attack`. */
export const attacks = { brightness: { meaning: 'the whole picture brighter or darker by λ', create: brightness } };

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { rows } = await evaluate({
    agent: bundledAgent('catch'),
    attacks: [brightness(), 'random'],
    defenses: [],
    lambdas: [32],
    episodes: 2,
  });
  for (const { attack, lambda, mean } of rows) console.log(`${attack ?? 'no attack'} at λ ${lambda}: return ${mean}`);
}
