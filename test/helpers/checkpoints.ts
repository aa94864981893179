/** The checkpoints of test/fixtures, and the observations that their frameworks computed Q-values for. */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import type { ImportedNetwork } from '../../src/interop/network-builder.js';
import type { ReadOptions } from '../../src/interop/read-network.js';
import { importedModel } from './imported-model.js';

export const checkpointFolder = fileURLToPath(new URL('../fixtures/checkpoints/', import.meta.url));

/** What a framework says about one of the files. */
export interface ExpectedQ {
  readonly family: string;
  /** Null where users choose it. */
  readonly inputScale: number | null;
  readonly frames: number;
  readonly output: 'q-values' | 'logits';
  /** What the import must be told. */
  readonly options?: ReadOptions;
  /** [observation][action] */
  readonly q: readonly (readonly number[])[];
}

/** Returns `count` observations [N, frames, 84, 84], times `scale`; the Python scripts of test/fixtures have the same. */
export function observationsOf(count: number, frames: number, scale: number): tf.Tensor4D {
  const values = new Float32Array(count * frames * 84 * 84);
  let at = 0;
  for (let n = 0; n < count; n++)
    for (let c = 0; c < frames; c++)
      for (let y = 0; y < 84; y++)
        for (let x = 0; x < 84; x++) values[at++] = (((x * 7 + y * 13 + c * 29 + n * 53) ^ (x * y)) & 255) * scale;
  return tf.tensor4d(values, [count, frames, 84, 84]);
}

/** Returns the Q-values of an imported network. */
export const qOf = (network: ImportedNetwork, observations: tf.Tensor4D): number[][] =>
  tf.tidy(
    () =>
      importedModel(network)
        .forward(observations, tf.tensor1d([1, 2, 3], 'int32'))
        .arraySync() as number[][],
  );
