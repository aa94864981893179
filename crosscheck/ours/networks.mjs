/** Outputs of every subject on its inputs. */

import * as tf from '@tensorflow/tfjs-core';
import { compile, keyFor } from 'sap-atari';
import { agentNames, classifierNames, isAgent, loadSubject, weightsOf } from './subjects.mjs';

/** Loads a subject with as many inputs as the settings say. */
export const loadSized = (name, { observations, images }, work) =>
  loadSubject(name, isAgent(name) ? observations : images, work);

/** What Python needs to compute the same. */
export const describe = ({ name }) => ({
  subject: name,
  weights: `${weightsOf(name)}/model.safetensors`,
  kind: isAgent(name) ? 'agent' : 'classifier',
});

/** The inputs of a subject as arrays to save. */
export const inputsOf = ({ pixels, labels, shape }) => ({
  inputs: [pixels, shape],
  ...(labels && { labels: [labels, [shape[0]]] }),
});

export async function networks({ settings, save, work, say }) {
  const cases = [];
  for (const name of [...agentNames, ...classifierNames]) {
    const subject = await loadSized(name, settings, work);
    const runner = await compile(
      (...tensors) => {
        const key = keyFor(tf.tensor1d([1, 0, 0], 'int32'), 0);
        return [subject.model(subject.parametersOf(tensors)).forward(tensors.at(-1), key)];
      },
      { inputs: [...subject.given.slice(0, subject.specs.length), { shape: subject.shape, storage: 'uint8' }] },
    );
    const [outputs] = await runner.run([subject.pixels]);
    await runner.dispose();
    const count = subject.shape[0];
    save(name, { ...inputsOf(subject), outputs: [outputs, [count, subject.outputs]] });
    cases.push({ id: name, ...describe(subject), count });
    say(`${name}: ${count} inputs`);
  }
  return cases;
}
