/** The same for files of TensorFlow.js: see onnx-damage.test.ts. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { importLayersModel } from '../../src/interop/layers-model/import-layers-model.js';
import { floats, functional, input, layer, sequential, spec, written } from '../helpers/layers-models.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const small = sequential(layer('Flatten', input), layer('Dense', { name: 'd', units: 3 }));
const weights = [spec('d/kernel', 6, 3), spec('d/bias', 3)];

const withFile = (name: string) => [{ paths: [name], weights }];

describe('TensorFlow.js', () => {
  it.each<[string, string, ((folder: string) => void)?]>([
    ['the plain name', 'w.bin'],
    [
      'a name in a folder inside',
      'in/w.bin',
      (folder) => {
        mkdirSync(join(folder, 'model', 'in'));
        writeFileSync(join(folder, 'model', 'in', 'w.bin'), floats(21));
      },
    ],
    ['a link that stays inside', 'link.bin', (folder) => symlinkSync('w.bin', join(folder, 'model', 'link.bin'))],
  ])('takes weights by %s', (_, name, around) => {
    expect(importLayersModel(written(small, withFile(name), around)).outputs).toBe(3);
  });

  it.each<[string, string, ((folder: string) => void)?]>([
    ['one folder up', '../secret.bin'],
    ['up and down', 'x/../../secret.bin'],
    ['an absolute path', '/etc/passwd'],
    ['a drive', 'C:secret.bin'],
    ['a backslash', '..\\secret.bin'],
    ['an encoded path', '%2e%2e/secret.bin'],
    ['the folder itself', '.'],
    ['nothing', ''],
    ['a control character', 'w.bin\u0000.png'],
    [
      'a link out of the folder',
      'link.bin',
      (folder) => symlinkSync('../secret.bin', join(folder, 'model', 'link.bin')),
    ],
    ['a linked folder outside', 'in/secret.bin', (folder) => symlinkSync('..', join(folder, 'model', 'in'))],
  ])('refuses weights by %s', (_, name, around) => {
    const path = written(small, withFile(name), around);
    expect(() => importLayersModel(path)).toThrow(UsageError);
    expect(() => importLayersModel(path)).toThrow("is outside the model's folder: expected a path inside");
  });

  const circle = functional([
    layer('InputLayer', { ...input, name: 'i' }, []),
    layer('Dense', { name: 'a', units: 4 }, ['b']),
    layer('Dense', { name: 'b', units: 4 }, ['a']),
  ]);
  it.each<[string, unknown, unknown, string]>([
    ['layers in a cycle', circle, [], "layer 'b' (Dense) is part of a cycle"],
    ['no layers', sequential(), [], 'modelTopology: expected layers, got none'],
    [
      'an unknown layer before',
      functional([layer('Dense', { name: 'b' }, ['x'])]),
      [],
      'expected a layer "x", got none',
    ],
    [
      'no output',
      functional([layer('Dense', { name: 'b' }, [])], []),
      [],
      'output_layers: expected one layer, got none',
    ],
    [
      'several outputs without a choice',
      functional([layer('Dense', { name: 'b' }, [])], [['b', 0, 0], ['c', 0, 0]]), // biome-ignore format: a list
      [],
      "expected one output, got 2: choose one with --output, of 'b', 'c'",
    ],
    [
      'several inputs',
      functional([layer('InputLayer', { name: 'a' }, []), layer('InputLayer', { name: 'c' }, []), layer('Add', { name: 'b' }, ['a', 'c'])]), // biome-ignore format: a graph
      [],
      "expected one input, the observations, got 2: layer 'a' (InputLayer), layer 'c' (InputLayer)",
    ],
    [
      'a layer that is used twice',
      functional([{ ...layer('Dense', { name: 'b' }, ['i']), inbound_nodes: [[['i', 0, 0]], [['i', 0, 0]]] }, layer('InputLayer', { name: 'i' }, [])]), // biome-ignore format: a graph
      [],
      "layer 'b' (Dense) is used more than once",
    ],
    [
      '100,000 inputs of a layer',
      functional([layer('Add', { name: 'b' }, Array(100_000).fill('i')), layer('InputLayer', { ...input, name: 'i' }, [])]), // biome-ignore format: a graph
      [],
      "layer 'b' (Add) has more than 1000 inputs",
    ],
    ...['Lambda', 'TFOpLambda'].map((kind): [string, unknown, unknown, string] => [
      `the code of a ${kind}`,
      sequential(layer('Flatten', input), layer(kind, { name: 'd' })),
      [],
      `layer 'd' (${kind}) runs Python code that the file does not say: convert the model to ONNX with tf2onnx, and import that`,
    ]),
    [
      'padding before a ReLU',
      sequential(
        layer('ZeroPadding2D', { ...input, batch_input_shape: [null, 4, 4, 1] }),
        layer('ReLU', { name: 'd' }),
      ),
      [],
      "layer 'd' (ReLU) takes the result of ZeroPadding2D, which is supported only before Conv2D",
    ],
    [
      'a layer apart',
      functional([layer('Dense', { name: 'a' }, []), layer('ReLU', input), layer('InputLayer', { name: 'b' }, [])]),
      [],
      'is not part of the graph from input to output',
    ],
    [
      'no shape of the input',
      sequential(layer('Flatten', { name: 'f' })),
      [],
      'expected an input whose axes but the first are known, got nothing',
    ],
    [
      'an input of any size',
      sequential(layer('Flatten', { ...input, batch_input_shape: [null, null, 3] })),
      [],
      'whose axes but the first are known',
    ],
    ['a layer of JavaScript’s objects', sequential(layer('constructor', input)), [], 'is not supported'],
    ['weights of no layer', small, [{ paths: ['w.bin'], weights: [...weights, spec('x', 0)] }], 'got "x" too'],
    ['weights that are missing', small, [], 'has no weights "d/kernel"'],
    [
      'weights of another shape',
      small,
      [{ paths: ['w.bin'], weights: [spec('d/kernel', 3, 6), spec('d/bias', 3)] }],
      'has weights [3,6] where [?,3] were expected',
    ],
    [
      'a bias of another length',
      small,
      [{ paths: ['w.bin'], weights: [spec('d/kernel', 6, 3), spec('d/bias', 1, 3)] }],
      'has a bias [1,3] of another length',
    ],
    [
      'files too short',
      small,
      [{ paths: ['w.bin'], weights: [spec('d/kernel', 60, 3), spec('d/bias', 3)] }],
      'expected weight files of 732 bytes together, got 84',
    ],
    [
      'files too long',
      small,
      [{ paths: ['w.bin', 'w.bin'], weights }],
      'expected weight files of 84 bytes together, got 168',
    ],
    [
      'weights beyond all memory',
      small,
      [{ paths: ['w.bin'], weights: [spec('d/kernel', 2 ** 40, 2 ** 40)] }],
      'expected weights of at most',
    ],
    ['a folder of weights', small, withFile('folder'), 'cannot read'],
    [
      'integers',
      small,
      [{ paths: ['w.bin'], weights: [{ ...spec('d/kernel', 6, 3), dtype: 'int32' }] }],
      'weightsManifest.0.weights.0.dtype',
    ],
    ['no list of weights', small, [{ paths: ['w.bin'] }], 'weightsManifest.0.weights'],
    ['a layer without a class', sequential({ config: {} }), [], 'modelTopology.config.layers.0.class_name'],
    ['a layer without a config', sequential({ class_name: 'Flatten' }), [], 'modelTopology.config.layers.0.config'],
    [
      'a huge layer',
      sequential(layer('Dense', { name: 'd', units: 1e9, batch_input_shape: [null, 6] })),
      [],
      'has no weights',
    ],
    ...(['scale', 'center'] as const).map((absent): [string, unknown, unknown, string] => [
      `a huge normalization without ${absent}`,
      sequential(layer('LayerNormalization', { name: 'd', [absent]: false, batch_input_shape: [null, 2 ** 40] })),
      [{ paths: ['w.bin'], weights: [spec(absent === 'scale' ? 'd/beta' : 'd/gamma', 21)] }],
      absent === 'scale'
        ? '(LayerNormalization) without scale or offset is over 1099511627776 values, at most 16384 are supported'
        : '(LayerNormalization) has weights [21] where [1099511627776] were expected',
    ]),
    [
      'a normalization whose epsilon is text',
      sequential(layer('LayerNormalization', { ...input, epsilon: '1' })),
      [],
      'has the epsilon "1"',
    ],
    [
      'a normalization by the root mean square',
      sequential(layer('LayerNormalization', { ...input, rms_scaling: true })),
      [],
      'has rms_scaling',
    ],
    [
      'an axis that is none',
      sequential(layer('LayerNormalization', { ...input, axis: 'x' })),
      [],
      'has the axis ["x"]',
    ],
    ['strides of 0', sequential(layer('Conv2D', { ...input, strides: [0, 0] })), [], 'has the strides [0,0]'],
    [
      'a target that is none',
      sequential(layer('Reshape', { ...input, target_shape: 'x' })),
      [],
      'has the target_shape "x"',
    ],
  ])('refuses %s in one line', (_, topology, manifest, says) => {
    const path = written(topology, manifest, (folder) => mkdirSync(join(folder, 'model', 'folder')));
    expect(() => importLayersModel(path)).toThrow(UsageError);
    expect(() => importLayersModel(path)).toThrow(says);
    expect(() => importLayersModel(path)).toThrow(/^\P{Cc}+$/u);
  });

  it('refuses weights that are NaN', () => {
    const path = written(small, withFile('w.bin'), (folder) =>
      writeFileSync(join(folder, 'model', 'w.bin'), floats(21, Number.NaN)),
    );
    expect(() => importLayersModel(path)).toThrow('weight "d/kernel": expected finite numbers, got NaN at place 0');
  });

  it('takes a model that was converted from Keras, its topology one level deeper', () => {
    expect(importLayersModel(written({ keras_version: '2', model_config: small }, withFile('w.bin'))).outputs).toBe(3);
  });

  it('takes the layers of a functional model in the order of their use', () => {
    const topology = functional([
      layer('Dense', { name: 'b', units: 3 }, ['f']),
      layer('Flatten', { name: 'f' }, ['i']),
      layer('InputLayer', { ...input, name: 'i' }, []),
    ]);
    const manifest = [{ paths: ['w.bin'], weights: [spec('b/kernel', 6, 3), spec('b/bias', 3)] }];
    expect(importLayersModel(written(topology, manifest)).layers.map(({ kind }) => kind)).toEqual(['reshape', 'dense']);
  });

  it('takes the references of Keras 3', () => {
    const tensor = (name: string) => ({
      class_name: '__keras_tensor__',
      config: { shape: [null, 3], keras_history: [name, 0, 0] },
    });
    const node = (...names: string[]) => [
      { args: names.length > 1 ? [names.map(tensor)] : names.map(tensor), kwargs: {} },
    ];
    const topology = functional(
      [
        { ...layer('InputLayer', { name: 'i', batch_shape: [null, 2, 3] }), inbound_nodes: [] },
        { ...layer('Flatten', { name: 'f' }), inbound_nodes: node('i') },
        { ...layer('Dense', { name: 'd', units: 3 }), inbound_nodes: node('f') },
        { ...layer('Subtract', { name: 's' }), inbound_nodes: node('d', 'd') },
      ],
      ['s', 0, 0],
    );
    const { layers } = importLayersModel(written(topology, withFile('w.bin')));
    expect(layers.map(({ kind, from }) => [kind, from])).toEqual([
      ['reshape', undefined],
      ['dense', undefined],
      ['subtract', [2, 2]],
    ]);
  });

  it.each([
    { dtype: 'uint8', scale: 0.25, min: -3 },
    { dtype: 'uint16', scale: 0.001, min: -30 },
    { dtype: 'float16' },
  ] as const)('weights stored as $dtype are what TensorFlow.js makes of them', (quantization) => {
    const bytes = Uint8Array.from({ length: quantization.dtype === 'uint8' ? 21 : 42 }, (_, i) =>
      i % 2 ? i % 0x70 : 37 * i,
    );
    const quantized = weights.map((each) => ({ ...each, quantization }));
    const path = written(small, [{ paths: ['w.bin'], weights: quantized }], (folder) =>
      writeFileSync(join(folder, 'model', 'w.bin'), bytes),
    );
    const expected = tf.io.decodeWeights(bytes.buffer, quantized as tf.io.WeightsManifestEntry[]);
    const [kernel, bias] = importLayersModel(path).arrays;
    expect([kernel!.values, bias!.values]).toEqual([expected['d/kernel']!.dataSync(), expected['d/bias']!.dataSync()]);
  });
});
