/** Every reader of files from outside on damaged files: a working result, or one line that says what is wrong. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { readRom } from 'ale-js/node';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadAgent, saveAgent } from '../../src/agent/agent-files.js';
import { defaults, loadConfig } from '../../src/agent/config.js';
import { imagesIn } from '../../src/cli/roms/rom-images.js';
import { UsageError } from '../../src/common/errors.js';
import { encodeModel } from '../../src/compute/onnx/onnx-model.js';
import { observationBytes } from '../../src/env/environment.js';
import { episodeSchema } from '../../src/evaluation/games/episode.js';
import { imageLineSchema } from '../../src/evaluation/images/image-line.js';
import { gridLineSchema } from '../../src/evaluation/states/state-grid.js';
import { loadStates, saveStates } from '../../src/evaluation/states/states.js';
import { newestFileSet, writeFileSet } from '../../src/files/file-set.js';
import { importLayersModel } from '../../src/interop/layers-model/import-layers-model.js';
import { importOnnx } from '../../src/interop/onnx/import-onnx.js';
import { readNetwork } from '../../src/interop/read-network.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/model/safetensors.js';
import { readChoices } from '../../src/storage/results/settings.js';
import { parseRows } from '../../src/storage/row-file.js';
import { loadVisionConfig, visionDefaults } from '../../src/vision/config.js';
import { readCifarBinary } from '../../src/vision/data/cifar/binary.js';
import { readPicture } from '../../src/vision/data/image-file.js';
import { checkpointFolder } from '../helpers/checkpoints.js';
import { cifarFiles, writeCifar } from '../helpers/cifar-files.js';
import { expectOrderly, jsonMutantOf, mutantOf } from '../helpers/mutants.js';
import { decomposed, single } from '../helpers/onnx-norm.js';
import { sampleSize } from '../helpers/sample.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { toyEpisodes } from '../helpers/toy-row.js';

const mutants = sampleSize(100, 1000);
const mostMB = 500;

/** What is damaged, and how it is read. */
interface Format {
  readonly name: string;
  /** Prepares what lies around the file. → reads one mutant */
  readonly make: () => ((seed: number) => unknown) | Promise<(seed: number) => unknown>;
}

/** The mutants of a file's bytes, read from a path. */
const file =
  (name: string, bytes: Uint8Array, read: (path: string) => unknown): Format['make'] =>
  () => {
    const path = join(temporaryFolder(), name);
    return (seed) => {
      writeFileSync(path, mutantOf(bytes, seed));
      return read(path);
    };
  };

/** The mutants of one file of a folder, the others as they are. */
const inFolder =
  (
    prepare: (folder: string) => void,
    name: string,
    kind: 'bytes' | 'json',
    read: (folder: string) => unknown,
  ): Format['make'] =>
  () => {
    const folder = temporaryFolder();
    prepare(folder);
    const path = join(folder, name);
    const whole = readFileSync(path);
    const value = kind === 'json' ? JSON.parse(whole.toString()) : undefined;
    return (seed) => {
      writeFileSync(path, kind === 'json' ? jsonMutantOf(value, seed) : mutantOf(whole, seed));
      return read(folder);
    };
  };

/** The mutants of a line, between two good ones. */
const rows =
  (schema: Parameters<typeof parseRows>[1]['schema'], row: object): Format['make'] =>
  () =>
  (seed) => {
    const line = JSON.stringify(row);
    const mutant = new TextDecoder().decode(jsonMutantOf(row, seed));
    return parseRows(`${line}\n${mutant}\n${line}\n`, { path: 'x.jsonl', schema, remedy: 'delete it' });
  };

const floats = (count: number) => Float32Array.from({ length: count }, (_, i) => (i % 7) / 8);
const bytesOf = (values: Float32Array) => new Uint8Array(values.buffer);

const onnx = encodeModel({
  nodes: [
    { operator: 'Div', inputs: ['x', 'c'], outputs: ['s'], attributes: {} },
    { operator: 'Conv', inputs: ['s', 'w', 'b'], outputs: ['a'], attributes: { strides: [2, 2], pads: [1, 1, 1, 1] } },
    ...decomposed('a', 'n', { axes: 'axis1', scale: 'scale', offset: 'offset' }),
    { operator: 'Relu', inputs: ['n'], outputs: ['r'], attributes: {} },
    { operator: 'Reshape', inputs: ['r', 'to'], outputs: ['f'], attributes: {} },
    { operator: 'Gemm', inputs: ['f', 'm'], outputs: ['u'], attributes: { transB: 1, alpha: { float: 1 } } },
    single('u', 'y', ['units'], { axis: -1, epsilon: { float: 1e-3 } }),
  ],
  initializers: [
    { name: 'c', shape: [], dtype: 'float32', data: bytesOf(Float32Array.of(255)) },
    { name: 'w', shape: [2, 3, 2, 2], dtype: 'float32', data: bytesOf(floats(24)) },
    { name: 'b', shape: [2], dtype: 'float32', data: bytesOf(floats(2)) },
    { name: 'to', shape: [2], dtype: 'int64', data: new Uint8Array(BigInt64Array.of(0n, -1n).buffer) },
    { name: 'm', shape: [3, 18], dtype: 'float32', data: bytesOf(floats(54)) },
    { name: 'axis1', shape: [1], dtype: 'int64', data: new Uint8Array(BigInt64Array.of(1n).buffer) },
    { name: 'epsilon', shape: [], dtype: 'float32', data: bytesOf(Float32Array.of(1e-3)) },
    { name: 'two', shape: [], dtype: 'float32', data: bytesOf(Float32Array.of(2)) },
    { name: 'scale', shape: [2, 1, 1], dtype: 'float32', data: bytesOf(floats(2)) },
    { name: 'offset', shape: [1, 2, 1, 1], dtype: 'float32', data: bytesOf(floats(2)) },
    { name: 'units', shape: [3], dtype: 'float32', data: bytesOf(floats(3)) },
  ],
  inputs: [{ name: 'x', dtype: 'float32', shape: [1, 3, 5, 5] }],
  outputs: [{ name: 'y', dtype: 'float32', shape: [1, 3] }],
});

function writeLayersModel(folder: string): void {
  const config = {
    name: 'c',
    filters: 2,
    kernel_size: [2, 2],
    strides: [1, 1],
    padding: 'same',
    activation: 'relu',
    batch_input_shape: [null, 3, 3, 1],
  };
  const modelTopology = {
    class_name: 'Functional',
    config: {
      name: 'm',
      layers: [
        {
          class_name: 'InputLayer',
          name: 'i',
          config: { name: 'i', batch_input_shape: [null, 3, 3, 1] },
          inbound_nodes: [],
        },
        { class_name: 'Conv2D', name: 'c', config, inbound_nodes: [[['i', 0, 0, {}]]] },
        { class_name: 'BatchNormalization', name: 'b', config: { name: 'b' }, inbound_nodes: [[['c', 0, 0, {}]]] },
        { class_name: 'ELU', name: 'e', config: { name: 'e', alpha: 0.5 }, inbound_nodes: [[['b', 0, 0, {}]]] },
        {
          class_name: 'Add',
          name: 's',
          config: { name: 's' },
          inbound_nodes: [[['e', 0, 0, {}], ['c', 0, 0, {}]]], // biome-ignore format: a list
        },
        { class_name: 'Flatten', name: 'f', config: { name: 'f' }, inbound_nodes: [[['s', 0, 0, {}]]] },
        {
          class_name: 'Dense',
          name: 'd',
          config: { name: 'd', units: 3, use_bias: false },
          inbound_nodes: [[['f', 0, 0, {}]]],
        },
      ],
      input_layers: [['i', 0, 0]],
      output_layers: [['d', 0, 0]],
    },
  };
  const weights = [
    { name: 'c/kernel', shape: [2, 2, 1, 2], dtype: 'float32' },
    { name: 'c/bias', shape: [2], dtype: 'float32' },
    ...['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => ({
      name: `b/${name}`,
      shape: [2],
      dtype: 'float32',
    })),
    { name: 'd/kernel', shape: [18, 3], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.5, min: -1 } },
  ];
  writeFileSync(
    join(folder, 'w.bin'),
    Buffer.concat([bytesOf(floats(18)), Uint8Array.from({ length: 54 }, (_, i) => i)]),
  );
  writeFileSync(
    join(folder, 'model.json'),
    JSON.stringify({ modelTopology, weightsManifest: [{ paths: ['w.bin'], weights }] }),
  );
}

function writeStates(folder: string): void {
  const observations = Uint8Array.from({ length: 2 * observationBytes }, (_, i) => i >> 5);
  const q = [
    [0.5, 1],
    [2, -1],
  ];
  saveStates(folder, {
    ...{
      game: 'toy',
      actions: ['NOOP', 'UP'],
      weights: 'abc',
      count: 2,
      periodSteps: 4,
      seed: 1,
      stepsPerEpisode: 9.5,
    },
    ...{ observations, q },
  });
}

function writeAgent(folder: string): void {
  saveAgent(folder, {
    ...{ game: 'toy', actions: ['NOOP', 'UP'], step: 5, config: { ...defaults, game: 'toy' } },
    layers: [
      { kind: 'transpose', order: [0, 2, 3, 1] },
      {
        kind: 'convolution',
        bias: true,
        strides: [8, 8],
        pads: [
          [0, 0],
          [0, 0],
        ],
      },
      { kind: 'relu' },
      { kind: 'reshape', shape: [200] },
      { kind: 'dense', bias: false },
    ],
    specs: [
      { name: 'a', shape: [8, 8, 4, 2], fanIn: 256 },
      { name: 'b', shape: [2], fanIn: 256 },
      { name: 'c', shape: [200, 2], fanIn: 200 },
    ],
    views: [floats(512), floats(2), floats(400)],
  });
}

function writeSet(folder: string): void {
  for (const number of [1, 2]) {
    writeFileSet(folder, number, { 'a.bin': () => 'own', 'shared/b.bin': () => 'for all' });
  }
}

const cartridge = Uint8Array.from({ length: 4096 }, (_, i) => (i * i) >> 3);
const refuse = (problem: string) => {
  throw new UsageError(problem);
};

const fixture = (name: string) => readFileSync(fileURLToPath(new URL(`../fixtures/onnx/${name}`, import.meta.url)));

/** Writes a graph of PyTorch whose weights are in the file beside it. */
function writeGraph(folder: string): void {
  for (const name of ['sa-dqn.default.onnx', 'sa-dqn.default.onnx.data'])
    writeFileSync(join(folder, name), fixture(name));
}
const readGraph = (folder: string) => readNetwork(join(folder, 'sa-dqn.default.onnx'));

/** A checkpoint of each container. */
const checkpoints = [
  'cleanrl-rainbow.pt',
  'cleanrl-dqn-legacy.pth',
  'cleanrl-dqn-strided.pt',
  'sb3-dqn.zip',
  'pfrl-dqn.zip',
  'cleanrl-dqn-bfloat16.safetensors',
  'cleanrl-ppo-jax.cleanrl_model',
  'chunked.msgpack',
];

const formats: readonly Format[] = [
  ...checkpoints.map((name) => ({
    name: `checkpoint ${name}`,
    make: file('x', readFileSync(`${checkpointFolder}${name}`), readNetwork),
  })),
  { name: 'ONNX', make: () => (seed) => importOnnx(mutantOf(onnx, seed), 'x.onnx') },
  {
    name: 'ONNX of PyTorch, with functions',
    make: file('x.onnx', fixture('cleanrl-rainbow.functions.onnx'), (path) => readNetwork(path)),
  },
  { name: 'ONNX with weights beside it', make: inFolder(writeGraph, 'sa-dqn.default.onnx', 'bytes', readGraph) },
  { name: 'weights beside ONNX', make: inFolder(writeGraph, 'sa-dqn.default.onnx.data', 'bytes', readGraph) },
  {
    name: 'layers model, values',
    make: inFolder(writeLayersModel, 'model.json', 'json', (folder) => importLayersModel(join(folder, 'model.json'))),
  },
  {
    name: 'layers model, weights',
    make: inFolder(writeLayersModel, 'w.bin', 'bytes', (folder) => importLayersModel(join(folder, 'model.json'))),
  },
  {
    name: 'safetensors',
    make: () => {
      const bytes = encodeSafetensors([
        { name: 'a', shape: [2, 3], values: floats(6) },
        { name: 'b', shape: [], values: floats(1) },
      ]);
      return (seed) => decodeSafetensors(mutantOf(bytes, seed), 'x.safetensors');
    },
  },
  {
    name: 'zip',
    make: file(
      'x.zip',
      zipSync({
        'a.bin': cartridge,
        'in.zip': zipSync({ 'b.bin': [cartridge, { level: 0 }] }),
        'c.bin.gz': gzipSync(cartridge),
      }),
      (path) => [...imagesIn(path, refuse, refuse)],
    ),
  },
  { name: 'packed ROM', make: file('x.bin', gzipSync(cartridge), readRom) },
  { name: 'states, description', make: inFolder(writeStates, 'states.json', 'json', loadStates) },
  { name: 'states, pixels', make: inFolder(writeStates, 'states.bin.gz', 'bytes', loadStates) },
  {
    name: 'config',
    make: inFolder(
      (folder) => writeFileSync(join(folder, 'c.json'), JSON.stringify(defaults)),
      'c.json',
      'json',
      (folder) => loadConfig({ file: join(folder, 'c.json') }),
    ),
  },
  {
    name: 'config of vision',
    make: inFolder(
      (folder) => writeFileSync(join(folder, 'c.json'), JSON.stringify(visionDefaults)),
      'c.json',
      'json',
      (folder) => loadVisionConfig({ file: join(folder, 'c.json') }),
    ),
  },
  { name: 'agent, description', make: inFolder(writeAgent, 'model.json', 'json', loadAgent) },
  { name: 'agent, weights', make: inFolder(writeAgent, 'model.safetensors', 'bytes', loadAgent) },
  {
    name: 'settings',
    make: inFolder(
      (folder) =>
        writeFileSync(
          join(folder, 'settings.json'),
          JSON.stringify({
            format: 'sap-atari evaluation 3',
            identity: { a: 1, b: 'x' },
            choices: { c: [1, { d: 2 }] },
          }),
        ),
      'settings.json',
      'json',
      (folder) => readChoices(folder, { name: 'evaluation', noun: 'an evaluation' }, z.looseObject({})),
    ),
  },
  {
    name: 'manifest',
    make: inFolder(writeSet, '000000000002/manifest.json', 'json', (folder) => newestFileSet(folder)?.read('a.bin')),
  },
  {
    name: 'file of a set',
    make: inFolder(writeSet, '000000000002/a.bin', 'bytes', (folder) =>
      expect(Buffer.from(newestFileSet(folder)!.read('a.bin')).toString()).toBe('own'),
    ),
  },
  { name: 'episodes', make: rows(episodeSchema, toyEpisodes([7], { lambda: 2 })[0]!) },
  { name: 'metrics', make: rows(undefined, { step: 100, loss: 0.5, epsilon: 0.1 }) },
  { name: 'states of a grid', make: rows(gridLineSchema, { state: 1, outputs: [1, 2] }) },
  { name: 'images of vision', make: rows(imageLineSchema, { image: 1, label: 2 }) },
  {
    name: 'CIFAR-10',
    make: inFolder(
      (folder) => writeCifar(folder, 3),
      cifarFiles[2]!,
      'bytes',
      (folder) => readCifarBinary(folder, false),
    ),
  },
  {
    name: 'PNG',
    make: async () =>
      file('x.png', await noisePicture().png().toBuffer(), (path) => readPicture(path))() as (seed: number) => unknown,
  },
  {
    name: 'JPEG',
    make: async () =>
      file('x.jpg', await noisePicture().jpeg().toBuffer(), (path) => readPicture(path))() as (seed: number) => unknown,
  },
];

const noisePicture = () =>
  sharp(
    Uint8Array.from({ length: 3 * 20 * 30 }, (_, i) => (i * i) >> 3),
    { raw: { width: 20, height: 30, channels: 3 } },
  );

describe.each(formats)('$name', ({ make }) => {
  it(`${mutants} mutants are read or refused in one line, in bounded time and memory`, {
    timeout: 600_000,
  }, async () => {
    const read = await make();
    const peakMB = () => process.resourceUsage().maxRSS / 1024;
    const before = peakMB();
    for (let seed = 0; seed < mutants; seed++) {
      await expectOrderly(seed, () => read(seed));
      const grownMB = peakMB() - before;
      expect(grownMB, `memory after mutant ${seed}`).toBeLessThan(mostMB);
    }
  });
});
