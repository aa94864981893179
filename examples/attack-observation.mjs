/** Attacks one observation: FGSM raises the loss of the greedy action within λ = 2 gray levels, and the action changes. */
import * as tf from '@tensorflow/tfjs-core';
import {
  bundledAgent,
  createAtari,
  createModel,
  createRandom,
  fgsm,
  greedyAction,
  keyFor,
  loadEagerBackend,
  openLibrary,
} from 'sap-atari';

await loadEagerBackend();
const agent = bundledAgent('catch');
const parameters = agent.specs.map(({ shape }, i) => tf.tensor(agent.views[i], [...shape]));
const model = createModel(agent.network, parameters);

const library = await openLibrary();
const environment = createAtari(library.ale, library.open('Catch'), agent.config, createRandom(3));
environment.reset();
for (let step = 0; step < 40; step++) environment.step(0);
const pixels = tf.tensor4d(Float32Array.from(environment.observation), [1, 4, 84, 84]);

const key = keyFor(tf.tensor1d([1, 0, 0], 'int32'), 0);
const [lambda] = [tf.scalar(2)];
const { clipped, outputs, success } = fgsm()(model, pixels, greedyAction(), { lambdas: [lambda], key });

const actionOf = (q) => environment.actions[tf.argMax(q, -1).dataSync()[0]];
const clean = model.forward(pixels, key);
console.log('Q clean:    ', [...clean.dataSync()].map((q) => q.toFixed(3)).join('  '), '→', actionOf(clean));
console.log('Q attacked: ', [...outputs[0].dataSync()].map((q) => q.toFixed(3)).join('  '), '→', actionOf(outputs[0]));
console.log(
  'L∞ norm:',
  tf.max(tf.abs(tf.sub(clipped[0], pixels))).dataSync()[0],
  ' adversarial:',
  success[0].dataSync()[0] === 1,
);
