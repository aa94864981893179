/**
 * ONNX Runtime, loaded when something is first compiled: its native library, or WebAssembly where there is none for this
 * platform (docs/decisions/0017-platforms.md). Nothing else imports it.
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
  /** @param outputs tensors that results are written into; without them results are new tensors */
  run(inputs: Tensors, outputs?: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

const require = createRequire(import.meta.url);
const common = require('onnxruntime-common') as typeof Ort;
// What it has to say comes as an exception, too; a person shall read it once. A session has a level of its own.
common.env.logLevel = 'fatal';
const errorsOnly = { logSeverityLevel: 3 } as const;

/** Of ONNX Runtime. */
export const runtimeVersion: string = common.env.versions.common;

export const Tensor = common.Tensor;
export type Tensor = Ort.Tensor;

const vendored = (name: string) => fileURLToPath(new URL(`../../../vendor/${name}`, import.meta.url));

/** By how much WebAssembly is slower, measured with one thread; the range is that of docs/decisions/0017-platforms.md. */
const wasmSlowdown = '4 to 10 times slower';

/** @throws Error when neither can be loaded */
export const runtimeFor = ({ provider = 'cpu' }: CompileOptions): Runtime =>
  provider === 'wasm' ? wasm() : provider === 'cpu' ? processor() : native();

/** What computes where the native library is missing is told once. */
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

/** A project's own onnxruntime-node, which may have CUDA, takes the place of ours where it is of the same version. */
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
  if (!existsSync(path)) throw new Error(`${path} is missing: install sap-atari anew; in a clone, run npm run build`);
  require(path);
  // A second thread gained nothing under Node; several networks in several worker threads do.
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
          // It computes in a memory of its own, so results are copied out of it.
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

/** Whether the package there makes the tensors that we make, and so is of our version. */
const sharesCommon = (path: string): boolean =>
  createRequire(path).resolve('onnxruntime-common') === require.resolve('onnxruntime-common');

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
