import type { CompileOptions } from '../../src/compute/signature.js';

/** Compiled graphs run alike by ONNX Runtime's native library and by WebAssembly. */
export const onnxEngines: readonly [name: string, CompileOptions][] = [
  ['onnx', { provider: 'cpu' }],
  ['onnx on WebAssembly', { provider: 'wasm' }],
];

/** All engines that every machine has. */
export const engines: typeof onnxEngines = [...onnxEngines, ['tfjs', { engine: 'tfjs' }]];
