/** Measures a classifier on test images, without attack or defense. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expectFiniteOutputs } from '../../common/finite.js';
import { compile } from '../../compute/engine.js';
import type { CompileOptions } from '../../compute/signature.js';
import { centerCrop } from '../../vision/data/augment.js';
import { evaluationBatches } from '../../vision/data/batches.js';
import type { ImageSet } from '../../vision/data/image-set.js';
import { type ResnetSpec, resnet20 } from '../../vision/resnet.js';

export interface AccuracyOptions extends CompileOptions {
  readonly specs: readonly ResnetSpec[];
  readonly set: ImageSet;
  readonly cropPixels: number;
  /** How many images of the test split, from its first on; at most all. */
  readonly images: number;
}

interface Accuracy {
  readonly images: number;
  readonly accuracy: number;
  /** Mean cross-entropy. */
  readonly loss: number;
}

export interface AccuracyMeter {
  /** @returns undefined when the signal was aborted before the end */
  measure(views: readonly Float32Array[], signal?: AbortSignal): Promise<Accuracy | undefined>;
  dispose(): Promise<void>;
}

const mostInBatch = 100;

export async function accuracyMeter(options: AccuracyOptions): Promise<AccuracyMeter> {
  const { specs, set, cropPixels, images: wanted, ...engine } = options;
  const images = Math.min(wanted, set.test.size);
  const batch = Math.min(mostInBatch, images);
  const classes = set.classNames.length;
  const side = cropPixels;
  const runner = await compile(
    (...inputs) => [resnet20(inputs.slice(0, -1), inputs.at(-1) as Tensor4D)],
    { inputs: [...specs.map(({ shape }) => ({ shape })), { shape: [batch, 3, side, side], storage: 'uint8' }] },
    engine,
  );
  const pixels = new Uint8Array(batch * 3 * side * side);
  const logits = new Float32Array(batch * classes);
  return {
    async measure(views, signal) {
      let [correct, loss] = [0, 0];
      const view = centerCrop(set.shape, cropPixels);
      for (const next of evaluationBatches(set.test, set.shape, view, { batchSize: batch, images }, Uint8Array)) {
        if (signal?.aborted) return undefined;
        pixels.set(next.pixels); // a short last batch leaves old images behind it, which are not counted
        await runner.run([...views, pixels], [logits]);
        expectFiniteOutputs(logits);
        for (const [i, label] of next.labels.entries()) {
          const row = logits.subarray(i * classes, (i + 1) * classes);
          const most = Math.max(...row);
          if (row.indexOf(most) === label) correct++;
          loss += most - row[label]! + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
        }
      }
      return { images, accuracy: correct / images, loss: loss / images };
    },
    dispose: () => runner.dispose(),
  };
}
