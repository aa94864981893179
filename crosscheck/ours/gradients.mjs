/** Gradients through SAP, and the pruned activations of the same samples, so that PyTorch can differentiate with the same masks. */
import * as tf from '@tensorflow/tfjs-core';
import { activationHook, compile, expected, keyFor, losses, sap } from 'sap-atari';
import { describe, inputsOf } from './networks.mjs';
import { isAgent, loadSubject } from './subjects.mjs';

export const backwards = ['detached', 'through-scale', 'identity'];

export async function gradients({ settings, save, work, say }) {
  const cases = [];
  const { maskedExamples, maskedSamples } = settings;
  for (const name of ['catch', 'raiders', 'adv']) {
    const subject = (await loadSubject(name, 16, work)).only(Array.from({ length: maskedExamples }, (_, i) => i));
    const samples = isAgent(name) ? maskedSamples : Math.ceil(maskedSamples / 4);
    const { arrays, layers } = await masked(subject, samples);
    save(name, { ...inputsOf(subject), ...arrays });
    cases.push({ id: name, ...describe(subject), count: maskedExamples, samples, layers });
    say(`${name}: ${maskedExamples} inputs, ${samples} samples`);
  }
  return cases;
}

/** Returns the outputs, the pruned activations of each layer, and the gradient of each loss in each backward mode. */
async function masked(subject, samples) {
  const rows = subject.shape[0] * samples;
  let layers = [];
  const record = activationHook(
    (activations, { name }) => {
      layers.push({ name, kept: tf.keep(activations.clone()) });
      return activations;
    },
    { stochastic: false },
  );
  const names = ['ce', 'margin'];
  const runner = await compile(
    (...tensors) => {
      const [pixels, words] = tensors.slice(-2);
      const key = keyFor(words, 0);
      const plain = subject.model(subject.parametersOf(tensors));
      const defended = (backward) => sap({ percent: 100, backward })(plain);
      layers = [];
      const outputs = defended('detached').withHook('record', record).forward(pixels, key, samples);
      const found = backwards.flatMap((backward) =>
        names.map((loss) => {
          const criterion = subject.criterionOf(tensors.slice(0, subject.given.length));
          return expected({ samples })(defended(backward), pixels, criterion, losses[loss], key).gradient;
        }),
      );
      return [outputs, ...layers.map(({ kept }) => kept), ...found];
    },
    { inputs: [...subject.given, { shape: subject.shape, storage: 'uint8' }, { shape: [3], dtype: 'int32' }] },
  );
  const [outputs, ...rest] = await runner.run([...subject.values, subject.pixels, Int32Array.of(5, 0, 0)]);
  await runner.dispose();
  const arrays = { outputs: [outputs, [rows, subject.outputs]] };
  for (const [i, { name }] of layers.entries()) arrays[`layer-${name}`] = [rest[i], [rows, rest[i].length / rows]];
  const gradientsFound = rest.slice(layers.length);
  for (const [i, backward] of backwards.entries()) {
    for (const [j, loss] of names.entries()) {
      arrays[`gradient-${backward}-${loss}`] = [gradientsFound[i * names.length + j], subject.shape];
    }
  }
  return { arrays, layers: layers.map(({ name }) => name) };
}
