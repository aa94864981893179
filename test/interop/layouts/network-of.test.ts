/** What the networks of checkpoints depend on: names and settings, but not the order of the arrays. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src/interop/checkpoint/checkpoint.js';
import { readCheckpoint } from '../../../src/interop/checkpoint/read-checkpoint.js';
import { networkOf } from '../../../src/interop/layouts/network-of.js';
import { checkpointFolder } from '../../helpers/checkpoints.js';

const checkpoint = (name: string): Checkpoint => readCheckpoint(readFileSync(`${checkpointFolder}${name}`), name)!;

function renamed(name: string, rename: (name: string) => string, about: Checkpoint['about'] = {}): Checkpoint {
  const { arrays, ...others } = checkpoint(name);
  return {
    ...others,
    arrays: new Map([...arrays].map(([key, array]) => [rename(key), array])),
    about: { ...others.about, ...about },
  };
}

const same = (name: string) => name;
const activation = 'data.policy_kwargs.activation_fn';

describe('networkOf', () => {
  it.each<[string, Checkpoint, object]>([
    [
      'Tianshou’s networks that scale',
      renamed('tianshou-dqn.pth', (n) => n.replace('model.net', 'model.module.net')),
      { family: 'Tianshou', inputScale: 1 / 255 },
    ],
    [
      'Tianshou’s Rainbow that scales',
      renamed('tianshou-rainbow.pth', (n) => n.replace('model.', 'model.module.')),
      { family: 'Tianshou Rainbow', inputScale: 1 / 255 },
    ],
    [
      'Stable-Baselines3 that does not scale',
      renamed('sb3-dqn.zip', same, { 'data.policy_kwargs.normalize_images': false }),
      { preset: 'sb3', inputScale: 1 },
    ],
  ])('knows the scale of %s', (_, given, facts) => {
    expect(networkOf(given, 'file').facts).toMatchObject(facts);
  });

  it.each([
    ["<class 'torch.nn.modules.activation.ReLU'>", 'relu'],
    ["<class 'torch.nn.modules.activation.Tanh'>", 'tanh'],
    ["<class 'torch.nn.modules.activation.SiLU'>", 'silu'],
    ["<class 'torch.nn.modules.activation.LeakyReLU'>", 'leakyRelu'],
  ])('takes the activation function %s for the dense layers that users added', (setting, kind) => {
    const { layers } = networkOf(renamed('sb3-dqn.zip', same, { [activation]: setting }), 'file');
    expect(layers.slice(-2).map((layer) => layer.kind)).toEqual([kind, 'dense']);
    expect(layers.filter((layer) => layer.kind === 'relu').length).toBe(kind === 'relu' ? 5 : 4);
  });

  it('refuses other activation functions by name', () => {
    const given = renamed('sb3-ppo.zip', same, { [activation]: "<class 'torch.nn.modules.activation.Mish'>" });
    expect(() => networkOf(given, 'file')).toThrow(/^file: the activation function .*Mish.* is not supported/);
  });

  it('takes atoms from the arguments of a training, and those of the paper if there are none', () => {
    const file = 'cleanrl-c51-jax.cleanrl_model';
    const supportOf = (given: Checkpoint) => [...networkOf(given, 'file').arrays.at(-1)!.values];
    expect(supportOf(checkpoint(file))).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6]);
    const { about: _, ...rest } = checkpoint('kaixhin-rainbow.pth');
    const support = supportOf({ ...rest, about: {} });
    expect([support.length, support[0], support[25], support[50]]).toEqual([51, -10, 0, 10]);
  });

  it.each([
    'cleanrl-pqn.pt',
    'cleanrl-rainbow.pt',
    'sb3-ppo.zip',
    'pfrl-distributional-model.pt',
    'tianshou-rainbow.pth',
    'dopamine-rainbow.msgpack',
    'cleanrl-ppo-jax.cleanrl_model',
  ])('does not depend on the order of the arrays: %s', (name) => {
    const { arrays, ...others } = checkpoint(name);
    const expected = networkOf({ arrays, ...others }, 'file');
    const orders = fc.shuffledSubarray([...arrays], { minLength: arrays.size });
    fc.assert(
      fc.property(orders, (entries) => {
        expect(networkOf({ ...others, arrays: new Map(entries) }, 'file')).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });
});

it.each(['model', 'features'])('a network of 4 frames under the name "%s" is of no framework', (name) => {
  const own = renamed('cleanrl-dqn.cleanrl_model', (key) => key.replace('network', name));
  expect(networkOf(own, 'net').facts).toEqual({ family: 'a network of PyTorch', output: 'q-values' });
});

describe('normalization that is not layer normalization', () => {
  /** CleanRL's DQN with a normalization of one value a channel after its first convolution. */
  const withNorm = (bias: boolean, about: Checkpoint['about'] = {}): Checkpoint => {
    const { arrays, ...others } = checkpoint('cleanrl-dqn.cleanrl_model');
    const channels = arrays.get('network.0.weight')!.shape[0]!;
    const ones = { shape: [channels], values: new Float32Array(channels).fill(1) };
    // Its modules move by one place after the first convolution.
    const moved = [...arrays].map(([name, array]) => {
      const [, index, last] = /^network\.(\d+)\.(\w+)$/.exec(name)!;
      return [`network.${Number(index) === 0 ? 0 : Number(index) + 1}.${last}`, array] as const;
    });
    const norm = [['network.1.weight', ones] as const, ...(bias ? [['network.1.bias', ones] as const] : [])];
    return { ...others, about, arrays: new Map([...moved, ...norm]) };
  };

  it.each([
    ['group or batch normalization in PyTorch', withNorm(true)],
    ['PReLU', withNorm(false)],
    ...['BatchNorm_0', 'GroupNorm_0', 'RMSNorm_0'].map((name): [string, Checkpoint] => {
      const { arrays, ...others } = checkpoint('cleanrl-dqn-jax.cleanrl_model');
      const [first] = [...arrays.keys()];
      const prefix = first!.slice(0, first!.lastIndexOf('.', first!.lastIndexOf('.') - 1) + 1);
      const ones = { shape: [4], values: new Float32Array(4).fill(1) };
      const norm = [[`${prefix}${name}.scale`, ones] as const, [`${prefix}${name}.bias`, ones] as const];
      return [`${name} in Flax`, { ...others, arrays: new Map([...arrays, ...norm]) }];
    }),
  ])('%s is refused', (_, given) => {
    expect(() => networkOf(given, 'net')).toThrow(/^net: .*it contains .*Supported are networks/);
  });

  it('is accepted over the channels of each pixel in our own files', () => {
    const { layers } = networkOf(withNorm(true, { 'metadata.producer': 'sap-atari' }), 'net');
    expect(layers.filter(({ kind }) => kind === 'layerNorm')).toHaveLength(1);
  });
});
