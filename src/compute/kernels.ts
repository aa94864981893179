/**
 * The numeric kernels of `assembly/`, compiled to wasm. Every instance has one memory; arrays allocated in it are
 * handed to onnxruntime as they are, so that parameters, gradients and moments are computed in place, without a copy.
 * A shared memory serves an instance in each of several threads; onnxruntime does not take arrays in it.
 */
import { readFileSync } from 'node:fs';

interface KernelExports {
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
  readonly memory: WebAssembly.Memory;
  /** `length` zeroed numbers at a 64-byte boundary. They live as long as the memory; there is no free. */
  float32(length: number): Float32Array;
  int32(length: number): Int32Array;
  uint8(length: number): Uint8Array;
}

const pageBytes = 65536;
const alignment = 64;
const files = { own: 'kernels.wasm', shared: 'kernels-shared.wasm' } as const;
const compiled = new Map<string, WebAssembly.Module>();

function moduleFor(memory: WebAssembly.Memory): WebAssembly.Module {
  const file = memory.buffer instanceof SharedArrayBuffer ? files.shared : files.own;
  const module =
    compiled.get(file) ?? new WebAssembly.Module(readFileSync(new URL(`../../dist/${file}`, import.meta.url)));
  compiled.set(file, module);
  return module;
}

/** A memory with room for so many bytes of arrays. @param shared for several threads */
export function kernelMemory(bytes: number, { shared = false } = {}): WebAssembly.Memory {
  const pages = Math.ceil(bytes / pageBytes) + 1;
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
}

/**
 * Threads that make their kernels over one memory and allocate alike see the same arrays.
 * @param place a memory, or how many bytes of arrays a new one is for; allocating beyond it throws
 */
export function createKernels(place: number | WebAssembly.Memory): Kernels {
  const memory = typeof place === 'number' ? kernelMemory(place) : place;
  const { exports } = new WebAssembly.Instance(moduleFor(memory), {
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
    memory,
    float32: (length) => new Float32Array(memory.buffer, allocate(length * 4), length),
    int32: (length) => new Int32Array(memory.buffer, allocate(length * 4), length),
    uint8: (length) => new Uint8Array(memory.buffer, allocate(length), length),
  };
}
