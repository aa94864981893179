/** Imports the safetensors files that `export --pytorch` writes, with the layers that they name. */
import { z } from 'zod';
import { checkLayers } from '../../agent/check-layers.js';
import { layerSchema } from '../../agent/layers.js';
import { UsageError } from '../../common/errors.js';
import { printable } from '../../common/printable.js';
import { sizeOf } from '../../common/shape.js';
import { observationShape } from '../../env/environment.js';
import { parseJson } from '../../files/parse-json.js';
import type { NamedArray } from '../../model/safetensors.js';
import { exportedAgent } from '../about-agent.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { type ImportedNetwork, importedNetwork } from '../network-builder.js';
import { torchNetwork } from './torch-modules.js';
import { moduleName } from './torch-source.js';

const layersSchema = z.array(layerSchema);
const parametersSchema = z.array(z.strictObject({ name: z.string(), shape: z.array(z.int().min(1)).min(1) }));
/** Most values of an array: indices are 32-bit floats. */
const mostValues = 2 ** 24;

/**
 * Returns the network of an exported file; undefined for other files.
 * @param source names the file in errors
 * @throws UsageError for arrays and layers that do not fit
 */
export function importPytorch({ arrays, about }: Checkpoint, source: string): ImportedNetwork | undefined {
  const texts = Object.fromEntries(
    Object.entries(about).map(([key, value]) => [key.replace(/^metadata\./, ''), value] as const),
  );
  const exported = exportedAgent(texts, source);
  if (!exported || typeof texts.layers !== 'string' || typeof texts.parameters !== 'string') return undefined;
  const refuse = (why: string) => new UsageError(`${source} was exported by sap-atari and then changed: ${why}`);
  const { data: layers } = layersSchema.safeParse(parseJson(texts.layers, `${source}: layers`));
  const { data: parameters } = parametersSchema.safeParse(parseJson(texts.parameters, `${source}: parameters`));
  if (!layers || !parameters) throw refuse('its layers and parameters are not intact');
  const stored = [...arrays.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const sizes = parameters.map(({ shape }) => sizeOf(shape));
  const wanted = sizes.reduce((sum, size) => sum + size, 0);
  if (wanted !== stored || sizes.some((size) => size > mostValues))
    throw refuse(`expected parameters of ${wanted} values, got ${stored}`);

  // The export moves values and nothing else: exported indices say where each came from.
  const indices = parameters.map(({ name, shape }, i): NamedArray => {
    return { name, shape, values: Float32Array.from({ length: sizes[i]! }, (_, index) => index) };
  });
  checkLayers(layers, indices, observationShape, source);
  const network = torchNetwork(layers, indices, observationShape);
  const moved = network.steps.flatMap((step, i) =>
    Object.entries(step.parameters).map(([name, from]) => ({ name: `${moduleName(network, i)}.${name}`, from })),
  );
  const values = moved.map(({ name, from }) => {
    const array = arrays.get(name);
    if (array?.values.length !== from.values.length)
      throw refuse(`expected an array ${printable(name)} [${from.shape}]`);
    const back = new Float32Array(array.values.length);
    for (const [at, index] of from.values.entries()) back[index] = array.values[at]!;
    return back;
  });
  const named = parameters.map(({ name, shape }, i) => ({ name, shape, values: values[i]! }));
  return {
    ...importedNetwork({ layers, arrays: named }, observationShape, source),
    facts: { family: 'PyTorch, exported by sap-atari', inputScale: 1, output: exported.policy.outputs, exported },
  };
}
