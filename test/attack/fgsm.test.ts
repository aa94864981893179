/** FGSM against closed forms, and compiled against eager. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialize, parameterSpecs, qNetwork } from '../../src/agent/network.js';
import { fgsm } from '../../src/attack/fgsm.js';
import { keyUses } from '../../src/attack/search/attack.js';
import { greedyAction } from '../../src/attack/search/criteria.js';
import { exact, expected } from '../../src/attack/search/gradients.js';
import { crossEntropy } from '../../src/attack/search/losses.js';
import { createRandom } from '../../src/common/random.js';
import { compile, loadEagerBackend } from '../../src/compute/engine.js';
import { none } from '../../src/defense/defense.js';
import { sap } from '../../src/defense/sap.js';
import { createModel } from '../../src/model/create-model.js';
import { exampleKeys, type Key, keyFor, placesOf } from '../../src/model/keys.js';
import { meanOutput } from '../../src/model/model.js';
import { smallNetwork, smallParameters, smallPixels } from '../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const key = () => tf.tensor1d([1, 2, 3], 'int32');

describe('on a linear model', () => {
  const [examples, pixels, outputs] = [3, 8, 4];
  const rng = createRandom(2);
  const w = Array.from({ length: pixels }, () => Array.from({ length: outputs }, () => rng.uniform() - 0.5));
  const x = Array.from({ length: examples }, () => Array.from({ length: pixels }, () => 2 * rng.uniform()));
  const linear = createModel(
    ([weights], images) => tf.matMul(tf.reshape(images, [-1, pixels]), weights as tf.Tensor2D) as tf.Tensor2D,
    [tf.tensor2d(w)],
  );
  const inputs = () => tf.tensor4d(x.flat(), [examples, 1, 1, pixels]);

  /** ∂/∂x −log softmax(xW)[y] = W(softmax − onehot(y)), y the greedy output. */
  const closedForm = x.map((row) => {
    const q = w[0]!.map((_, a) => row.reduce((sum, value, i) => sum + value * w[i]![a]!, 0));
    const total = q.reduce((sum, value) => sum + Math.exp(value), 0);
    const y = q.indexOf(Math.max(...q));
    return w.map((weights) =>
      weights.reduce((sum, weight, a) => sum + weight * (Math.exp(q[a]!) / total - Number(a === y)), 0),
    );
  });

  it.each([exact(), expected({ samples: 7 })])('the gradient of the cross-entropy is the closed form', (gradient) => {
    const found = gradient(linear, inputs(), greedyAction(), crossEntropy, key());
    expect([...found.gradient.dataSync()]).toEqual(closedForm.flat().map((value) => expect.closeTo(value, 5)));
  });

  it('each pixel changes by λ along the sign of the gradient, within the bounds', () => {
    const { raw, clipped } = fgsm()(linear, inputs(), greedyAction(), { lambdas: [tf.scalar(1)], key: key() });
    const moved = x.flat().map((value, i) => value + Math.sign(closedForm.flat()[i]!));
    expect([...raw[0]!.dataSync()]).toEqual(moved.map((value) => expect.closeTo(value, 5)));
    expect([...clipped[0]!.dataSync()]).toEqual(moved.map((value) => expect.closeTo(Math.max(0, value), 5)));
  });

  it('an example does not depend on the others', () => {
    const alone = fgsm()(linear, tf.slice(inputs(), 1, 1), greedyAction(), { lambdas: [tf.scalar(1)], key: key() });
    const together = fgsm()(linear, inputs(), greedyAction(), { lambdas: [tf.scalar(1)], key: key() });
    expect(tf.slice(together.raw[0]!, 1, 1).dataSync()).toEqual(alone.raw[0]!.dataSync());
  });
});

describe('on a stochastic model', () => {
  it('the expected gradient is the mean of the gradients of its samples', () => {
    const model = sap({ percent: 100 })(createModel(smallNetwork, smallParameters(1).tensors()));
    const inputs = tf.tensor4d(smallPixels(1, 4), [1, 2, 6, 6], 'float32');
    const samples = 6;
    const found = expected({ samples })(model, inputs, greedyAction(), crossEntropy, key());
    const perSample = Array.from({ length: samples }, (_, m) =>
      tf.grad((x) => {
        const output = tf.slice(model.forward(x as tf.Tensor4D, key(), samples), [m, 0], [1, -1]);
        return tf.sum(crossEntropy(output as tf.Tensor2D, found.labels));
      })(inputs),
    );
    const mean = tf.mean(tf.stack(perSample), 0).dataSync();
    expect([...found.gradient.dataSync()]).toEqual([...mean].map((value) => expect.closeTo(value, 6)));
  });
});

describe('compiled', () => {
  const small = smallParameters(3);
  const specs = parameterSpecs({ actions: 4 });
  const views = specs.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b)));
  initialize(views, specs, createRandom(6));
  const rng = createRandom(7);
  const targets = {
    'a small network': { ...small, network: smallNetwork, pixels: smallPixels(2, 4), shape: [2, 2, 6, 6] },
    "the paper's network": {
      specs,
      views,
      network: qNetwork(),
      pixels: Uint8Array.from({ length: 4 * 84 * 84 }, () => rng.integer(256)),
      shape: [1, 4, 84, 84],
    },
  };
  const defenses = { plain: none, sap100: sap({ percent: 100 }) };
  const rows = Object.keys(targets).flatMap((target) => Object.keys(defenses).map((name) => [target, name]));

  it.each(rows)(
    'on %s, %s: gradients agree to 1e-4 of the largest, pixels and their outputs to 1e-3',
    async (target, name) => {
      const { specs, views, network, pixels, shape } = targets[target as keyof typeof targets];
      const inputs = [
        ...specs.map(({ shape }, i) => ({ shape, frozen: views[i]! })),
        { shape, storage: 'uint8' as const },
        { shape: [] },
        { shape: [3], dtype: 'int32' as const },
      ];
      const results = [];
      for (const engine of ['onnx', 'tfjs'] as const) {
        const runner = await compile(
          (...tensors) => {
            const model = defenses[name as keyof typeof defenses](createModel(network, tensors.slice(0, specs.length)));
            const [x, lambda, key] = tensors.slice(specs.length) as [tf.Tensor4D, tf.Scalar, Key];
            const gradient = expected({ samples: 3 });
            const found = gradient(model, x, greedyAction(), crossEntropy, keyFor(key, keyUses.perturbation));
            const options = { lambdas: [lambda], key, outputSamples: 3 };
            const attacked = fgsm({ gradient })(model, x, greedyAction(), options);
            return [found.gradient, attacked.labels, attacked.clipped[0]!, attacked.outputs[0]!];
          },
          { inputs },
          { engine },
        );
        results.push(await runner.run([pixels, Float32Array.of(3), Int32Array.of(1, 2, 0)]));
        await runner.dispose();
      }
      const [onnx, eager] = results as [Float32Array[], Float32Array[]];
      const largest = Math.max(...eager[0]!.map(Math.abs));
      const furthest = (i: number) => Math.max(...eager[i]!.map((value, k) => Math.abs(value - onnx[i]![k]!)));
      expect(furthest(0) / largest).toBeLessThan(1e-4);
      expect(onnx[1]).toEqual(eager[1]);
      // where the gradient is almost zero its sign is rounding error
      const decided = eager[0]!.map((g) => Number(Math.abs(g) > 1e-4 * largest));
      const apart = eager[2]!.filter((pixel, k) => decided[k] === 1 && Math.abs(pixel - onnx[2]![k]!) > 1e-3);
      expect(apart.length).toBe(0);
      expect(decided.reduce((a, b) => a + b, 0)).toBeGreaterThan(0.5 * decided.length);
      // outputs at the pixels of the compiled attack, since pixels with such signs differ between the engines
      const evaluate = await compile(
        (...tensors) => {
          const model = defenses[name as keyof typeof defenses](createModel(network, tensors.slice(0, specs.length)));
          const [x, key] = tensors.slice(specs.length) as [tf.Tensor4D, Key];
          return [
            meanOutput(
              model,
              model.forward(x, keyFor(exampleKeys(key, placesOf(shape[0]!)), keyUses.output), 3),
              shape[0]!,
            ),
          ];
        },
        { inputs: [...inputs.slice(0, specs.length), { shape }, inputs.at(-1)!] },
        { engine: 'tfjs' },
      );
      const [outputs] = (await evaluate.run([onnx[2]!, Int32Array.of(1, 2, 0)])) as [Float32Array];
      await evaluate.dispose();
      expect(Math.max(...outputs.map((value, k) => Math.abs(value - onnx[3]![k]!)))).toBeLessThan(1e-3);
    },
  );
});
