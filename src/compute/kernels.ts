/**
 * The numeric kernels of `assembly/`, compiled to WebAssembly. Every instance has one memory. onnxruntime reads and writes arrays
 * in it directly, so parameters, gradients and RMSProp's moments are updated in place. Several threads can each have an instance
 * over one shared memory; onnxruntime accepts no arrays in shared memory.
 */
import { kernelModule } from './kernel-module.js';

interface KernelExports {
  heapBase(): number;
  adam(...args: number[]): void;
  rmsprop(...args: number[]): void;
  squaredNorm(...args: number[]): number;
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
  /** Allocates `length` zeroed numbers, 64-byte aligned. They cannot be freed. */
  float32(length: number): Float32Array;
  int32(length: number): Int32Array;
  uint8(length: number): Uint8Array;
}

const pageBytes = 65536;
const alignment = 64;

/** Bytes that an array of so many bytes takes in a memory. */
export const alignedBytes = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** Most bytes of arrays in a memory: WebAssembly addresses 4 GiB, of which one page is the kernels'. */
export const mostKernelBytes = 65535 * pageBytes;

const files = { own: 'kernels.wasm', shared: 'kernels-shared.wasm' } as const;
const compiled = new Map<string, WebAssembly.Module>();

function moduleFor(memory: WebAssembly.Memory): WebAssembly.Module {
  const file = memory.buffer instanceof ArrayBuffer ? files.own : files.shared;
  const module = compiled.get(file) ?? kernelModule(file);
  compiled.set(file, module);
  return module;
}

/** Creates a memory with room for this many bytes of arrays, each rounded up by `alignedBytes`. @param shared between several threads */
export function kernelMemory(bytes: number, { shared = false } = {}): WebAssembly.Memory {
  const pages = Math.ceil(bytes / pageBytes) + 1;
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
}

/**
 * Creates an instance of the kernels. Threads that create one over the same memory and make the same allocations see the same
 * arrays.
 * @param place a memory, or the number of bytes of arrays of a new one
 * @throws RangeError from allocations that exceed the memory
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
    const start = alignedBytes(next);
    if (start + size > memory.buffer.byteLength) {
      throw new RangeError(
        `kernel memory of ${memory.buffer.byteLength} bytes is full: expected room for ${size} more`,
      );
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
