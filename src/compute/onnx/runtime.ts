/**
 * Loads ONNX Runtime at the first compilation: its native library, or WebAssembly on platforms without one
 * (docs/decisions/0017-platforms.md). No other file imports it.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import type * as Ort from 'onnxruntime-common';
import type { CompileOptions } from '../signature.js';

export interface Runtime {
  readonly kind: 'native' | 'wasm';
  createSession(model: Uint8Array, options?: Ort.InferenceSession.SessionOptions): Promise<Session>;
}

type Tensors = Readonly<Record<string, Ort.Tensor>>;

export interface Session {
  /** @param outputs tensors to write the results into; default new tensors */
  run(inputs: Tensors, outputs?: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

const require = createRequire(import.meta.url);
const common = require('onnxruntime-common') as typeof Ort;
// ONNX Runtime throws an exception with the same text, so its log is turned off. Sessions have their own log level.
common.env.logLevel = 'fatal';
const errorsOnly = { logSeverityLevel: 3 } as const;

/** Version of ONNX Runtime. */
export const runtimeVersion: string = common.env.versions.common;

export const Tensor = common.Tensor;
export type Tensor = Ort.Tensor;

const vendored = (name: string) => fileURLToPath(new URL(`../../../vendor/${name}`, import.meta.url));

/** Slowdown of WebAssembly, measured with one thread (docs/decisions/0017-platforms.md). */
const wasmSlowdown = '4 to 10 times slower';

/** Loads ONNX Runtime. @throws Error if neither library can be loaded */
export const runtimeFor = ({ provider = 'cpu' }: CompileOptions): Runtime =>
  provider === 'wasm' ? wasm() : provider === 'cpu' ? processor() : native();

/** Prints once that WebAssembly replaces the missing native library. */
const processor = once((): Runtime => {
  try {
    return native();
  } catch (error) {
    const runtime = wasm();
    if (isMainThread) console.error(`sap-atari: ${(error as Error).message}: WebAssembly computes, ${wasmSlowdown}`);
    return runtime;
  }
});

const native = once((): Runtime => {
  loadNative();
  return {
    kind: 'native',
    createSession: (model, options = {}) =>
      common.InferenceSession.create(model, { ...errorsOnly, ...options }) as unknown as Promise<Session>,
  };
});

/** Loads the onnxruntime-node of the user's project, which may support CUDA, instead of ours if the versions are equal. */
function loadNative(): void {
  const platform = `${process.platform}-${process.arch}`;
  let reason = 'it has none';
  for (const place of ['onnxruntime-node', vendored('onnxruntime-node')]) {
    try {
      if (!sharesCommon(require.resolve(place))) continue;
      require(place);
      return;
    } catch (error) {
      reason = (error as Error).message.split('\n')[0]!;
    }
  }
  throw new Error(`ONNX Runtime has no native library that loads on ${platform} (${reason})`);
}

const wasm = once((): Runtime => {
  const path = vendored('onnxruntime-web');
  if (!existsSync(path)) throw new Error(`${path} is missing: reinstall sap-atari, or run npm run build in a clone`);
  require(path);
  // In Node, a second thread is no faster. Several networks in several worker threads are.
  common.env.wasm.numThreads = 1;
  return {
    kind: 'wasm',
    async createSession(model, options = {}) {
      const session = await common.InferenceSession.create(model, {
        ...errorsOnly,
        ...options,
        executionProviders: ['wasm'],
      });
      return {
        async run(inputs, outputs) {
          const found = await session.run(inputs, outputs ? Object.keys(outputs) : session.outputNames);
          if (!outputs) return found;
          // The WebAssembly build has its own memory, so results are copied.
          for (const [name, { data }] of Object.entries(outputs)) {
            (data as Uint8Array).set(found[name]!.data as Uint8Array);
          }
          return outputs;
        },
        release: () => session.release(),
      };
    },
  };
});

/** Whether the package uses the same class of tensors, and thus the same version. */
const sharesCommon = (path: string): boolean =>
  createRequire(path).resolve('onnxruntime-common') === require.resolve('onnxruntime-common');

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
