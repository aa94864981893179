/** Loads ONNX Runtime, in a page: its WebAssembly build. */
import type * as Ort from 'onnxruntime-common';
import { env, InferenceSession, Tensor as OrtTensor } from 'onnxruntime-web/wasm';

env.logLevel = 'fatal';
// Its files are beside the pages: the package has them once, in vendor/, for Node as well.
env.wasm.wasmPaths = new URL('../onnxruntime/', location.href).href;
// A page has one engine for each of its two agents; threads need memory that is shared, which an isolated page has.
env.wasm.numThreads = crossOriginIsolated ? Math.min(4, Math.max(1, Math.floor(navigator.hardwareConcurrency / 2))) : 1;

export const runtimeVersion: string = env.versions.common;
export const Tensor = OrtTensor;
export type Tensor = Ort.Tensor;
type Tensors = Readonly<Record<string, Ort.Tensor>>;

export interface Session {
  run(inputs: Tensors, outputs?: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

export const runtimeFor = () => ({
  kind: 'wasm' as const,
  async createSession(model: Uint8Array, options: Ort.InferenceSession.SessionOptions = {}): Promise<Session> {
    const session = await InferenceSession.create(model, {
      logSeverityLevel: 3,
      ...options,
      executionProviders: ['wasm'],
    });
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
});
