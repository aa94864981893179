/** Imports sequential TensorFlow.js layers models (`model.json` and its weight files). */
import { checkLayers } from '../../agent/check-layers.js';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import { sizeOf } from '../../common/shape.js';
import {
  createNetworkBuilder,
  equalValues,
  type ImportedNetwork,
  importedNetwork,
  type NetworkBuilder,
} from '../network-builder.js';
import { type LayerDescription, readLayersModel, titleOf, type WeightArray } from './layers-model-file.js';

/**
 * Imports a layers model. A softmax at the end is left out, because attacks and averages need its input.
 * @param path of model.json
 * @throws UsageError for damaged files, models that are no chain, and layers that are not supported
 */
export function importLayersModel(path: string): ImportedNetwork {
  const { layers, weights } = readLayersModel(path);
  const list = createNetworkBuilder();
  const inputShape = inputShapeOf(layers[0]!, path);
  const unused = new Set(weights.keys());
  for (const [index, layer] of layers.entries()) {
    const refuse = (why: string) =>
      new UsageError(`${path}: ${titleOf(layer)} ${why}, so the network cannot be imported`);
    const rule = Object.hasOwn(rules, layer.className) ? rules[layer.className]! : undefined;
    if (!rule) throw refuse('is not supported');
    rule(list, {
      config: layer.config,
      last: index === layers.length - 1,
      refuse,
      shape: () => checkLayers(list.layers, list.arrays, inputShape, path),
      weight(name) {
        const whole = `${layer.name}/${name}`;
        unused.delete(whole);
        return weights.get(whole) ?? throwing(refuse(`has no weights ${shown(whole)}`));
      },
    });
  }
  const [stray] = unused;
  if (stray !== undefined)
    throw new UsageError(`${path}: expected only the weights of its layers, got ${shown(stray)} too`);
  return importedNetwork(list, inputShape, path);
}

function throwing(error: Error): never {
  throw error;
}

/** Returns the input shape without the batch axis. */
function inputShapeOf({ config }: LayerDescription, path: string): readonly number[] {
  const { batch_input_shape: given = config.batch_shape } = config;
  const shape = Array.isArray(given) ? given.slice(1) : [];
  if (shape.length > 0 && shape.every((length) => Number.isSafeInteger(length) && length > 0)) return shape;
  throw new UsageError(`${path}: expected an input whose axes but the first are known, got ${shown(given)}`);
}

interface Use {
  readonly config: Readonly<Record<string, unknown>>;
  readonly last: boolean;
  /** Returns the error to throw. */
  refuse(why: string): UsageError;
  /** Returns the shape of the result so far, without the batch axis. */
  shape(): readonly number[];
  /** Returns the weights of that name. @throws UsageError where the file has none */
  weight(name: string): WeightArray;
}

type Rule = (list: NetworkBuilder, use: Use) => void;

const nothing: Rule = () => {};
const activation: Rule = (list, use) => addActivation(list, use.config.activation, use);

/** One rule for each kind of layer. */
const rules: Readonly<Record<string, Rule>> = {
  InputLayer: nothing,
  Dropout: nothing,
  Rescaling(list, { config: { scale, offset = 0 }, refuse }) {
    if (typeof scale !== 'number' || typeof offset !== 'number')
      throw refuse('has a scale or offset that is no number');
    list.add({ kind: 'scale', factor: scale, offset });
  },
  Permute(list, { config: { dims }, refuse }) {
    list.add({ kind: 'transpose', order: [0, ...numbers(dims, refuse, 'dims')] });
  },
  Flatten(list, { config, refuse, shape }) {
    expectChannelsLast(config, refuse);
    list.add({ kind: 'reshape', shape: [sizeOf(shape())] });
  },
  Reshape(list, { config, refuse, shape }) {
    const target = numbers(config.target_shape, refuse, 'target_shape');
    const known = sizeOf(target.filter((length) => length !== -1));
    list.add({ kind: 'reshape', shape: target.map((length) => (length === -1 ? sizeOf(shape()) / known : length)) });
  },
  Conv2D(list, use) {
    const { config, refuse, shape, weight } = use;
    expectChannelsLast(config, refuse);
    const strides = pair(config.strides ?? 1, refuse, 'strides');
    if (pair(config.dilation_rate ?? 1, refuse, 'dilation_rate').some((dilation) => dilation !== 1))
      throw refuse('is dilated');
    const { padding = 'valid', filters, kernel_size: kernelSize, groups = 1 } = config;
    if (padding !== 'valid' && padding !== 'same') throw refuse(`has the padding ${shown(padding)}`);
    if (groups !== 1) throw refuse('has groups');
    const kernel = weight('kernel');
    expectShape(kernel, [...pair(kernelSize, refuse, 'kernel_size'), undefined, filters], refuse);
    const [height = 0, width = 0] = shape();
    const side = (axis: 0 | 1): [number, number] => {
      const size = [height, width][axis]!;
      const missing = Math.max(0, (Math.ceil(size / strides[axis]) - 1) * strides[axis] + kernel.shape[axis]! - size);
      return padding === 'valid' ? [0, 0] : [missing >> 1, missing - (missing >> 1)];
    };
    list.add({ kind: 'convolution', bias: false, strides, pads: [side(0), side(1)] }, { weights: kernel });
    addBias(list, use);
    activation(list, use);
  },
  Dense(list, use) {
    const kernel = use.weight('kernel');
    expectShape(kernel, [undefined, use.config.units], use.refuse);
    list.add({ kind: 'dense', bias: false }, { weights: kernel });
    addBias(list, use);
    activation(list, use);
  },
  LayerNormalization(list, { config, refuse, shape, weight }) {
    const { axis = -1, epsilon = 1e-3, scale = true, center = true } = config;
    const before = shape();
    const axes = numbers(Array.isArray(axis) ? axis : [axis], refuse, 'axis');
    if (axes.length !== 1 || (axes[0] !== -1 && axes[0] !== before.length))
      throw refuse(`is over the axes ${shown(axis)}, only the last axis is supported`);
    if (typeof epsilon !== 'number') throw refuse(`has the epsilon ${shown(epsilon)}`);
    if (config.rms_scaling) throw refuse('has rms_scaling');
    const length = before.at(-1)!;
    const parameters = {
      scale: scale === false ? equalValues(length, 1, refuse) : weight('gamma'),
      offset: center === false ? equalValues(length, 0, refuse) : weight('beta'),
    };
    for (const array of Object.values(parameters)) expectShape(array, [length], refuse);
    list.add({ kind: 'layerNorm', epsilon }, parameters);
  },
  ReLU(list, { config, refuse }) {
    if (config.max_value != null) throw refuse('has a max_value');
    if (config.negative_slope || config.threshold) throw refuse('has a slope or a threshold');
    list.add({ kind: 'relu' });
  },
  Activation: activation,
  Softmax: (list, use) => addActivation(list, 'softmax', use),
};

function addBias(list: NetworkBuilder, { config, refuse, weight }: Use): void {
  if (config.use_bias === false) return;
  const { shape, values } = weight('bias');
  if (shape.length !== 1 || !list.addBias(values)) throw refuse(`has a bias [${shape}] of another length`);
}

function addActivation(list: NetworkBuilder, name: unknown, { last, refuse }: Use): void {
  if (name === 'relu') list.add({ kind: 'relu' });
  else if (name != null && name !== 'linear' && !(name === 'softmax' && last))
    throw refuse(`has the activation ${typeof name === 'string' ? name.slice(0, 60) : shown(name)}`);
}

function expectChannelsLast({ data_format: format }: Readonly<Record<string, unknown>>, refuse: Use['refuse']): void {
  if (format === 'channelsFirst' || format === 'channels_first') throw refuse('has the data format channels_first');
}

/** Checks the shape of a weight; an undefined length matches every length. */
function expectShape({ shape }: WeightArray, expected: readonly unknown[], refuse: Use['refuse']): void {
  const fits =
    shape.length === expected.length && shape.every((n, i) => expected[i] === undefined || expected[i] === n);
  if (!fits)
    throw refuse(
      `has weights [${shape}] where [${expected.map((n) => (n === undefined ? '?' : shown(n)))}] were expected`,
    );
}

function numbers(value: unknown, refuse: Use['refuse'], key: string): number[] {
  const list = Array.isArray(value) ? value.map((each) => each ?? -1) : [];
  if (list.length > 0 && list.length <= 8 && list.every((each) => Number.isSafeInteger(each) && each >= -1))
    return list;
  throw refuse(`has the ${key} ${shown(value)}`);
}

/** Returns two numbers; a single number counts for both axes. */
function pair(value: unknown, refuse: Use['refuse'], key: string): [number, number] {
  const both = Array.isArray(value) ? value : [value, value];
  if (both.length === 2 && both.every((each) => Number.isSafeInteger(each) && each > 0))
    return both as [number, number];
  throw refuse(`has the ${key} ${shown(value)}`);
}
