/**
 * How many images a second does dense training of ResNet-20 take at batch 512, against PyTorch; and how long is one backward
 * pass of SAP-100 for 512 images of CIFAR's size (the paper: about 20 s on 8 GPUs)?
 *
 *     npm run bench -- vision [--rounds 5] [--slices 8] [--threads 2]
 */
import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { misclassification } from '../src/attack/search/criteria.js';
import { expected } from '../src/attack/search/gradients.js';
import { crossEntropy } from '../src/attack/search/losses.js';
import { createFlatParameters } from '../src/common/flat-parameters.js';
import { createRandom } from '../src/common/random.js';
import { compile } from '../src/compute/engine.js';
import { sap } from '../src/defense/sap.js';
import { createModel } from '../src/model/create-model.js';
import type { Key } from '../src/model/model.js';
import { createTrainer } from '../src/training/classifier/trainer/create-trainer.js';
import type { ImageBatch } from '../src/training/classifier/trainer/trainer.js';
import { initializeResnet, resnet20, resnetSpecs } from '../src/vision/resnet.js';
import { isLearned } from '../src/vision/training-step.js';
import { benchFlags } from './flags.js';
import { median, pythonPeer, record, timeEach } from './harness.js';

const { rounds, slices, batch, block, images, threads } = benchFlags({
  ...{ rounds: [5, 1], slices: [8, 1], batch: [512, 4], threads: [2, 1] },
  /** Of the backward pass: all of them, and those computed together. */
  ...{ images: [512, 2], block: [32, 2] },
});
const threadCounts = Array.from({ length: threads }, (_, i) => i + 1);
const side = 32;
const rng = createRandom(1);
const specs = resnetSpecs(10);
const parameters = createFlatParameters(specs);
initializeResnet(parameters.views, specs, rng.split('parameters'));

const noise: ImageBatch = {
  pixels: Uint8Array.from({ length: batch * 3 * side * side }, () => rng.integer(256)),
  labels: Int32Array.from({ length: batch }, () => rng.integer(10)),
};

const ours = new Map<number, number[]>();
const torch = new Map<number, number[]>();
let hasPeer = true;
for (const threads of threadCounts) {
  const trainer = await createTrainer({
    ...{ specs, slices, batch, side, threads, dropoutRate: 0, momentum: 0.9, weightDecay: 1e-4 },
  });
  trainer.load(parameters.views, createFlatParameters(specs.filter(isLearned)).views);
  const times: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Both begin each round with a step that does not count.
    times.push(...(await timeEach(() => trainer.step(noise, 0.1, [1, round]), 1, 1)));
    const measured: number[] | undefined = hasPeer
      ? pythonPeer('vision_training.py', threads, batch, slices, side, 1)
      : undefined;
    hasPeer = measured !== undefined;
    peer.push(...(measured ?? []));
  }
  await trainer.dispose();
  ours.set(threads, times);
  torch.set(threads, peer);
}

/** Seconds of SAP-100's input gradient, one sample per image, for 512 images in blocks. */
async function sapSeconds(): Promise<number[]> {
  const runner = await compile(
    (...inputs) => {
      const [labels, key] = inputs.slice(specs.length + 1) as [Tensor1D, Key];
      const model = sap({ percent: 100 })(
        createModel(resnet20, inputs.slice(0, specs.length), { outputKind: 'logits' }),
      );
      const pixels = inputs[specs.length] as tf.Tensor4D;
      const found = expected({ samples: 1 })(model, pixels, misclassification(labels), crossEntropy, key);
      return [tf.sign(found.gradient)];
    },
    {
      inputs: [
        ...specs.map(({ shape }, i) => ({ shape, frozen: parameters.views[i]! })),
        { shape: [block, 3, side, side], storage: 'uint8' },
        { shape: [block], dtype: 'int32' },
        { shape: [3], dtype: 'int32' },
      ],
    },
    { threads },
  );
  const pixels = Uint8Array.from({ length: block * 3 * side * side }, () => rng.integer(256));
  const labels = Int32Array.from({ length: block }, () => rng.integer(10));
  const times = await timeEach(
    async () => {
      for (let i = 0; i < images / block; i++) await runner.run([pixels, labels, Int32Array.of(1, i, 0)]);
    },
    rounds,
    1,
  );
  await runner.dispose();
  return times.map((milliseconds) => milliseconds / 1000);
}

const rate = (times: readonly number[]) => (1000 * batch) / median(times);
const figures: Record<string, number> = { 'batch, images': batch, slices };
for (const [threads, times] of ours) figures[`ours, ${threads} thread(s), images/s`] = rate(times);
if (hasPeer) {
  for (const [threads, times] of torch) figures[`PyTorch, ${threads} thread(s), images/s`] = rate(times);
  const best = (all: ReadonlyMap<number, number[]>) => Math.max(...[...all.values()].map(rate));
  figures['ours / PyTorch, each at its best'] = best(ours) / best(torch);
}
figures[`SAP-100 backward pass, ${images} images, s`] = median(await sapSeconds());
record('vision', figures);
