/** Loads ONNX Runtime, in a page: its WebAssembly build, and the one with WebGPU at the first session on a GPU. */
import type * as Ort from 'onnxruntime-common';
import * as wasmBuild from 'onnxruntime-web/wasm';
import type { CompileOptions } from '../../src/compute/signature.js';
import { createGpuQueue } from './gpu-queue.js';

type Tensors = Readonly<Record<string, Ort.Tensor>>;

export interface Session {
  run(inputs: Tensors, outputs?: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

interface OrtSession {
  readonly outputNames: readonly string[];
  run(inputs: Tensors, names: readonly string[]): Promise<Tensors>;
  release(): Promise<void>;
}
type CreateSession = (model: Uint8Array, options: Ort.InferenceSession.SessionOptions) => Promise<OrtSession>;

/** @param threads need memory that is shared, which an isolated page has */
function configure(env: Ort.Env, threads: number): void {
  env.logLevel = 'fatal';
  // Its files are beside the pages: the package has them once, in vendor/, for Node as well.
  env.wasm.wasmPaths = new URL('../onnxruntime/', location.href).href;
  env.wasm.numThreads = crossOriginIsolated ? threads : 1;
}

// A page has one engine for each of its two agents.
configure(wasmBuild.env, Math.min(4, Math.max(1, Math.floor(navigator.hardwareConcurrency / 2))));
const createWasmSession: CreateSession = (model, options) => wasmBuild.InferenceSession.create(model, options);

async function loadWebgpu(): Promise<CreateSession> {
  const { env, InferenceSession } = await import('onnxruntime-web/webgpu');
  configure(env, 1); // the processor does only what the GPU cannot
  const { call, watch } = createGpuQueue();
  let isFirst = true;
  return (model, options) =>
    call(async () => {
      const session = await InferenceSession.create(model, options);
      // The runtime destroys its device with the last session, and does not always get another one: the first session is kept.
      const isKept = isFirst;
      if (isKept) watch(await env.webgpu.device);
      isFirst = false;
      return {
        outputNames: session.outputNames,
        run: (inputs: Tensors, names: readonly string[]) => call(() => session.run(inputs, names)),
        release: async () => {
          if (!isKept) await call(() => session.release());
        },
      };
    });
}
let webgpu: Promise<CreateSession> | undefined;

const creators = { wasm: async () => createWasmSession, webgpu: () => (webgpu ??= loadWebgpu()) };

export const runtimeVersion: string = wasmBuild.env.versions.common;
export const { Tensor } = wasmBuild;
export type Tensor = Ort.Tensor;

export function runtimeFor({ provider }: CompileOptions) {
  const kind = provider === 'webgpu' ? 'webgpu' : 'wasm';
  return {
    kind,
    async createSession(model: Uint8Array, options: Ort.InferenceSession.SessionOptions = {}): Promise<Session> {
      const create = await creators[kind]();
      const session = await create(model, { logSeverityLevel: 3, ...options, executionProviders: [kind] });
      return {
        async run(inputs, outputs) {
          const found = await session.run(inputs, outputs ? Object.keys(outputs) : session.outputNames);
          if (!outputs) return found;
          for (const [name, { data }] of Object.entries(outputs))
            (data as Uint8Array).set(found[name]!.data as Uint8Array);
          return outputs;
        },
        release: () => session.release(),
      };
    },
  };
}
