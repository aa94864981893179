/** Sequential TensorFlow.js layers models (`model.json` and its weight files), as layers. */
import { dirname, join } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import { UsageError } from '../errors.js';
import { readJson, readRegularFile, sizeLimits } from '../files/read-file.js';
import { createLayerList, type ForeignNetwork, type LayerList } from './layer-list.js';

/** @param path of model.json @throws UsageError naming the layer that has no counterpart here */
export async function importLayersModel(path: string): Promise<ForeignNetwork> {
  const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
  const model = await loadLayersModel({ load: async () => readArtifacts(path) }).catch((error: Error) => {
    throw error instanceof UsageError ? error : noLayersModel(path, error.message);
  });
  try {
    const [, ...inputShape] = model.inputs[0]!.shape as number[];
    const list = createLayerList();
    for (const [index, layer] of model.layers.entries()) {
      const refuse = (why: string) =>
        new UsageError(
          `${path}: layer '${layer.name}' (${layer.getClassName()}) ${why}, so the network cannot be imported`,
        );
      const before = index > 0 ? model.layers[index - 1]! : undefined;
      if (before && layer.input !== before.output)
        throw refuse('takes something else than the result of the layer before');
      addLayer(list, layer, index === model.layers.length - 1, refuse);
    }
    const [, ...outputShape] = model.outputs[0]!.shape as number[];
    if (model.inputs.length > 1 || model.outputs.length > 1 || outputShape.length !== 1) {
      throw new UsageError(`${path}: expected one input and outputs [N, n], got [N,${outputShape}]`);
    }
    return { layers: list.layers, arrays: list.arrays, inputShape, outputs: outputShape[0]! };
  } finally {
    model.dispose();
  }
}

const weightSchema = z.custom<io.WeightsManifestEntry>((entry) => typeof entry === 'object' && entry !== null);

/** What every layers model has; TensorFlow.js looks at the rest. A graph model has nodes instead of layers. */
const modelSchema = z.object({
  modelTopology: z.looseObject({ node: z.undefined().optional() }),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(weightSchema) })).default([]),
});

const noLayersModel = (path: string, why: string) =>
  new UsageError(`${path} is no layers model: expected one as tf.LayersModel.save writes it (${why})`);

function readArtifacts(path: string): io.ModelArtifacts {
  const { data, error } = modelSchema.safeParse(readJson(path));
  if (!data) throw noLayersModel(path, `${error.issues[0]!.path.join('.') || 'the file'}: ${error.issues[0]!.message}`);
  const { modelTopology, weightsManifest } = data;
  const files = weightsManifest.flatMap(({ paths }) =>
    paths.map((name) => readRegularFile(join(dirname(path), name), sizeLimits.network)),
  );
  const bytes = Uint8Array.from(Buffer.concat(files));
  return { modelTopology, weightSpecs: weightsManifest.flatMap(({ weights }) => weights), weightData: bytes.buffer };
}

/** The error to throw. */
type Refuse = (why: string) => UsageError;

function addLayer(list: LayerList, layer: layers.Layer, last: boolean, refuse: Refuse): void {
  const config = layer.getConfig() as Record<string, unknown>;
  const weights = layer
    .getWeights()
    .map((tensor) => ({ shape: tensor.shape, values: tensor.dataSync() as Float32Array }));
  const activation = () => addActivation(list, config.activation as string | undefined, last, refuse);
  const [, ...outputShape] = layer.outputShape as number[];
  switch (layer.getClassName()) {
    case 'InputLayer':
    case 'Dropout':
      return;
    case 'Rescaling':
      list.add({ kind: 'scale', factor: config.scale as number, offset: (config.offset as number | undefined) ?? 0 });
      return;
    case 'Permute':
      list.add({ kind: 'transpose', order: [0, ...(config.dims as number[])] });
      return;
    case 'Flatten':
    case 'Reshape':
      if (isChannelsFirst(config)) throw refuse('has its channels first');
      list.add({ kind: 'reshape', shape: outputShape });
      return;
    case 'Conv2D': {
      if (config.dataFormat === 'channelsFirst' || config.dataFormat === 'channels_first')
        throw refuse('has its channels first');
      const strides = config.strides as [number, number];
      const dilations = config.dilationRate as readonly number[] | undefined;
      if (dilations?.some((dilation) => dilation !== 1)) throw refuse('is dilated');
      const [, ...inputShape] = (layer.input as SymbolicTensor).shape as number[];
      const side = (axis: 0 | 1): [number, number] => {
        if (config.padding === 'valid') return [0, 0];
        const missing = Math.max(
          0,
          (outputShape[axis]! - 1) * strides[axis] + weights[0]!.shape[axis]! - inputShape[axis]!,
        );
        return [missing >> 1, missing - (missing >> 1)];
      };
      list.add({ kind: 'convolution', bias: false, strides, pads: [side(0), side(1)] }, weights[0]);
      break;
    }
    case 'Dense':
      list.add({ kind: 'dense', bias: false }, weights[0]);
      break;
    case 'ReLU':
      if (((config.maxValue ?? config.max_value) as number | null | undefined) != null)
        throw refuse('has a largest value');
      list.add({ kind: 'relu' });
      return;
    case 'Activation':
      activation();
      return;
    case 'Softmax':
      addActivation(list, 'softmax', last, refuse);
      return;
    default:
      throw refuse('has no counterpart here');
  }
  if (weights[1]) list.addBias(weights[1].values);
  activation();
}

const isChannelsFirst = ({ dataFormat }: Record<string, unknown>): boolean =>
  dataFormat === 'channelsFirst' || dataFormat === 'channels_first';

/** A softmax at the end is left out: attacks and averages want what it is given. */
function addActivation(list: LayerList, name: string | undefined, last: boolean, refuse: Refuse): void {
  if (name === 'relu') list.add({ kind: 'relu' });
  else if (name !== undefined && name !== 'linear' && !(name === 'softmax' && last))
    throw refuse(`has the activation ${name}`);
}
