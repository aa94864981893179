/** Files of all formats under any name, and files of none. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../src/interop/checkpoint/read-checkpoint.js';
import { readNetwork } from '../../src/interop/read-network.js';
import { encodeSafetensors } from '../../src/model/safetensors.js';
import { checkpointFolder } from '../helpers/checkpoints.js';
import { expectOrderly, mutantOf } from '../helpers/mutants.js';
import { bytesOf, pickle, text } from '../helpers/pickles.js';
import { refusal } from '../helpers/refusal.js';
import { sampleSize } from '../helpers/sample.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const bytesIn = (name: string) => new Uint8Array(readFileSync(`${checkpointFolder}${name}`));

/** One file of each container. */
const containers = {
  pytorch: 'cleanrl-dqn.cleanrl_model',
  legacy: 'cleanrl-dqn-legacy.pth',
  sb3: 'sb3-ppo.zip',
  pfrl: 'pfrl-dqn.zip',
  safetensors: 'cleanrl-dqn.safetensors',
  flax: 'cleanrl-c51-jax.cleanrl_model',
  chunks: 'chunked.msgpack',
};

describe('readNetwork', () => {
  it.each(Object.entries(containers))('recognizes %s by its contents', async (container, name) => {
    const { layers } = await readNetwork(`${checkpointFolder}${name}`);
    for (const other of ['x.onnx', 'x.json', 'x']) {
      const path = join(temporaryFolder(), other);
      copyFileSync(`${checkpointFolder}${name}`, path);
      expect((await readNetwork(path)).layers).toEqual(layers);
    }
    const { container: found } = readCheckpoint(bytesIn(name), 'file')!;
    expect(found).toBe({ legacy: 'pytorch', chunks: 'flax' }[container] ?? container);
  });

  it('reads a pickle of NumPy arrays of Python 3, in rows and in columns', () => {
    const type = bytesOf('cnumpy\ndtype\n', text('f4'), 0x89, 0x88, 0x87, 'R');
    const array = (order: number) =>
      bytesOf(
        ...['cnumpy._core.multiarray\n_reconstruct\n', 'cnumpy\nndarray\n', 'K', 0, 0x85, 'C', 1, 'b', 0x87, 'R'],
        ...['(', 'K', 1, 'K', 2, 'K', 3, 0x86, type, order, 'C', 24],
        new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer),
        'tb',
      );
    const scalar = bytesOf('cnumpy.core.multiarray\nscalar\n', type, 'C', 4, 0, 0, 0x80, 0x3f, 0x86, 'R');
    const file = pickle('}', '(', text('a'), array(0x89), text('b'), array(0x88), text('c'), scalar, 'u');
    const { arrays, about } = readCheckpoint(file, 'file')!;
    expect(Object.fromEntries(arrays)).toEqual({
      a: { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
      b: { shape: [2, 3], values: Float32Array.of(1, 3, 5, 2, 4, 6) },
    });
    expect({ ...about }).toEqual({ c: 1 });
  });

  it.each<[string, Uint8Array, string]>([
    ['nothing', bytesOf(), 'got a file that starts with nothing'],
    ['HDF5', bytesOf(0x89, 'HDF\r\n', 0x1a, '\n'), 'got a file that starts with 894844460d0a1a0a'],
    [
      'text',
      bytesOf('Hello, network'),
      'expected an ONNX file, a checkpoint of PyTorch, Stable-Baselines3, PFRL or Flax',
    ],
    ['big-endian arrays', pickle('cnumpy\ndtype\n', text('>f4'), 0x85, 'R'), 'its NumPy arrays are big-endian'],
    [
      'an SB3 zip of another algorithm',
      zipSync({ 'policy.pth': bytesOf('x'), data: bytesOf('{}') }),
      'is not in a format of PyTorch',
    ],
    [
      'a PFRL zip whose network is another zip',
      zipSync({ 'best/model.pt': zipSync({ 'a.txt': bytesOf('x') }) }),
      'is not in a format of PyTorch',
    ],
    ['Flax with lists', bytesOf(0x81, 0xa1, 'a', 0x91, 1), 'Max length exceeded'],
    ['Flax that is cut short', bytesOf(0x81, 0xa1), 'it is truncated'],
    ['Flax with keys that are numbers', bytesOf(0x81, 0xa1, 'a', 0x81, 1, 1), 'keys of the type number'],
    ['Flax with an array of two items', bytesOf(0x81, 0xa1, 'a', 0xc7, 2, 1, 0x92, 0x90), 'no shape, type and values'],
    [
      'Flax with an array that lacks bytes',
      bytesOf(0x81, 0xa1, 'a', 0xc7, 12, 1, 0x93, 0x91, 2, 0xa7, 'float32', 0xc4),
      'it is truncated',
    ],
  ])('refuses %s', async (_, bytes, message) => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, bytes);
    expect(await refusal(readNetwork(path))).toContain(message);
  });

  it.each(['activation', 'padding'])('refuses --%s for a graph, which says it itself', async (option) => {
    const graph = fileURLToPath(new URL('../fixtures/onnx/cleanrl-dqn.script17-any.onnx', import.meta.url));
    expect(await refusal(readNetwork(graph, { [option]: 'valid' }))).toContain(
      `expected a checkpoint with --${option}, got a file of layers, which says it itself`,
    );
  });

  it.each(['manifest.ocdbt', '_METADATA', '_CHECKPOINT_METADATA', 'checkpoint'])(
    'refuses a folder of Orbax by its file %s, and says how to write one file',
    async (file) => {
      const folder = join(temporaryFolder(), '199');
      mkdirSync(folder);
      writeFileSync(join(folder, file), '');
      expect(await refusal(readNetwork(folder))).toMatch(
        /199 is a folder of Orbax .*flax\.serialization\.to_bytes\(params\)/,
      );
    },
  );

  it('refuses another folder', async () => {
    expect(await refusal(readNetwork(temporaryFolder()))).toContain('expected a file, got a folder');
  });

  it('lists the arrays of a network of another structure', async () => {
    const path = join(temporaryFolder(), 'file');
    const array = (name: string, shape: number[]) => ({
      name,
      shape,
      values: new Float32Array(shape.reduce((a, b) => a * b, 1)),
    });
    const cases: [string, ReturnType<typeof array>[]][] = [
      ['expected the weights of a network; it contains no arrays of floats. Supported are', []],
      ["'lstm.weight_ih_l0' belongs to no layer that is supported; it contains lstm.weight_ih_l0 [4,4], a.weight [4,4].", [array('lstm.weight_ih_l0', [4, 4]), array('a.weight', [4, 4])]],
      ['expected convolutions and dense layers of which each fits the one before it; it contains a.weight [4,4]', [array('a.weight', [4, 4])]],
      ['lead from 84 × 84 pixels to the 2304 inputs of b', [array('a.weight', [64, 4, 8, 8]), array('b.weight', [6, 2304])]],
      ['the 19 outputs of b are not those of 18 actions or fewer', [array('a.weight', [1, 4, 8, 8]), array('b.weight', [19, 400])]],
    ]; // biome-ignore format: a table
    for (const [message, arrays] of cases) {
      writeFileSync(path, encodeSafetensors(arrays));
      expect(await refusal(readNetwork(path))).toContain(message);
    }
  });

  it.each(Object.entries(containers))('reads or refuses %s that is cut or changed, in one line', async (_, name) => {
    const whole = bytesIn(name);
    const path = join(temporaryFolder(), 'file');
    let refused = 0;
    const read = async (seed: number, bytes: Uint8Array) => {
      writeFileSync(path, bytes);
      if ((await expectOrderly(seed, () => readNetwork(path))) === 'refused') refused++;
    };
    for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 40))
      await read(length, whole.slice(0, length));
    expect(refused).toBe(40);
    for (let seed = 0; seed < sampleSize(60, 600); seed++) await read(seed, mutantOf(whole, seed));
    expect(refused).toBeGreaterThan(60);
  });
});
