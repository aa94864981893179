/** Samplers that draw in a wasm kernel: a row of activations is prepared once, then sampled any number of times. */
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { type HostOperation, hostCall } from '../../compute/host-call.js';
import { createKernels, type Kernels } from '../../compute/kernels.js';
import { type Key, rowKey } from '../../model/keys.js';
import type { Sampler, SamplerOptions } from './sampler.js';

export type SamplingKernel = 'multinomialSample' | 'bernoulliSample';

/** Makes a sampler. @param name is part of labels @param kernel the wasm function that draws */
export function kernelSampler(name: string, kernel: SamplingKernel): Sampler {
  const sampler = (activations: Tensor3D, key: Key, options: SamplerOptions): Tensor3D =>
    hostCall(samplingOperation(kernel, options), [activations, key])[0] as Tensor3D;
  return Object.defineProperty(sampler, 'name', { value: name });
}

/** Returns the host operation of a sampler. */
export function samplingOperation(kernel: SamplingKernel, { draws, samples, site }: SamplerOptions): HostOperation {
  return {
    name: kernel,
    outputs: ([activations]) => {
      const [rows, , units] = activations!.shape as [number, 1, number];
      return [{ shape: [rows, samples, units], dtype: 'float32' }];
    },
    run([activations, words], [scale], [shape]) {
      const [rows, , units] = shape!.shape as [number, 1, number];
      const space = workspace(units);
      const { kernels, row, sample, scratch } = space;
      for (let i = 0; i < rows; i++) {
        const next = (activations as Float32Array).subarray(i * units, (i + 1) * units);
        // Weight defenses pass the same weights once for each sampled network.
        if (rows > 1 || space.draws !== draws || !sameBytes(row, next)) {
          row.set(next);
          kernels.exports.pruningPrepare(scratch, row.byteOffset, units, draws, sample.byteOffset);
          space.draws = draws;
        }
        for (let j = i * samples; j < (i + 1) * samples; j++) {
          const { seed, counter, use, sample: place } = rowKey(words!, j, rows * samples);
          kernels.exports[kernel](scratch, seed, counter, use, site, place);
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
  /** Number of draws for which `row` was prepared. */
  draws: number;
}

/** One wasm instance for each number of units. It holds one row at a time, which then stays in the cache. */
const workspaces = new Map<number, Workspace>();

function workspace(units: number): Workspace {
  let found = workspaces.get(units);
  if (!found) {
    const kernels = createKernels(36 * units + 65536);
    const scratchFloats = Math.ceil(kernels.exports.pruningScratchBytes(units) / 4);
    found = {
      kernels,
      row: kernels.float32(units),
      sample: kernels.float32(units),
      scratch: kernels.float32(scratchFloats).byteOffset,
      draws: 0,
    };
    workspaces.set(units, found);
  }
  return found;
}

function sameBytes(a: Float32Array, b: Float32Array): boolean {
  return bytesOf(a).equals(bytesOf(b));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => Buffer.from(buffer, byteOffset, byteLength);
