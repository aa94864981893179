/** The exact sampler: which units do r draws with replacement hit, with probabilities |h| / Σ|h|? */
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { type HostOperation, hostCall } from '../compute/host-call.js';
import { createKernels, type Kernels } from '../compute/kernels.js';
import type { Key } from '../model.js';
import type { SamplerOptions } from './sampler.js';

/** Activations [N, 1, units] → [N, samples, units]: 1 / P(hit) where hit, 0 elsewhere. */
export function multinomial(activations: Tensor3D, key: Key, options: SamplerOptions): Tensor3D {
  return hostCall(multinomialOperation(options), [activations, key])[0] as Tensor3D;
}

/** The operation behind it. */
export function multinomialOperation({ draws, samples, site }: SamplerOptions): HostOperation {
  return {
    name: 'multinomial',
    outputs: ([activations]) => {
      const [rows, , units] = activations!.shape as [number, 1, number];
      return [{ shape: [rows, samples, units], dtype: 'float32' }];
    },
    run([activations, key], [scale], [shape]) {
      const [rows, , units] = shape!.shape as [number, 1, number];
      const [seed, counter, use] = key as Int32Array;
      const { kernels, row, sample, scratch } = workspace(units);
      for (let i = 0; i < rows; i++) {
        row.set((activations as Float32Array).subarray(i * units, (i + 1) * units));
        kernels.exports.multinomialPrepare(scratch, row.byteOffset, units, draws);
        for (let j = i * samples; j < (i + 1) * samples; j++) {
          kernels.exports.multinomialSample(scratch, sample.byteOffset, seed!, counter!, use!, site, j);
          (scale as Float32Array).set(sample, j * units);
        }
      }
    },
  };
}

interface Workspace {
  readonly kernels: Kernels;
  readonly row: Float32Array;
  readonly sample: Float32Array;
  /** Address of the kernel's scratch memory. */
  readonly scratch: number;
}

/** One wasm instance for each width of layer; rows pass through it one at a time, so that they stay in the cache. */
const workspaces = new Map<number, Workspace>();

function workspace(units: number): Workspace {
  let found = workspaces.get(units);
  if (!found) {
    const kernels = createKernels(40 * units + 65536);
    const scratchFloats = Math.ceil(kernels.exports.multinomialScratchBytes(units) / 4);
    found = {
      kernels,
      row: kernels.float32(units),
      sample: kernels.float32(units),
      scratch: kernels.float32(scratchFloats).byteOffset,
    };
    workspaces.set(units, found);
  }
  return found;
}
