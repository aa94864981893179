/** What the networks of checkpoints depend on: names and settings, but not the order of the arrays. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src/interop/checkpoint/checkpoint.js';
import { readCheckpoint } from '../../../src/interop/checkpoint/read-checkpoint.js';
import { activationNames } from '../../../src/interop/layouts/activations.js';
import { networkOf } from '../../../src/interop/layouts/network-of.js';
import type { Padding } from '../../../src/interop/network-builder.js';
import { checkpointFolder } from '../../helpers/checkpoints.js';
import { refusal } from '../../helpers/refusal.js';

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
/** The `policy.pth` of a zip alone. */
const sb3State = (name: string): Checkpoint => ({ ...checkpoint(name), container: 'pytorch', about: {} });
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

  // As Stable-Baselines3 2.9.2 writes them.
  it.each([
    [activation, "<class 'torch.nn.modules.activation.Mish'>"],
    [activation, "<class '__main__.ReLU'>"],
    [activation, '<function <lambda> at 0x7f2355f95f80>'],
    ['data.policy_kwargs.features_extractor_class', "<class '__main__.Own'>"],
    ['data.policy_kwargs.features_extractor_class', "<class '__main__.NatureCNN'>"],
    ['data.policy_class.__module__', '__main__'],
  ])('refuses the setting %s of %s in one line that names it and the way out', async (key, setting) => {
    for (const file of ['sb3-ppo.zip', 'sb3-dqn.zip']) {
      const message = await refusal((async () => networkOf(renamed(file, same, { [key]: setting }), 'file'))());
      expect(message).toMatch(
        /^file: the .* (is not supported|is not part of Stable-Baselines3).*: export the network to ONNX$/,
      );
      expect(message).toContain(setting);
    }
  });

  it('ignores an activation function that Stable-Baselines3 does not use', () => {
    const { layers } = networkOf(renamed('sb3-qrdqn.zip', same, { [activation]: '<function f at 0x7f>' }), 'file');
    expect(layers.filter(({ kind }) => kind === 'relu')).toHaveLength(4);
  });

  it.each(activationNames)('takes --activation %s for all hidden layers', (name) => {
    const { layers, facts } = networkOf(checkpoint('unknown-names.pt'), 'file', { activation: name });
    const kind = { 'leaky-relu': 'leakyRelu' }[name as string] ?? name;
    expect(layers.filter((layer) => layer.kind === kind)).toHaveLength(4);
    expect(facts?.assumed).toEqual([expect.stringContaining('padding')]);
  });

  it.each<[string, Checkpoint, RegExp | undefined]>([
    ['a network of unknown names', checkpoint('unknown-names.pt'), /ReLU is assumed; .* set --activation/],
    [
      'an actor of Stable-Baselines3 without its settings',
      sb3State('sb3-ppo.zip'),
      /tanh after the layers of net_arch/,
    ],
    ['a network of Stable-Baselines3 without its settings', sb3State('sb3-dqn.zip'), /ReLU is assumed/],
    ['one of them without layers of users', { ...sb3State('sb3-qrdqn.zip'), about: { n_quantiles: 7 } }, undefined],
    ['a zip of Stable-Baselines3', checkpoint('sb3-ppo.zip'), undefined],
    ['CleanRL', checkpoint('cleanrl-dqn.cleanrl_model'), undefined],
    ['CleanRL in JAX', checkpoint('cleanrl-dqn-jax.cleanrl_model'), undefined],
  ])('says what activation functions it assumes for %s', (_, given, warning) => {
    const { assumed = [] } = networkOf(given, 'file').facts!;
    if (warning) expect(assumed[0]).toMatch(warning);
    else expect(assumed).toEqual([]);
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
  expect(networkOf(own, 'net').facts).toEqual({
    family: 'a network of PyTorch',
    output: 'q-values',
    assumed: [expect.stringContaining('ReLU is assumed'), expect.stringContaining('valid is assumed')],
    otherPaddings: [[1, 0, 0]],
  });
});

it.each([
  ['cleanrl-dqn.cleanrl_model', undefined],
  ['cleanrl-rainbow.pt', { exploration: 0 }],
  ['pfrl-dqn.zip', undefined],
  ['pfrl-double-model.pt', { exploration: 0.001, maxEpisodeFrames: 108_000 }],
  ['pfrl-dueling-model.pt', { exploration: 0.001, maxEpisodeFrames: 108_000 }],
  ['pfrl-rainbow-model.pt', { exploration: 0, maxEpisodeFrames: 108_000 }],
  ['kaixhin-rainbow.pth', { exploration: 0.001 }],
])('evaluations of the algorithm of %s', (name, evaluation) => {
  expect(networkOf(checkpoint(name), 'net').facts?.evaluation).toEqual(evaluation);
});

describe('padding', () => {
  const zerosOf = (given: Checkpoint, padding?: Padding) =>
    networkOf(given, 'net', { padding }).layers.flatMap((layer) =>
      layer.kind === 'convolution' ? [layer.pads[0]] : [],
    );

  it.each<[string, Padding | undefined, number[][]]>([
    ['unknown-names.pt', undefined, [[0, 0], [0, 0], [0, 0]]],
    ['unknown-names.pt', [1, 0, 0], [[1, 1], [0, 0], [0, 0]]],
    ['cleanrl-dqn.cleanrl_model', [2, 0, 0], [[2, 2], [0, 0], [0, 0]]],
    ['kaixhin-rainbow.pth', undefined, [[0, 0], [0, 0], [0, 0]]],
    ['kaixhin-rainbow-2017.pth', undefined, [[1, 1], [0, 0], [0, 0]]],
    ['kaixhin-rainbow-2017.pth', 'valid', [[0, 0], [0, 0], [0, 0]]],
    ['padding-2-2-1.pt', undefined, [[2, 2], [2, 2], [1, 1]]],
    ['padding-2-2-1.pt', 'same', [[2, 2], [1, 2], [1, 1]]],
    ['dopamine-dqn.msgpack', undefined, [[2, 2], [1, 2], [1, 1]]],
    ['dopamine-dqn.msgpack', [2, 2, 1], [[2, 2], [2, 2], [1, 1]]],
  ])('of %s with --padding %o', (name, padding, expected) => {
    expect(zerosOf(checkpoint(name), padding)).toEqual(expected);
  }); // biome-ignore format: a table

  it.each<[string, readonly Padding[]]>([
    ['unknown-names.pt', [[1, 0, 0]]],
    ['padding-2-2-1.pt', ['same']],
    ['cleanrl-dqn.cleanrl_model', []],
    ['cleanrl-dqn-jax.cleanrl_model', []],
    ['dopamine-dqn.msgpack', []],
    ['kaixhin-rainbow-2017.pth', []],
    ['sb3-dqn.zip', []],
  ])('%s could have %o as well, and a warning says so', (name, others) => {
    const { assumed = [], otherPaddings } = networkOf(checkpoint(name), 'net').facts!;
    expect(otherPaddings).toEqual(others);
    const warning = assumed.find((text) => text.includes('--padding'));
    if (others.length === 0) expect(warning).toBeUndefined();
    else expect(warning).toMatch(new RegExp(`is assumed, and ${others.join(' or ')} would give as many values`));
  });

  it('that is unusual is asked for', async () => {
    const given = checkpoint('padding-3-1-1.pt');
    expect(await refusal((async () => networkOf(given, 'net'))())).toMatch(
      /no usual strides and padding .* to the 300 inputs of body \(possible: --padding 0,1,1, --padding 1,1,1, .*\); it contains/,
    );
    expect(await refusal((async () => networkOf(given, 'net', { padding: 'valid' }))())).toMatch(
      /--padding valid does not lead/,
    );
    expect(await refusal((async () => networkOf(given, 'net', { padding: [1] }))())).toMatch(
      /--padding 1 does not lead/,
    );
  });

  it('is of a framework of Flax only if it is that of one', () => {
    expect(networkOf(checkpoint('dopamine-dqn.msgpack'), 'net', { padding: [2, 2, 1] }).facts?.family).toBe(
      'a network of Flax',
    );
  });
});

it.each(['policy.model.embed_model.net.0', 'propose_model.net', 'policy.fraction_model.net'])(
  'implicit quantiles are refused by name: %s',
  async (name) => {
    const { arrays, ...others } = checkpoint('tianshou-dqn.pth');
    const weight = { shape: [6, 64], values: new Float32Array(6 * 64) };
    const given = { ...others, arrays: new Map([...arrays, [`${name}.weight`, weight] as const]) };
    expect(await refusal((async () => networkOf(given, 'net'))())).toMatch(
      /^net: '.*' is part of an implicit quantile network \(IQN, FQF\), which is not supported: /,
    );
  },
);

describe('batch normalization', () => {
  it('becomes part of the weights before it, unless the activation function is between them', () => {
    const kinds = (name: string) => networkOf(checkpoint(name), 'net').layers.map(({ kind }) => kind);
    expect(kinds('batch-norm-before.pt')).toEqual(kinds('unknown-names.pt'));
    expect(kinds('batch-norm-names.pt')).toEqual(kinds('unknown-names.pt'));
    expect(kinds('batch-norm-after.pt').filter((kind) => kind === 'affine')).toHaveLength(4);
  });

  it.each<[string, (name: string) => string]>([
    ['more than one module after its layer', (name) => name.replace(/^layers\.10\./, 'layers.12.')],
    ['of another sequence', (name) => name.replace(/^layers\.1\./, 'norms.1.')],
    [
      'of another size',
      (name) => name.replace(/^layers\.(1|11)\./, (_, i) => (i === '1' ? 'layers.11.' : 'layers.1.')),
    ],
  ])('%s is refused', (_, rename) => {
    expect(() => networkOf(renamed('batch-norm-before.pt', rename), 'net')).toThrow(
      /^net: .*it contains .*Supported are/,
    );
  });
});

describe('normalization that is not layer normalization', () => {
  /** CleanRL's DQN with a normalization of one value a channel after its first convolution. */
  const withNorm = (bias: boolean): Checkpoint => {
    const { arrays, ...others } = checkpoint('cleanrl-dqn.cleanrl_model');
    const channels = arrays.get('network.0.weight')!.shape[0]!;
    const ones = { shape: [channels], values: new Float32Array(channels).fill(1) };
    // Its modules move by one place after the first convolution.
    const moved = [...arrays].map(([name, array]) => {
      const [, index, last] = /^network\.(\d+)\.(\w+)$/.exec(name)!;
      return [`network.${Number(index) === 0 ? 0 : Number(index) + 1}.${last}`, array] as const;
    });
    const norm = [['network.1.weight', ones] as const, ...(bias ? [['network.1.bias', ones] as const] : [])];
    return { ...others, arrays: new Map([...moved, ...norm]) };
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
});
