/** What the outputs of a checkpoint are, by their number and what the file says. */
import { expect, it } from 'vitest';
import { type OutputsOptions, outputsOf } from '../../../src/interop/layouts/outputs.js';

const atoms = Float32Array.of(-1, 0, 1);
const none = new Map<string, Float32Array>();

it.each<[string, Partial<OutputsOptions> & { readonly outputs: number }, object | undefined]>([
  ['few outputs', { outputs: 18 }, { kind: 'values', actions: 18 }],
  [
    'few quantiles of few actions, by a setting',
    { outputs: 18, names: ['quantile_net.0'], about: { 'data.n_quantiles': 3 } },
    { kind: 'quantiles', actions: 6, quantiles: 3 },
  ],
  [
    'few quantiles of few actions, by their fractions',
    { outputs: 6, constants: new Map([['tau_hat', Float32Array.of(0.25, 0.75)]]) },
    { kind: 'quantiles', actions: 3, quantiles: 2 },
  ],
  ['a setting of another network', { outputs: 18, about: { n_quantiles: 3 } }, { kind: 'values', actions: 18 }],
  [
    'few atoms of few actions',
    { outputs: 18, constants: new Map([['atoms', atoms]]) },
    { kind: 'categorical', actions: 6, support: atoms },
  ],
  ['a dueling network with atoms of another', { outputs: 6, valueOutputs: 1 }, { kind: 'values', actions: 6 }],
  ['306 outputs', { outputs: 306 }, { kind: 'categorical', actions: 6 }],
  ['1,200 outputs', { outputs: 1200 }, { kind: 'quantiles', actions: 6, quantiles: 200 }],
  ['a number that nothing explains', { outputs: 1201 }, undefined],
])('knows %s', (_, given, expected) => {
  const outputs = outputsOf({ constants: none, about: {}, names: [], ...given });
  if (expected) expect(outputs).toMatchObject(expected);
  else expect(outputs).toBeUndefined();
});
