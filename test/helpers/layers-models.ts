/** Files of TensorFlow.js layers models, written by hand, and by TensorFlow.js itself. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tfl from '@tensorflow/tfjs-layers';
import { temporaryFolder } from './temporary-folder.js';

/** Random weights and biases. */
export const init = (seed: number) => ({
  kernelInitializer: tfl.initializers.glorotUniform({ seed }),
  biasInitializer: tfl.initializers.randomUniform({ minval: -1, maxval: 1, seed }),
});

export const floats = (count: number, value = 0.5) => new Uint8Array(new Float32Array(count).fill(value).buffer);

export const spec = (name: string, ...shape: number[]) => ({ name, shape, dtype: 'float32' });
export const layer = (className: string, config: object, inbound?: string[]) => ({
  class_name: className,
  config,
  ...(inbound && { inbound_nodes: inbound.length > 0 ? [inbound.map((name) => [name, 0, 0, {}])] : [] }),
});
export const input = { name: 'f', batch_input_shape: [null, 2, 3] };
export const sequential = (...layers: object[]) => ({ class_name: 'Sequential', config: { name: 's', layers } });
export const functional = (layers: object[], output: unknown = [['b', 0, 0]]) => ({
  class_name: 'Model',
  config: { layers, output_layers: output },
});

/** Writes a model into `folder/model`; `folder` is what lies around it. */
export function written(
  modelTopology: unknown,
  weightsManifest: unknown,
  around: (folder: string) => void = () => {},
): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'model'));
  writeFileSync(join(folder, 'model', 'w.bin'), floats(21));
  writeFileSync(join(folder, 'secret.bin'), floats(21));
  around(folder);
  const path = join(folder, 'model', 'model.json');
  writeFileSync(path, JSON.stringify({ modelTopology, weightsManifest }));
  return path;
}

/** Writes the model as TensorFlow.js does, its weights in two files. */
export async function saved(model: tfl.LayersModel): Promise<string> {
  const folder = temporaryFolder();
  await model.save({
    async save({ modelTopology, weightSpecs, weightData }) {
      const bytes = new Uint8Array(weightData as ArrayBuffer);
      const half = bytes.length >> 1;
      writeFileSync(join(folder, 'a.bin'), bytes.subarray(0, half));
      writeFileSync(join(folder, 'b.bin'), bytes.subarray(half));
      const weightsManifest = [{ paths: ['a.bin', 'b.bin'], weights: weightSpecs }];
      writeFileSync(join(folder, 'model.json'), JSON.stringify({ modelTopology, weightsManifest }));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  return join(folder, 'model.json');
}
