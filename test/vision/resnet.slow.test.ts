import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFlatParameters, totalSize } from '../../src/common/flat-parameters.js';
import { createRandom } from '../../src/common/random.js';
import { compile, loadEagerBackend } from '../../src/compute/engine.js';
import { parseDefense } from '../../src/defense/parse-defense.js';
import { createModel } from '../../src/model/create-model.js';
import type { ActivationHook, Key } from '../../src/model/model.js';
import { imageSides, initializeResnet, resnet20, resnetSpecs } from '../../src/vision/resnet.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const specs = resnetSpecs(10);
const { views } = createFlatParameters(specs);
initializeResnet(views, specs, createRandom(1));
const parameters = () => specs.map(({ shape }, i) => tf.tensor(views[i]!, [...shape]));
const bytes = (examples: number, side: number) => {
  const rng = createRandom(2);
  return Uint8Array.from({ length: examples * 3 * side * side }, () => rng.integer(256));
};
const images = (examples: number, side: number) => tf.tensor4d(bytes(examples, side), [examples, 3, side, side]);
const key = () => tf.tensor1d([1, 2, 0], 'int32') as Key;

describe('ResNet-20', () => {
  it('has the size of the authors’ network: 19 convolutions, an output layer, a normalization before every ReLU and of the input', () => {
    const of = (ending: string) => specs.filter(({ name }) => name.endsWith(ending));
    expect(specs.filter(({ shape }) => shape.length === 4 && shape[0] === 3)).toHaveLength(19);
    expect(of('shortcut.weights').map(({ shape }) => shape)).toEqual([
      [1, 1, 16, 32],
      [1, 1, 32, 64],
    ]);
    expect(of('.gamma')).toHaveLength(20);
    // 3·3·(3·16 + 6·16² + 16·32 + 5·32² + 32·64 + 5·64²) + 16·32 + 32·64 + 640 weights, 10 biases, 4 numbers a normalized channel
    const channels = 3 + 6 * 16 + 16 + 5 * 32 + 32 + 5 * 64 + 64;
    expect(totalSize(specs)).toBe(
      9 * (48 + 6 * 256 + 512 + 5 * 1024 + 2048 + 5 * 4096) + 512 + 2048 + 640 + 10 + 4 * channels,
    );
  });

  it.each(imageSides)('passes 19 activations of %i × %i pixels through its hooks', (side) => {
    const seen = new Map<string, readonly number[]>();
    const hook: ActivationHook = (activation, name) => {
      seen.set(name, activation.shape.slice(1));
      return activation;
    };
    expect(resnet20(parameters(), images(1, side), hook).shape).toEqual([1, 10]);
    expect(seen.size).toBe(19);
    expect(seen.get('stage1.unit1.relu1')).toEqual([side, side, 16]);
    expect(seen.get('stage2.unit1.relu1')).toEqual([side, side, 16]);
    expect(seen.get('stage2.unit1.relu2')).toEqual([side / 2, side / 2, 32]);
    expect(seen.get('final.relu')).toEqual([side / 4, side / 4, 64]);
    const units = [...seen.values()].reduce((sum, shape) => sum + shape.reduce((a, b) => a * b), 0);
    if (side === 32) expect(units).toBe(188_416);
  });

  it('is initialized with the scale of its layers, and the same for the same seed', () => {
    const again = createFlatParameters(specs);
    initializeResnet(again.views, specs, createRandom(1));
    expect(again.views).toEqual(views);
    const i = specs.findIndex(({ name }) => name === 'stage3.unit2.conv1.weights');
    const square = views[i]!.reduce((sum, w) => sum + w * w, 0) / views[i]!.length;
    expect(square / (2 / (9 * 64))).toBeCloseTo(1, 1);
    specs.forEach(({ name }, j) => {
      if (/gamma|variance/.test(name)) expect(views[j]!.every((value) => value === 1)).toBe(true);
    });
  });

  it('leaks no tensors', () => {
    const [p, x] = [parameters(), images(1, 28)];
    const before = tf.memory().numTensors;
    resnet20(p, x).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('equals the eager network when compiled, and so does its input gradient', async () => {
    const x = bytes(2, 28);
    const gradient = (p: tf.Tensor[], pixels: tf.Tensor) => [
      resnet20(p, pixels as tf.Tensor4D),
      tf.grad((at) => tf.sum(tf.square(resnet20(p, at as tf.Tensor4D))))(pixels),
    ];
    const runner = await compile((...inputs) => gradient(inputs.slice(0, -1), inputs.at(-1)!), {
      inputs: [
        ...specs.map(({ shape }, i) => ({ shape, frozen: views[i]! })),
        { shape: [2, 3, 28, 28], storage: 'uint8' as const },
      ],
    });
    const found = await runner.run([x]);
    await runner.dispose();
    const expected = gradient(parameters(), images(2, 28)).map((tensor) => tensor.dataSync());
    expected.forEach((values, i) => {
      const scale = Math.max(...values.map(Math.abs));
      expect(Math.max(...values.map((value, j) => Math.abs(value - found[i]![j]!)))).toBeLessThan(1e-4 * scale);
    });
  });

  it.each(['sap100', 'dropout0.2', 'rna0.1', 'rnw0.01', 'swp500', 'dwp50', 'sap100+dwp80'])(
    'is defended by %s, and has a gradient through it',
    (name) => {
      const model = parseDefense(name)(createModel(resnet20, parameters(), { outputKind: 'logits' }));
      const x = images(1, 8);
      const draws = model.stochastic ? 2 : 1;
      expect(model.forward(x, key(), draws).shape).toEqual([draws, 10]);
      const gradient = tf.grad((at) => tf.sum(model.forward(at as tf.Tensor4D, key(), draws)))(x);
      expect(gradient.shape).toEqual(x.shape);
      expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeGreaterThan(0);
    },
  );
});
