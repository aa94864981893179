/** Monte Carlo samples of every defense's outputs, and of the masks of two layers with equal activations. */
import * as tf from '@tensorflow/tfjs-core';
import { compile, createModel, keyFor, parseDefense } from 'sap-atari';
import { describe, inputsOf } from './networks.mjs';
import { loadSubject } from './subjects.mjs';

const ofWeights = /^(rnw|rsw|swp)/;

/** Subject, input and defenses: three observations of Catch, one of each other agent, one image. */
const plan = [
  { name: 'catch', example: 5, defenses: ['sap100', 'sap50', 'sap100-bernoulli', 'dropout0.1', 'rna0.1', 'rsa0.1'] },
  { name: 'catch', example: 5, defenses: ['rnw0.01', 'rsw0.1', 'swp500', 'dwp50', 'dwp50+rna0.1', 'rsa0.1+sap100'] },
  { name: 'catch', example: 0, defenses: ['sap100'] },
  { name: 'catch', example: 11, defenses: ['sap100'] },
  { name: 'raiders', example: 7, defenses: ['sap100', 'rsw0.1', 'swp500'] },
  { name: 'tenpins', example: 7, defenses: ['sap100'] },
  { name: 'adv', example: 3, defenses: ['sap100', 'dropout0.1', 'rna0.1', 'rsa0.1', 'rnw0.01', 'rsw0.1', 'dwp50'] },
];

const batch = 100;

export async function defenses({ settings, save, work, say }) {
  const cases = [];
  for (const { name, example, defenses } of plan) {
    const subject = (await loadSubject(name, 16, work)).only([example]);
    for (const label of defenses) {
      const defense = parseDefense(label);
      const count = label === 'dwp50' ? 1 : samplesOf(name, label, settings);
      const values = await samples(subject, defense, count);
      const id = `${name}-${example}/${label}`;
      save(id, { ...inputsOf(subject), outputs: [values, [count, subject.outputs]] });
      cases.push({ id, ...describe(subject), example, defense: label, count });
      say(`${name}, input ${example}, ${label}: ${count} samples`);
    }
  }
  return cases;
}

const samplesOf = (name, label, { outputSamples, weightSamples, resnetSamples }) => {
  if (ofWeights.test(label)) return weightSamples;
  return name === 'adv' ? resnetSamples : outputSamples;
};

/** Outputs of `count` samples for one input, [count, outputs]; batches have keys of their own. */
async function samples(subject, defense, count) {
  const size = Math.min(batch, count);
  const runner = await compile(
    (...tensors) => {
      const [pixels, key] = tensors.slice(-2);
      return [subject.model(subject.parametersOf(tensors), defense).forward(pixels, keyFor(key, 0), size)];
    },
    {
      inputs: [
        ...subject.given.slice(0, subject.specs.length),
        { shape: subject.shape, storage: 'uint8' },
        { shape: [3], dtype: 'int32' },
      ],
    },
  );
  const all = new Float32Array(count * subject.outputs);
  for (let at = 0; at < count; at += size) {
    const [outputs] = await runner.run([subject.pixels, Int32Array.of(7, at, 0)]);
    all.set(outputs.subarray(0, Math.min(size, count - at) * subject.outputs), at * subject.outputs);
  }
  await runner.dispose();
  return all;
}

/**
 * A network whose two layers have the same activations, whatever is pruned: it returns both pruned copies. Where layers use
 * independent random numbers, the two masks are independent.
 */
export async function independence({ settings, save, say }) {
  const units = 20;
  const activations = Float32Array.from({ length: units }, (_, i) => i + 1);
  const cases = [];
  for (const label of ['sap50', 'sap100', 'sap100-bernoulli', 'dropout0.5', 'rna0.1', 'rsa0.1']) {
    const network = ([values], pixels, hook) => {
      const equal = () => tf.mul(tf.reshape(values, [1, units]), tf.ones([pixels.shape[0], 1]));
      return tf.concat([hook(equal(), 'first'), hook(equal(), 'second')], 1);
    };
    const model = parseDefense(label)(createModel(network, [tf.tensor1d(activations)]));
    const count = settings.independenceSamples;
    const key = keyFor(tf.tensor1d([3, 0, 0], 'int32'), 0);
    const outputs = model.forward(tf.zeros([1, 1, 1, 1]), key, count).dataSync();
    save(label, { activations: [activations, [units]], outputs: [outputs, [count, 2 * units]] });
    cases.push({ id: label, defense: label, count, units });
    say(`${label}: ${count} samples of two layers`);
  }
  return cases;
}
