/** Networks as modules of PyTorch, whose images have the channels first and whose arrays have other axis orders. */
import { type Layer, operandsOf } from '../../agent/layers.js';
import { permuteAxes, windowPositions } from '../../common/shape.js';
import type { NamedArray } from '../../model/safetensors.js';

/** An operation of the forward pass, on results of earlier steps. */
export interface TorchStep {
  /** Indices of the steps whose results are its operands; −1 is the input. */
  readonly operands: readonly number[];
  /** Python source of a module, such as `nn.ReLU()`; or an expression of its operands `{0}` and `{1}`, such as `{0} + {1}`. */
  readonly source: string;
  readonly isModule: boolean;
  /** Parameters of a module by their names in it, in PyTorch's axis order. */
  readonly parameters: Readonly<Record<string, Values>>;
}

export interface TorchNetwork {
  /** Every value x of the input becomes x · factor + offset before the steps. */
  readonly input: { readonly factor: number; readonly offset: number };
  /** In order; the last one is the output. */
  readonly steps: readonly TorchStep[];
}

/** Whether the network is an `nn.Sequential`: every step is a module that follows the one before. */
export const isSequential = ({ steps }: TorchNetwork): boolean =>
  steps.every(({ isModule, operands }, i) => isModule && operands.length === 1 && operands[0] === i - 1);

type Values = Omit<NamedArray, 'name'>;

/** A result of a layer. */
interface Value {
  /** Index of the step that computes it; −1 for the input. */
  readonly step: number;
  /** As the layers have it: images with the channels last; without the batch. */
  readonly shape: readonly number[];
  /** Whether PyTorch has the axes [C, H, W] where the layers have [H, W, C]. */
  readonly channelsFirst: boolean;
  /** The image [H, W, C] that was flattened with the channels first. */
  readonly flattened?: readonly number[];
}

/** Adds steps. */
interface Steps {
  /** Adds a module and returns its index. */
  module(operand: number, source: string, parameters?: TorchStep['parameters']): number;
  /** Adds an expression and returns its index. */
  expression(operands: readonly number[], source: string): number;
}

/**
 * Converts layers.
 * @param arrays parameters in the order of the layers @param inputShape without the batch
 */
export function torchNetwork(
  layers: readonly Layer[],
  arrays: readonly Values[],
  inputShape: readonly number[],
): TorchNetwork {
  const next = arrays[Symbol.iterator]();
  const take = (): Values => next.next().value as Values;
  const steps: TorchStep[] = [];
  const add: Steps = {
    module(operand, source, parameters = {}) {
      return steps.push({ operands: [operand], source, isModule: true, parameters }) - 1;
    },
    expression(operands, source) {
      return steps.push({ operands, source, isModule: false, parameters: {} }) - 1;
    },
  };
  const scales = leadingScales(layers);
  // Results by number, as in `from`; all scales at the beginning have the input as their result.
  const results: Value[] = Array.from({ length: scales + 1 }, () => ({
    ...{ step: -1, shape: inputShape, channelsFirst: false },
  }));
  const isUsedBy = (index: number) => layers.filter((layer, at) => operandsOf(layer, at).includes(index + 1));
  for (let index = scales; index < layers.length; index++) {
    const layer = layers[index]!;
    const operands = operandsOf(layer, index).map((operand) => results[operand]!);
    const convert = rules[layer.kind] as Rule<Layer>;
    const feedsDense = isUsedBy(index).every(({ kind }) => kind === 'dense');
    results.push(convert(operands, layer, { add, take, feedsDense }));
  }
  return { input: inputScale(layers.slice(0, scales)), steps };
}

/** Returns how many layers at the beginning scale the input, and are used by the next layer alone. */
function leadingScales(layers: readonly Layer[]): number {
  const count = layers.findIndex(({ kind, from }) => kind !== 'scale' || from !== undefined);
  const isUsedLater = layers.slice(count + 1).some(({ from }) => from?.some((operand) => operand < count));
  return isUsedLater ? 0 : count;
}

function inputScale(scales: readonly Layer[]): TorchNetwork['input'] {
  let input = { factor: 1, offset: 0 };
  for (const layer of scales) {
    if (layer.kind !== 'scale') continue;
    input = { factor: input.factor * layer.factor, offset: input.offset * layer.factor + layer.offset };
  }
  return input;
}

interface Use {
  readonly add: Steps;
  /** Returns the next parameter. */
  take(): Values;
  /** Whether all layers that use the result are dense. */
  readonly feedsDense: boolean;
}

type Rule<L> = (operands: readonly Value[], layer: L, use: Use) => Value;
type Rules = { readonly [Kind in Layer['kind']]: Rule<Extract<Layer, { kind: Kind }>> };

/** Returns the value with its channels first, or last, in PyTorch. */
function withChannels(value: Value, first: boolean, add: Steps): Value {
  if (value.channelsFirst === first) return value;
  const step = add.module(value.step, `Permute(${first ? '0, 3, 1, 2' : '0, 2, 3, 1'})`);
  return { step, shape: value.shape, channelsFirst: first };
}

/** A layer that computes every value alone. */
const elementwise =
  <L>(source: (layer: L) => string): Rule<L> =>
  ([x], layer, { add }) => ({ ...x!, step: add.module(x!.step, source(layer)) });

/** An expression of operands as the layers have them. */
const plain =
  <L>(source: (layer: L) => string, shapeOf: (shape: readonly number[], layer: L) => readonly number[]): Rule<L> =>
  ([x], layer, { add }) => {
    const value = withChannels(x!, false, add);
    return {
      step: add.expression([value.step], source(layer)),
      shape: shapeOf(value.shape, layer),
      channelsFirst: false,
    };
  };

const binary =
  (operator: string): Rule<Layer> =>
  (operands, _, { add }) => {
    const [a, b] = operands.map((value) => withChannels(value, false, add)) as [Value, Value];
    const shape = a.shape.map((length, axis) => Math.max(length, b.shape[axis]!));
    return { step: add.expression([a.step, b.step], `{0} ${operator} {1}`), shape, channelsFirst: false };
  };

const reduced = (shape: readonly number[], { axes }: { readonly axes: readonly number[] }) =>
  shape.map((length, axis) => (axes.includes(axis + 1) ? 1 : length));
const unchanged = (shape: readonly number[]) => shape;
const pair = (a: number, b: number): string => (a === b ? `${a}` : `(${a}, ${b})`);
const biasFlag = (bias: boolean): string => (bias ? '' : ', bias=False');
const tuple = (items: readonly number[]): string => `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;

const rules: Rules = {
  scale: elementwise(({ factor, offset }) => `Scale(${factor}, ${offset})`),
  relu: elementwise(() => 'nn.ReLU()'),
  elu: elementwise(({ alpha }) => `nn.ELU(${alpha})`),
  leakyRelu: elementwise(({ alpha }) => `nn.LeakyReLU(${alpha})`),
  tanh: elementwise(() => 'nn.Tanh()'),
  sigmoid: elementwise(() => 'nn.Sigmoid()'),
  silu: elementwise(() => 'nn.SiLU()'),
  softmax: plain(() => '{0}.softmax(-1)', unchanged),
  sum: plain(({ axes }) => `{0}.sum(${tuple(axes)}, keepdim=True)`, reduced),
  mean: plain(({ axes }) => `{0}.mean(${tuple(axes)}, keepdim=True)`, reduced),
  add: binary('+'),
  subtract: binary('-'),
  multiply: binary('*'),
  slice: plain(
    ({ axis, start, end }) => `{0}.narrow(${axis}, ${start}, ${end - start})`,
    (shape, { axis, start, end }) => shape.with(axis - 1, end - start),
  ),
  gather: plain(
    ({ axis, indices }) => `{0}[${':, '.repeat(axis)}[${indices.join(', ')}]]`,
    (shape, { axis, indices }) => shape.with(axis - 1, indices.length),
  ),
  transpose([x], { order }, { add }) {
    const shape = order.slice(1).map((axis) => x!.shape[axis - 1]!);
    if (!x!.channelsFirst && order.join() === '0,2,3,1') return { step: x!.step, shape, channelsFirst: true };
    if (x!.channelsFirst && order.join() === '0,3,1,2') return { step: x!.step, shape, channelsFirst: false };
    const { step } = withChannels(x!, false, add);
    return { step: add.module(step, `Permute(${order.join(', ')})`), shape, channelsFirst: false };
  },
  reshape([x], { shape }, { add, feedsDense }) {
    const isFlat = shape.length === 1;
    if (x!.channelsFirst && isFlat && feedsDense) {
      return { step: add.module(x!.step, 'nn.Flatten()'), shape, channelsFirst: false, flattened: x!.shape };
    }
    let { step } = withChannels(x!, false, add);
    if (isFlat || x!.shape.length > 1) step = add.module(step, 'nn.Flatten()');
    if (!isFlat) step = add.module(step, `nn.Unflatten(1, ${tuple(shape)})`);
    return { step, shape, channelsFirst: false };
  },
  convolution([x], { pads, strides, bias }, { add, take }) {
    let { step } = withChannels(x!, true, add);
    const weights = take();
    const [height, width, inputs, outputs] = weights.shape as [number, number, number, number];
    const [[top, bottom], [left, right]] = pads;
    if (top + bottom + left + right > 0) {
      step = add.module(step, `nn.ZeroPad2d((${left}, ${right}, ${top}, ${bottom}))`);
    }
    const source = `nn.Conv2d(${inputs}, ${outputs}, ${pair(height, width)}, stride=${pair(...strides)}${biasFlag(bias)})`;
    const filters = permuteAxes(weights.values, weights.shape, [3, 2, 0, 1]);
    step = add.module(step, source, {
      weight: { shape: [outputs, inputs, height, width], values: filters },
      ...(bias && { bias: take() }),
    });
    const side = (axis: 0 | 1, size: number) => windowPositions(x!.shape[axis]!, size, strides[axis], pads[axis]);
    return { step, shape: [side(0, height), side(1, width), outputs], channelsFirst: true };
  },
  dense([x], { bias }, { add, take }) {
    const weights = take();
    const [inputs, outputs] = weights.shape as [number, number];
    const matrix = x!.flattened
      ? permuteAxes(weights.values, [...x!.flattened, outputs], [3, 2, 0, 1])
      : permuteAxes(weights.values, weights.shape, [1, 0]);
    const step = add.module(x!.step, `nn.Linear(${inputs}, ${outputs}${biasFlag(bias)})`, {
      weight: { shape: [outputs, inputs], values: matrix },
      ...(bias && { bias: take() }),
    });
    return { step, shape: [outputs], channelsFirst: false };
  },
  affine([x], layer, { add, take }) {
    const value = withChannels(x!, false, add);
    const [scale, offset] = [layer.scale ? take() : undefined, layer.offset ? take() : undefined];
    const flags = `${layer.scale ? '' : ', scale=False'}${layer.offset ? '' : ', offset=False'}`;
    const source = `Affine(${(scale ?? offset)?.shape[0]}${flags})`;
    const parameters = { ...(scale && { weight: scale }), ...(offset && { bias: offset }) };
    return { ...value, step: add.module(value.step, source, parameters) };
  },
  layerNorm([x], { epsilon, axes = 'last' }, { add, take }) {
    const [scale, offset] = [take(), take()];
    if (axes === 'last') {
      const name = x!.channelsFirst ? 'ChannelNorm' : 'nn.LayerNorm';
      const step = add.module(x!.step, `${name}(${scale.shape[0]}, eps=${epsilon})`, { weight: scale, bias: offset });
      return { ...x!, step };
    }
    const shape = x!.channelsFirst ? [x!.shape[2]!, x!.shape[0]!, x!.shape[1]!] : x!.shape;
    const ordered = ({ values }: Values): Values => ({
      shape,
      values: x!.channelsFirst ? permuteAxes(values, x!.shape, [2, 0, 1]) : values,
    });
    const parameters = { weight: ordered(scale), bias: ordered(offset) };
    return { ...x!, step: add.module(x!.step, `nn.LayerNorm([${shape.join(', ')}], eps=${epsilon})`, parameters) };
  },
};
