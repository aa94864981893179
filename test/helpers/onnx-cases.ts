/** ONNX files that PyTorch wrote, with the outputs that it computes (test/fixtures/onnx_torch.py). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layersNetwork } from '../../src/agent/layers-network.js';
import { sizeOf } from '../../src/common/shape.js';
import { compile } from '../../src/compute/engine.js';
import { importOnnx } from '../../src/interop/onnx/import-onnx.js';

export interface OnnxCase {
  /** Shape of an observation. */
  readonly shape: readonly number[];
  /** Seed of the observations. */
  readonly seed: number;
  /** By the name of the output: [observation][value]. */
  readonly outputs: Readonly<Record<string, readonly (readonly number[])[]>>;
}

export const readCases = (folder: string): Record<string, OnnxCase> =>
  JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'));

/** Observations of the script: gray levels of a linear congruential generator. */
function observationsOf(shape: readonly number[], seed: number, count: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count * sizeOf(shape) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** Returns the outputs of an imported file for the observations of its case, in one row. */
export async function importedOutputs(path: string, { shape, seed, outputs }: OnnxCase, output?: string) {
  const { layers, arrays } = importOnnx(readFileSync(path), path, output === undefined ? {} : { output });
  const network = layersNetwork(layers);
  const count = Object.values(outputs)[0]!.length;
  const runner = await compile(
    (...inputs) => [network(inputs.slice(0, -1), inputs.at(-1) as Parameters<typeof network>[1])],
    { inputs: [...arrays.map((each) => ({ shape: each.shape, frozen: each.values })), { shape: [count, ...shape] }] },
  );
  const [values] = await runner.run([observationsOf(shape, seed, count)]);
  await runner.dispose();
  return Array.from(values!);
}
