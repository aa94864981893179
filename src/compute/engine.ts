/** Compiles pure TensorFlow.js functions, or runs them eagerly, with one interface. */
import { enableProdMode, ready, reshape, Tensor } from '@tensorflow/tfjs-core';
import { createEagerRunner } from './eager.js';
import { optimize } from './graph/optimize.js';
import { trace } from './graph/trace.js';
import { createResidentRunner } from './onnx/resident-session.js';
import { createOnnxRunner } from './onnx/session.js';
import type { CompileOptions, Runner, Signature, TensorFunction } from './signature.js';
import { checkFrozen, checkResult } from './signature-check.js';
import './tensorflow.js';

// The gradients of gather and prod call this method, which only the full @tensorflow/tfjs package defines.
Object.assign(Tensor.prototype, {
  reshape(this: Tensor, shape: number[]) {
    return reshape(this, shape);
  },
});
// Suppresses the message that the cpu backend prints in Node.
enableProdMode();

/**
 * Compiles `fn` to a runner over typed arrays.
 * @throws Error if a kernel cannot be compiled or a tensor is read while tracing; TypeError for results other than float32 and int32
 * @example
 * const runner = await compile((x, y) => [tf.add(x, y)], { inputs: [{ shape: [2] }, { shape: [2] }] });
 * const [sum] = await runner.run([Float32Array.of(1, 2), Float32Array.of(3, 4)]);
 */
export async function compile(fn: TensorFunction, signature: Signature, options: CompileOptions = {}): Promise<Runner> {
  checkFrozen(signature.inputs);
  if (options.engine === 'tfjs') return createEagerRunner(fn, signature);
  await ready();
  const graph = trace(fn, signature.inputs);
  for (const [index, { dtype }] of graph.outputs.entries()) checkResult(dtype, index);
  const keeps = signature.results?.some(Boolean) || signature.inputs.some(({ resident }) => resident);
  return keeps
    ? createResidentRunner(optimize(graph), signature, options)
    : createOnnxRunner(optimize(graph), signature.inputs, options);
}

export { describeEagerBackend, type EagerBackend, engineSettings, loadEagerBackend } from './eager-backend.js';
