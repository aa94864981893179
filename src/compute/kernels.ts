/**
 * The numeric kernels of `assembly/`, compiled to wasm. Every instance owns one memory; arrays allocated in it are
 * handed to onnxruntime as they are, so that parameters, gradients and moments are computed in place, without a copy.
 */
import { readFileSync } from 'node:fs';

export interface KernelExports {
  heapBase(): number;
  rmsprop(...args: number[]): void;
  pruningScratchBytes(size: number): number;
  pruningPrepare(...args: number[]): void;
  multinomialSample(...args: number[]): void;
  bernoulliSample(...args: number[]): void;
  fillNormal(...args: number[]): void;
  fillMask(...args: number[]): void;
}

export interface Kernels {
  readonly exports: KernelExports;
  /** `length` zeroed floats at a 64-byte boundary. Lives as long as the instance; there is no free. */
  float32(length: number): Float32Array;
  int32(length: number): Int32Array;
}

const pageBytes = 65536;
const alignment = 64;
let compiled: WebAssembly.Module | undefined;

/** @param bytes capacity of the instance's memory; allocating beyond it throws. */
export function createKernels(bytes: number): Kernels {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../../dist/kernels.wasm', import.meta.url)));
  const pages = Math.ceil(bytes / pageBytes) + 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(compiled, {
    env: {
      memory,
      abort: () => {
        throw new Error('a kernel was aborted');
      },
    },
  });
  const kernels = exports as unknown as KernelExports;
  let next = kernels.heapBase();
  const allocate = (size: number) => {
    const start = Math.ceil(next / alignment) * alignment;
    if (start + size > memory.buffer.byteLength) {
      throw new RangeError(`kernel memory of ${memory.buffer.byteLength} bytes is full: ${size} more were asked for`);
    }
    next = start + size;
    return start;
  };
  return {
    exports: kernels,
    float32: (length) => new Float32Array(memory.buffer, allocate(length * 4), length),
    int32: (length) => new Int32Array(memory.buffer, allocate(length * 4), length),
  };
}
