/** Compiles pure TensorFlow.js functions, or runs them eagerly, behind one contract. */
import { createRequire } from 'node:module';
import { enableProdMode, ready, reshape, Tensor } from '@tensorflow/tfjs-core';
import { createEagerRunner } from './eager.js';
import { optimize } from './graph/optimize.js';
import { trace } from './graph/trace.js';
import { createResidentRunner } from './onnx/resident-session.js';
import { createOnnxRunner } from './onnx/session.js';
import type { CompileOptions, Runner, Signature, TensorFunction } from './signature.js';
import { checkFrozen, checkResult } from './signature-check.js';

// Nothing smaller that Node can load registers the gradients. Not imported, so that the types of ours do not ask for theirs.
const require = createRequire(import.meta.url);
require('@tensorflow/tfjs-layers');
require('@tensorflow/tfjs-backend-cpu');
// The gradients of gather and prod call this method, which only the package of all packages defines.
Object.assign(Tensor.prototype, {
  reshape(this: Tensor, shape: number[]) {
    return reshape(this, shape);
  },
});
// Silences the greeting that the cpu backend prints under Node.
enableProdMode();

/**
 * Turns `fn` into a runner over typed arrays.
 * @throws a kernel that cannot be compiled, by name; a value read while tracing; results that are not float32 or int32
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
