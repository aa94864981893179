/** Imports ONNX graphs that are one chain of convolutions, dense layers, layer normalizations and ReLUs. */
import { UsageError } from '../../common/errors.js';
import { printable } from '../../common/printable.js';
import { permuteAxes, sizeOf } from '../../common/shape.js';
import { type ImportedNetwork, importedNetwork } from '../network-builder.js';
import { type Chain, createChain, floatsIn, inChannelsLast, inOnnxOrder, isAlong, type Refuse } from './chain.js';
import { foldConstants, reshaped } from './fold-constants.js';
import { addDecomposedNorm, addLayerNormalization, supportedNorms } from './layer-normalization.js';
import { decodeOnnx, type OnnxCall, type OnnxTensor } from './onnx-file.js';

/**
 * Imports an ONNX graph. A softmax at the end is left out, because attacks and averages need its input.
 * @param bytes of the file @param source names the file in errors
 * @throws UsageError for damaged files, graphs that are no chain, and operators that are not supported
 */
export function importOnnx(bytes: Uint8Array, source: string): ImportedNetwork {
  const file = decodeOnnx(bytes, source);
  const { inputs, outputs } = file;
  const [input] = inputs;
  if (!input || inputs.length > 1 || outputs.length !== 1) {
    throw new UsageError(`${source}: expected one input and one output, got ${inputs.length} and ${outputs.length}`);
  }
  const inputShape = input.shape.slice(1);
  if (inputShape.length === 0 || inputShape.some((length) => length < 1)) {
    throw new UsageError(`${source}: expected an input whose axes but the first are known, got [${input.shape}]`);
  }
  const refuseCall = ({ operator }: OnnxCall, why: string) =>
    new UsageError(`${source}: ${printable(operator)} ${why}, so the network cannot be imported`);
  const { calls, constants } = foldConstants(file, refuseCall);
  const chain = createChain(inputShape);
  let current = input.name;
  for (let index = 0; index < calls.length; index++) {
    const call = calls[index]!;
    const refuse: Refuse = (why) => refuseCall(call, why);
    if (call.operator === 'ReduceMean') {
      const { output, length } = addDecomposedNorm(chain, calls.slice(index), current, constants, refuse);
      current = output;
      index += length - 1;
      continue;
    }
    const rule = Object.hasOwn(rules, call.operator) ? rules[call.operator]! : undefined;
    if (!rule) throw refuse('is not supported');
    const place = call.inputs.indexOf(current);
    const operands = call.inputs.filter((name, i) => i !== place && name !== '').map((name) => constants.get(name));
    if (place < 0 || !operands.every((operand) => operand !== undefined)) {
      throw refuse('has an input that is neither the previous result nor a constant');
    }
    rule(chain, { call, operands, refuse, place, last: index === calls.length - 1 });
    current = call.outputs[0]!;
  }
  if (current !== outputs[0])
    throw new UsageError(`${source}: expected the last result to be the output '${printable(outputs[0]!)}'`);
  return importedNetwork(chain.list, inputShape, source);
}

interface Use {
  readonly call: OnnxCall;
  /** The constants among the inputs. */
  readonly operands: readonly OnnxTensor[];
  /** Index of the previous result among the inputs. */
  readonly place: number;
  readonly last: boolean;
  readonly refuse: Refuse;
}

type Rule = (chain: Chain, use: Use) => void;

const nothing: Rule = () => {};
const isOrder = (order: readonly number[], axes: number) =>
  order.length === axes && new Set(order).size === axes && order.every((axis) => axis >= 0 && axis < axes);

function addBias(chain: Chain, bias: OnnxTensor | undefined, refuse: Refuse): void {
  if (bias && !chain.list.addBias(floatsIn(bias, refuse))) throw refuse(`has a bias [${bias.shape}] of another length`);
}

function ints(call: OnnxCall, name: string, otherwise: readonly number[]): readonly number[] {
  const value = call.attributes[name];
  return Array.isArray(value) && value.length > 0 ? value : otherwise;
}

/** Arithmetic with a constant: a single number becomes a scale layer, a bias is added to the previous layer. */
const arithmetic =
  (scaleOf: (constant: number) => readonly [factor: number, offset: number]): Rule =>
  (chain, { operands, refuse, place, call }) => {
    const [constant] = operands;
    if (!constant) throw refuse('lacks a constant');
    const { shape } = constant;
    const values = floatsIn(constant, refuse);
    const [first] = values;
    if (first === undefined) throw refuse('lacks a constant');
    if (values.every((value) => value === first)) {
      const commutes = call.operator === 'Add' || call.operator === 'Mul';
      if (place > 0 && !commutes) throw refuse('has the previous result as its second operand');
      const [factor, offset] = scaleOf(first);
      if (!Number.isFinite(factor)) throw refuse(`with the constant ${first} has no finite result`);
      chain.list.add({ kind: 'scale', factor, offset });
      return;
    }
    const isBias = isAlong(constant, chain.channelsLast ? -3 : -1, chain);
    if (call.operator === 'Add' && isBias && chain.list.addBias(values)) return;
    throw refuse(`with a constant of shape [${shape}] is not supported`);
  };

const reshape: Rule = (chain, { operands, refuse, call }) => {
  inOnnxOrder(chain);
  const [target] = operands;
  let shape: readonly number[];
  if (call.operator === 'Flatten') {
    if ((call.attributes.axis ?? 1) !== 1) throw refuse(`with axis ${call.attributes.axis} is not supported`);
    shape = [sizeOf(chain.shape)];
  } else {
    if (!target) throw refuse('lacks a shape');
    const within = reshaped(chain.shape, Array.from(target.values.slice(1)));
    if (!within) throw refuse(`to [${target.values}] moves elements between examples`);
    shape = within;
  }
  chain.list.add({ kind: 'reshape', shape: [...shape] });
  chain.shape = shape;
};

const convolution: Rule = (chain, { call, operands, refuse }) => {
  const [filter, bias] = operands;
  if (filter?.shape.length !== 4 || chain.shape.length !== 3) throw refuse('is not over images');
  const weights = floatsIn(filter, refuse);
  const [outputs, inputs, height, width] = filter.shape as [number, number, number, number];
  if ((call.attributes.group ?? 1) !== 1) throw refuse('has groups');
  const strides = ints(call, 'strides', [1, 1]) as [number, number];
  const padding = ints(call, 'pads', [0, 0, 0, 0]);
  if (strides.length !== 2 || padding.length !== 4) throw refuse('has no strides and pads of two axes');
  if (ints(call, 'dilations', [1, 1]).some((dilation) => dilation !== 1)) throw refuse('is dilated');
  const automatic = call.attributes.auto_pad ?? 'NOTSET';
  if (automatic !== 'NOTSET' && automatic !== 'VALID') throw refuse(`with auto_pad ${automatic} is not supported`);
  const [top, left, bottom, right] = padding as [number, number, number, number];
  inChannelsLast(chain);
  const pads: [[number, number], [number, number]] = [
    [top, bottom],
    [left, right],
  ];
  const values = permuteAxes(weights, filter.shape, [2, 3, 1, 0]);
  chain.list.add(
    { kind: 'convolution', bias: false, strides, pads },
    { weights: { shape: [height, width, inputs, outputs], values } },
  );
  addBias(chain, bias, refuse);
  const side = (axis: 0 | 1) =>
    Math.floor((chain.shape[1 + axis]! + pads[axis][0] + pads[axis][1] - [height, width][axis]!) / strides[axis]) + 1;
  chain.shape = [outputs, side(0), side(1)];
};

function dense(chain: Chain, { refuse, place }: Use, matrix: OnnxTensor | undefined, transposed: boolean): void {
  inOnnxOrder(chain);
  if (matrix?.shape.length !== 2 || place > 0) throw refuse('is no product with a constant matrix');
  const [rows, columns] = matrix.shape as [number, number];
  const [inputs, outputs] = transposed ? [columns, rows] : [rows, columns];
  if (chain.shape.length !== 1 || chain.shape[0] !== inputs) {
    throw refuse(`expects an input [N,${inputs}], but the previous result is [N,${chain.shape}]`);
  }
  const weights = floatsIn(matrix, refuse);
  const values = transposed ? permuteAxes(weights, [outputs, inputs], [1, 0]) : weights;
  chain.list.add({ kind: 'dense', bias: false }, { weights: { shape: [inputs, outputs], values } });
  chain.shape = [outputs];
}

const otherNorm: Rule = (_, { refuse }) => {
  throw refuse(`is not supported: ${supportedNorms}`);
};

/** One rule for each operator. */
const rules: Readonly<Record<string, Rule>> = {
  Add: arithmetic((c) => [1, c]),
  Sub: arithmetic((c) => [1, -c]),
  Mul: arithmetic((c) => [c, 0]),
  Div: arithmetic((c) => [1 / c, 0]),
  Cast: nothing,
  Dropout: nothing,
  Identity: nothing,
  Conv: convolution,
  Flatten: reshape,
  Reshape: reshape,
  Gemm(chain, use) {
    const { alpha = 1, beta = 1, transA = 0, transB = 0 } = use.call.attributes;
    const [matrix, bias] = use.operands;
    if (alpha !== 1 || beta !== 1 || transA !== 0) throw use.refuse('with alpha, beta or transA is not supported');
    dense(chain, use, matrix, transB === 1);
    addBias(chain, bias, use.refuse);
  },
  LayerNormalization: (chain, { call, operands, place, refuse }) => {
    if (place > 0) throw refuse('has the previous result as its scale or offset');
    addLayerNormalization(chain, call, operands, refuse);
  },
  BatchNormalization: otherNorm,
  GroupNormalization: otherNorm,
  InstanceNormalization: otherNorm,
  RMSNormalization: otherNorm,
  MatMul: (chain, use) => dense(chain, use, use.operands[0], false),
  Relu: (chain) => chain.list.add({ kind: 'relu' }),
  Softmax(_, { last, refuse }) {
    if (!last) throw refuse('before the end is not supported');
  },
  Transpose(chain, { call, refuse }) {
    const order = ints(call, 'perm', []);
    if (order[0] !== 0) throw refuse('moves the batch');
    if (!isOrder(order, chain.shape.length + 1))
      throw refuse(`to the order [${order}] is not one of ${chain.shape.length + 1} axes`);
    const shape = order.slice(1).map((axis) => chain.shape[axis - 1]!);
    // These change ONNX's order of the axes, not ours.
    if (chain.channelsLast && order.join() === '0,2,3,1') chain.channelsLast = false;
    else if (!chain.channelsLast && order.join() === '0,3,1,2') chain.channelsLast = true;
    else {
      inOnnxOrder(chain);
      chain.list.add({ kind: 'transpose', order: [...order] });
    }
    chain.shape = shape;
  },
};
