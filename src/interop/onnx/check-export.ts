/** Does an exported file give what the network gives? */
import type { Random } from '../../common/random.js';
import { sizeOf } from '../../common/shape.js';
import { compile } from '../../compute/engine.js';
import { runtimeFor, Tensor } from '../../compute/onnx/runtime.js';
import { type ExportedNetwork, inputPort } from './export-onnx.js';

/**
 * Runs the file in ONNX Runtime, and the network eagerly, on batches of 1 and 3 random inputs.
 * @returns the largest difference of outputs, divided by the largest output
 */
export async function largestDifference(file: Uint8Array, exported: ExportedNetwork, rng: Random): Promise<number> {
  const { network, specs, views, inputShape } = exported;
  const session = await runtimeFor({}).createSession(file);
  let difference = 0;
  let largest = 0;
  for (const batch of [1, 3]) {
    const shape = [batch, ...inputShape];
    const parameters = specs.map((spec, i) => ({ shape: spec.shape, frozen: views[i]! }));
    const runner = await compile(
      (...tensors) => [network(tensors.slice(0, -1), tensors.at(-1) as Parameters<typeof network>[1])],
      { inputs: [...parameters, { shape }] },
      { engine: 'tfjs' },
    );
    const pixels = Float32Array.from({ length: sizeOf(shape) }, () => rng.integer(256));
    const [expected] = await runner.run([pixels]);
    const found = Object.values(await session.run({ [inputPort]: new Tensor('float32', pixels, shape) }))[0]!;
    for (const [i, value] of expected!.entries()) {
      largest = Math.max(largest, Math.abs(value));
      difference = Math.max(difference, Math.abs(value - (found.data as Float32Array)[i]!));
    }
    await runner.dispose();
  }
  await session.release();
  return difference / largest;
}
