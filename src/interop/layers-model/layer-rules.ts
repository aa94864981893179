/** One rule for each kind of layer of TensorFlow.js and Keras. */
import type { Layer } from '../../agent/layers.js';
import { shown } from '../../common/printable.js';
import { sizeOf } from '../../common/shape.js';
import { equalValues } from '../network-builder.js';
import type { LayerParameters } from '../simplify-layers.js';
import {
  expectChannelsLast,
  expectShape,
  finite,
  integers,
  pair,
  type Result,
  type Side,
  type Use,
} from './layer-graph.js';

/** Returns the result of a layer with one input, and of one with several. */
type Rule = (x: Result, use: Use) => Result;
type MergeRule = (inputs: readonly Result[], use: Use) => Result;

const same: Rule = (x) => x;
const reshaped = (x: Result, shape: readonly number[], { add }: Use) =>
  add({ kind: 'reshape', shape: [...shape] }, [x]);

const activations: Readonly<Record<string, Layer>> = {
  relu: { kind: 'relu' },
  elu: { kind: 'elu', alpha: 1 },
  leaky_relu: { kind: 'leakyRelu', alpha: 0.2 },
  tanh: { kind: 'tanh' },
  sigmoid: { kind: 'sigmoid' },
  silu: { kind: 'silu' },
  swish: { kind: 'silu' },
  softmax: { kind: 'softmax' },
};

const activated: Rule = (x, { config: { activation: name }, add, refuse }) => {
  if (name == null || name === 'linear') return x;
  if (typeof name === 'string' && Object.hasOwn(activations, name)) return add(activations[name]!, [x]);
  const given = typeof name === 'string' ? name.slice(0, 60) : shown(name);
  throw refuse(`has the activation ${given} (supported: ${Object.keys(activations).join(', ')}, linear)`);
};

function biasOf({ config, refuse, weight }: Use, length: unknown): LayerParameters {
  if (config.use_bias === false) return {};
  const bias = weight('bias');
  if (bias.shape.length !== 1 || bias.shape[0] !== length) throw refuse(`has a bias [${bias.shape}] of another length`);
  return { bias };
}

/** Zeros before and after an axis, of which a convolution with the padding `same` keeps ⌈length / stride⌉ places. */
function samePads(length: number, stride: number, filter: number): Side {
  const missing = Math.max(0, (Math.ceil(length / stride) - 1) * stride + filter - length);
  return [missing >> 1, missing - (missing >> 1)];
}

const convolution: Rule = (x, use) => {
  const { config, refuse, weight, add } = use;
  expectChannelsLast(use);
  const strides = pair(config.strides ?? 1, refuse, 'strides');
  if (pair(config.dilation_rate ?? 1, refuse, 'dilation_rate').some((dilation) => dilation !== 1))
    throw refuse('is dilated');
  const { padding = 'valid', filters, kernel_size: kernelSize, groups = 1 } = config;
  if (padding !== 'valid' && padding !== 'same') throw refuse(`has the padding ${shown(padding)}`);
  if (groups !== 1) throw refuse('has groups');
  const weights = weight('kernel');
  expectShape(weights, [...pair(kernelSize, refuse, 'kernel_size'), undefined, filters], refuse);
  const { pads = [[0, 0], [0, 0]] as const } = x; // biome-ignore format: four zeros
  const side = (axis: 0 | 1): [number, number] => {
    const [before, after] = pads[axis];
    if (padding === 'valid') return [before, after];
    const own = samePads(before + (x.shape[axis] ?? 0) + after, strides[axis], weights.shape[axis]!);
    return [before + own[0], after + own[1]];
  };
  const parameters = { weights, ...biasOf(use, filters) };
  const layer: Layer = { kind: 'convolution', bias: 'bias' in parameters, strides, pads: [side(0), side(1)] };
  return activated(add(layer, [x], parameters), use);
};

/** Mean over all axes but the channels. */
const globalMean: Rule = (x, use) => {
  expectChannelsLast(use);
  const axes = x.shape.slice(0, -1).map((_, axis) => axis + 1);
  if (axes.length === 0) throw use.refuse('has no axis to average');
  const mean = use.add({ kind: 'mean', axes }, [x]);
  return use.config.keepdims ? mean : reshaped(mean, x.shape.slice(-1), use);
};

const unaryRules: Readonly<Record<string, Rule>> = {
  InputLayer: same,
  Dropout: same,
  SpatialDropout2D: same,
  GaussianNoise: same,
  GaussianDropout: same,
  Rescaling: (x, { config: { scale, offset = 0 }, refuse, add }) => {
    if (typeof scale !== 'number' || typeof offset !== 'number')
      throw refuse('has a scale or offset that is no number');
    return add({ kind: 'scale', factor: scale, offset }, [x]);
  },
  Permute: (x, { config, refuse, add }) =>
    add({ kind: 'transpose', order: [0, ...integers(config.dims, refuse, 'dims')] }, [x]),
  Flatten(x, use) {
    expectChannelsLast(use);
    return reshaped(x, [sizeOf(x.shape)], use);
  },
  Reshape(x, use) {
    const target = integers(use.config.target_shape, use.refuse, 'target_shape');
    const known = sizeOf(target.filter((length) => length !== -1));
    const shape = target.map((length) => (length === -1 ? sizeOf(x.shape) / known : length));
    return reshaped(x, shape, use);
  },
  ZeroPadding2D(x, use) {
    expectChannelsLast(use);
    const { padding = 1 } = use.config;
    const sides = (Array.isArray(padding) ? padding : [padding, padding]).map((side) =>
      Array.isArray(side) ? side : [side, side],
    );
    const isValid = (length: unknown) => Number.isSafeInteger(length) && (length as number) >= 0;
    if (sides.length !== 2 || !sides.every((side) => side.length === 2 && side.every(isValid)) || x.shape.length !== 3)
      throw use.refuse(`has the padding ${shown(padding)}`);
    return { ...x, pads: sides as unknown as readonly [Side, Side] };
  },
  Conv2D: convolution,
  Dense(x, use) {
    const weights = use.weight('kernel');
    expectShape(weights, [undefined, use.config.units], use.refuse);
    const parameters = { weights, ...biasOf(use, use.config.units) };
    return activated(use.add({ kind: 'dense', bias: 'bias' in parameters }, [x], parameters), use);
  },
  LayerNormalization(x, { config, refuse, weight, add }) {
    const { axis = -1, epsilon = 1e-3, scale = true, center = true } = config;
    const rank = x.shape.length;
    const given = integers(Array.isArray(axis) ? axis : [axis], refuse, 'axis');
    const axes = new Set(given.map((each) => (each === -1 ? rank : each)));
    const isWhole = axes.size === rank && x.shape.every((_, i) => axes.has(i + 1));
    if (axes.size !== given.length || !(isWhole || (axes.size === 1 && axes.has(rank))))
      throw refuse(`is over the axes ${shown(axis)}: only the last axis, or all of them, are supported`);
    if (typeof epsilon !== 'number') throw refuse(`has the epsilon ${shown(epsilon)}`);
    if (config.rms_scaling) throw refuse('has rms_scaling');
    const shape = isWhole ? x.shape : x.shape.slice(-1);
    const parameter = (name: string, isThere: unknown, otherwise: number) => {
      if (isThere === false) return equalValues(sizeOf(shape), otherwise, refuse);
      const array = weight(name);
      expectShape(array, shape, refuse);
      return { shape: [sizeOf(shape)], values: array.values };
    };
    const parameters = { scale: parameter('gamma', scale, 1), offset: parameter('beta', center, 0) };
    return add({ kind: 'layerNorm', epsilon, ...(isWhole && rank > 1 && { axes: 'all' as const }) }, [x], parameters);
  },
  /** With the statistics of the training: a factor and an offset for each channel, which become part of the layer before. */
  BatchNormalization(x, { config, refuse, weight, add }) {
    const { axis = -1, epsilon = 1e-3, scale = true, center = true } = config;
    const [only, ...others] = integers(Array.isArray(axis) ? axis : [axis], refuse, 'axis');
    if (others.length > 0 || (only !== -1 && only !== x.shape.length))
      throw refuse(`is over the axis ${shown(axis)}: only the last axis is supported`);
    const length = x.shape.at(-1)!;
    const array = (name: string, isThere: unknown, otherwise: number) => {
      if (isThere === false) return equalValues(length, otherwise, refuse).values;
      expectShape(weight(name), [length], refuse);
      return weight(name).values;
    };
    const [gamma, beta] = [array('gamma', scale, 1), array('beta', center, 0)];
    const [mean, variance] = [array('moving_mean', true, 0), array('moving_variance', true, 1)];
    const added = finite(epsilon, refuse, 'epsilon');
    const factors = gamma.map((value, i) => value / Math.sqrt(variance[i]! + added));
    const offsets = beta.map((value, i) => value - mean[i]! * factors[i]!);
    return add({ kind: 'affine', scale: true, offset: true }, [x], {
      scale: { shape: [length], values: factors },
      offset: { shape: [length], values: offsets },
    });
  },
  GlobalAveragePooling1D: globalMean,
  GlobalAveragePooling2D: globalMean,
  ReLU(x, { config, refuse, add }) {
    if (config.max_value != null) throw refuse('has a max_value');
    if (config.negative_slope || config.threshold) throw refuse('has a slope or a threshold');
    return add({ kind: 'relu' }, [x]);
  },
  LeakyReLU(x, { config, refuse, add }) {
    const { alpha = config.negative_slope ?? 0.3 } = config;
    return add({ kind: 'leakyRelu', alpha: finite(alpha, refuse, 'alpha') }, [x]);
  },
  ELU: (x, use) => use.add({ kind: 'elu', alpha: finite(use.config.alpha ?? 1, use.refuse, 'alpha') }, [x]),
  Activation: activated,
  Softmax(x, { config: { axis = -1 }, refuse, add }) {
    if (axis !== -1 && axis !== x.shape.length) throw refuse(`is over the axis ${shown(axis)}`);
    return add({ kind: 'softmax' }, [x]);
  },
};

/** Adds layers of two operands, from the first input to the last. */
const merged =
  (kind: 'add' | 'multiply'): MergeRule =>
  (inputs, { add }) =>
    inputs.reduce((sum, x) => add({ kind }, [sum, x]));

const mergeRules: Readonly<Record<string, MergeRule>> = {
  Add: merged('add'),
  Multiply: merged('multiply'),
  Subtract(inputs, { add, refuse }) {
    if (inputs.length !== 2) throw refuse(`has ${inputs.length} inputs: expected 2`);
    return add({ kind: 'subtract' }, inputs);
  },
  Average: (inputs, use) =>
    use.add({ kind: 'scale', factor: 1 / inputs.length, offset: 0 }, [merged('add')(inputs, use)]),
};

const programs = ['Lambda', 'TFOpLambda', 'SlicingOpLambda'];

/** Returns the result of a layer of the file. @param className its kind @throws UsageError for kinds that are not supported */
export function layerResult(className: string, inputs: readonly Result[], use: Use): Result {
  const { refuse } = use;
  if (programs.includes(className))
    throw refuse(
      'runs Python code that the file does not say: convert the model to ONNX with tf2onnx, and import that',
    );
  const unary = Object.hasOwn(unaryRules, className) ? unaryRules[className] : undefined;
  const merge = Object.hasOwn(mergeRules, className) ? mergeRules[className] : undefined;
  const [x, ...others] = inputs;
  if (unary) {
    if (!x || others.length > 0) throw refuse(`has ${inputs.length} inputs: expected 1`);
    if (x.pads && className !== 'Conv2D')
      throw refuse('takes the result of ZeroPadding2D, which is supported only before Conv2D');
    return unary(x, use);
  }
  const supported = [...Object.keys(unaryRules), ...Object.keys(mergeRules)].sort().join(', ');
  if (!merge) throw refuse(`is not supported (supported: ${supported})`);
  if (others.length === 0) throw refuse('has one input: expected several');
  if (inputs.some(({ pads }) => pads))
    throw refuse('takes the result of ZeroPadding2D, which is supported only before Conv2D');
  return merge(inputs, use);
}
