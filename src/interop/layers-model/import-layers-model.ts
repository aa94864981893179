/** Imports TensorFlow.js layers models (`model.json` and its weight files), sequential ones and graphs. */
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import { type ImportedNetwork, importedNetwork } from '../network-builder.js';
import { type ImportedLayer, simplifiedLayers } from '../simplify-layers.js';
import { addLayer, type Result } from './layer-graph.js';
import { layerResult } from './layer-rules.js';
import { type LayerDescription, readLayersModel, titleOf } from './layers-model-file.js';

export interface LayersModelOptions {
  /** Name of the layer that gives the output; default: the only output of the model. */
  readonly output?: string | undefined;
}

/**
 * Imports a layers model. A softmax at the end is left out, because attacks and averages need its input.
 * @param path of model.json
 * @throws UsageError for damaged files, several outputs without a choice, and layers that are not supported
 */
export function importLayersModel(path: string, { output }: LayersModelOptions = {}): ImportedNetwork {
  const { layers, weights } = readLayersModel(path, output);
  const inputShape = inputShapeOf(layers, path);
  const input: Result = { layer: 0, shape: inputShape };
  const graph: ImportedLayer[] = [];
  const results: Result[] = [];
  const unused = new Set(weights.keys());
  for (const layer of layers) {
    const title = `${path}: ${titleOf(layer)}`;
    const refuse = (why: string) => new UsageError(`${title} ${why}, so the network cannot be imported`);
    const inputs = layer.inputs.length > 0 ? layer.inputs.map((index) => results[index]!) : [input];
    const result = layerResult(layer.className, inputs, {
      config: layer.config,
      refuse,
      add: (added, from, parameters = {}) => addLayer(graph, added, from, parameters, title),
      weight(name) {
        const whole = `${layer.name}/${name}`;
        unused.delete(whole);
        return weights.get(whole) ?? throwing(refuse(`has no weights ${shown(whole)}`));
      },
    });
    results.push(result);
  }
  const [stray] = unused;
  // With a chosen output, layers behind it or beside it have weights, too.
  if (stray !== undefined && output === undefined)
    throw new UsageError(`${path}: expected only the weights of its layers, got ${shown(stray)} too`);
  const end = results.at(-1)!;
  if (end.pads) throw new UsageError(`${path}: expected outputs [N, n], got the result of ZeroPadding2D`);
  const last = graph[end.layer - 1];
  const isSoftmax = last?.layer.kind === 'softmax' && end.shape.length === 1;
  const network = importedNetwork(simplifiedLayers(graph, isSoftmax ? last.from[0]! : end.layer), inputShape, path);
  return { ...network, facts: { family: 'TensorFlow.js', output: isSoftmax ? 'logits' : 'q-values' } };
}

function throwing(error: Error): never {
  throw error;
}

/** Returns the shape of the only input, without the batch axis. */
function inputShapeOf(layers: readonly LayerDescription[], path: string): readonly number[] {
  const [first, ...others] = layers.filter(({ inputs }) => inputs.length === 0);
  if (others.length > 0) {
    const names = [first!, ...others].slice(0, 20).map(titleOf).join(', ');
    throw new UsageError(`${path}: expected one input, the observations, got ${1 + others.length}: ${names}`);
  }
  const { batch_input_shape: given = first?.config.batch_shape } = first?.config ?? {};
  const shape = Array.isArray(given) ? given.slice(1) : [];
  if (shape.length > 0 && shape.every((length) => Number.isSafeInteger(length) && length > 0)) return shape;
  throw new UsageError(`${path}: expected an input whose axes but the first are known, got ${shown(given)}`);
}
