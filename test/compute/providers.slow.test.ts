import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { loadAgent } from '../../src/agent/agent-files.js';
import { misclassification } from '../../src/attack/search/criteria.js';
import { expected } from '../../src/attack/search/gradients.js';
import { crossEntropy } from '../../src/attack/search/losses.js';
import { createRandom } from '../../src/common/random.js';
import { compile } from '../../src/compute/engine.js';
import { sap } from '../../src/defense/sap.js';
import { createModel } from '../../src/model/create-model.js';
import type { Key, Network } from '../../src/model/model.js';
import { loadClassifier } from '../../src/vision/classifier-files.js';

describe('providers', () => {
  it('an unavailable provider gives an error with its name and a remedy', async () => {
    // CUDA's library is not part of the npm package: it is missing unless it was installed separately.
    const start = compile((x) => [tf.neg(x!)], { inputs: [{ shape: [2] }] }, { provider: 'cuda' });
    const outcome = await start.then(
      () => 'started',
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(
      /^started$|^provider 'cuda' cannot compute here \(.+\): use the provider cpu, or install CUDA 12 and its provider: .*npm install onnxruntime-node@/,
    );
    expect(outcome).not.toContain('\n');
  });
});

const assets = (name: string) => fileURLToPath(new URL(`../../assets/${name}`, import.meta.url));

interface Subject {
  readonly network: Network;
  readonly specs: readonly { readonly shape: readonly number[] }[];
  readonly views: readonly Float32Array[];
}

describe('WebAssembly gives the results of the native library up to rounding', () => {
  const pruned = sap({ percent: 100, sampler: 'multinomial' });
  it.each<[string, () => Subject, number[], typeof pruned | undefined]>([
    ['an agent', () => loadAgent(assets('catch')), [2, 4, 84, 84], undefined],
    ['a pruned agent', () => loadAgent(assets('catch')), [2, 4, 84, 84], pruned],
    ['a classifier', () => loadClassifier(assets('vision/dense')), [2, 3, 32, 32], undefined],
  ])('outputs of %s, and the gradient of its input', async (_, load, shape, defense) => {
    const { network, specs, views } = load();
    const rng = createRandom(3);
    const pixels = Uint8Array.from({ length: shape.reduce((a, b) => a * b) }, () => rng.integer(256));
    const results: (readonly Float32Array[])[] = [];
    for (const provider of ['cpu', 'wasm'] as const) {
      const runner = await compile(
        (...tensors) => {
          const plain = createModel(network, tensors.slice(0, specs.length));
          const model = defense ? defense(plain) : plain;
          const [images, key] = tensors.slice(specs.length) as [tf.Tensor4D, Key];
          const labels = tf.tensor1d([0, 1], 'int32');
          const { gradient } = expected({ samples: 3 })(model, images, misclassification(labels), crossEntropy, key);
          return [plain.forward(images, key), gradient];
        },
        {
          inputs: [
            ...specs.map((spec, i) => ({ shape: spec.shape, frozen: views[i]! })),
            { shape, storage: 'uint8' },
            { shape: [3], dtype: 'int32' },
          ],
        },
        { provider },
      );
      results.push((await runner.run([pixels, Int32Array.of(1, 2, 3)])) as Float32Array[]);
      await runner.dispose();
    }
    for (const [i, native] of results[0]!.entries()) {
      const largest = native.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      const furthest = native.reduce((most, x, j) => Math.max(most, Math.abs(x - results[1]![i]![j]!)), 0);
      expect(largest).toBeGreaterThan(0);
      expect(furthest / largest).toBeLessThan(1e-3);
    }
  });
});
