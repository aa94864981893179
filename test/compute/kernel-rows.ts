/** One row for every kernel that can be compiled: a function that runs it, and random inputs for the function. */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../src/common/random.js';
import { paddedConvolution } from '../../src/compute/convolution.js';
import { type HostOperation, hostCall } from '../../src/compute/host-call.js';
import type { DataType, Values } from '../../src/compute/signature.js';

export interface Input {
  readonly shape: readonly number[];
  readonly dtype: DataType;
  readonly values: Values;
}

export interface Row {
  readonly kernel: string;
  readonly fn: (...inputs: never[]) => tf.Tensor | tf.Tensor[];
  readonly inputs: (random: Random) => Input[];
  /** What the function does, where a kernel has several rows. */
  readonly note?: string;
  /** False: the kernel has no gradient, or none that TensorFlow.js defines. */
  readonly gradient?: false;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

const float = (random: Random, shape: readonly number[], low = -2, high = 2): Input => ({
  shape,
  dtype: 'float32',
  values: Float32Array.from({ length: sizeOf(shape) }, () => low + (high - low) * random.uniform()),
});

const int = (random: Random, shape: readonly number[], low: number, high: number): Input => ({
  shape,
  dtype: 'int32',
  values: Int32Array.from({ length: sizeOf(shape) }, () => low + random.integer(high - low)),
});

const length = (random: Random) => 1 + random.integer(4);
const dims = (random: Random, rank: number) => Array.from({ length: rank }, () => length(random));
const anyShape = (random: Random) => dims(random, random.integer(5));

/** A shape that broadcasts with `shape`: some axes 1, some leading ones dropped. */
const broadcastable = (random: Random, shape: readonly number[]) =>
  shape.map((axis) => (random.integer(3) === 0 ? 1 : axis)).slice(random.integer(shape.length + 1));

const one = (low?: number, high?: number) => (random: Random) => [float(random, anyShape(random), low, high)];

const two = (low?: number, high?: number) => (random: Random) => {
  const shape = anyShape(random);
  const operands = [float(random, shape, low, high), float(random, broadcastable(random, shape), low, high)];
  return random.integer(2) === 0 ? operands : operands.reverse();
};

/** Values on a coarse grid, so that equality and ties happen. */
const twoCoarse = (random: Random) =>
  two()(random).map((input) => ({ ...input, values: input.values.map((value) => Math.round(value)) }));

const wholeTwo = (low: number, high: number) => (random: Random) => {
  const shape = anyShape(random);
  return [int(random, shape, low, high), int(random, broadcastable(random, shape), low, high)];
};

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** 2x + 1: never zero. */
const odd = (x: tf.Tensor) => tf.add(tf.mul(x, tf.scalar(2, 'int32')), tf.scalar(1, 'int32'));
const asFloat = (x: tf.Tensor) => tf.cast(x, 'float32');
const truth =
  (compare: Binary): Binary =>
  (a, b) =>
    asFloat(compare(a, b));

const unary = (kernel: string, fn: Unary, low?: number, high?: number): Row => ({ kernel, fn, inputs: one(low, high) });
const flat = (kernel: string, fn: Unary, low?: number, high?: number): Row => ({
  ...unary(kernel, fn, low, high),
  gradient: false,
});
const binary = (kernel: string, fn: Binary, low?: number, high?: number): Row => ({
  kernel,
  fn,
  inputs: two(low, high),
});
/** TensorFlow.js gives these no gradient where operands broadcast. */
const unbroadcast = (kernel: string, fn: Binary): Row[] => [
  {
    kernel,
    fn,
    inputs: (random) => [anyShape(random)].flatMap((shape) => [float(random, shape), float(random, shape)]),
  },
  { kernel, note: 'broadcast', fn, inputs: two(), gradient: false },
];
const comparison = (kernel: string, fn: Binary): Row => ({
  kernel,
  fn: truth(fn),
  inputs: twoCoarse,
  gradient: false,
});

/** Rank 1 to 4 with a random set of axes that is a function of the rank alone, so that `fn` can know it. */
const reduced = (low?: number, high?: number) => (random: Random) => [
  float(random, dims(random, 1 + random.integer(4)), low, high),
];
const axesOf = ({ rank }: tf.Tensor) => [[0], [1], [0, 2], [1, 2]][rank - 1]!;
const reductions = (kernel: string, fn: (x: tf.Tensor, axes?: number[], keep?: boolean) => tf.Tensor): Row[] => [
  { kernel, note: 'all axes', fn: (x: tf.Tensor) => fn(x), inputs: reduced() },
  { kernel, note: 'some axes', fn: (x: tf.Tensor) => fn(x, axesOf(x)), inputs: reduced() },
  { kernel, note: 'some axes kept', fn: (x: tf.Tensor) => fn(x, axesOf(x), true), inputs: reduced() },
];

const image = (random: Random, rows: number, columns: number, channels: number) =>
  float(random, [1 + random.integer(3), rows, columns, channels]);

type Pad = 'same' | 'valid' | number;
/** TensorFlow's own library refuses a number, and gets padded images. */
const conv2d = (x: tf.Tensor4D, w: tf.Tensor4D, stride: number, pad: Pad, dilation = 1) =>
  typeof pad === 'number' ? paddedConvolution(x, w, stride, pad) : tf.conv2d(x, w, stride, pad, 'NHWC', dilation);
const convolution = (size: number, stride: number, pad: Pad, dilation = 1): Row => ({
  kernel: 'Conv2D',
  note: `${size}×${size}, stride ${stride}, ${pad}, dilation ${dilation}`,
  fn: (x: tf.Tensor4D, w: tf.Tensor4D) => conv2d(x, w, stride, pad, dilation),
  inputs: (random) =>
    [image(random, 6 + random.integer(4), 6 + random.integer(4), 1 + random.integer(3))].flatMap((x) => [
      x,
      float(random, [size, size, x.shape[3]!, 1 + random.integer(4)]),
    ]),
  // TensorFlow.js defines no gradient of dilated convolutions.
  ...(dilation > 1 && { gradient: false as const }),
});

/** Channels and examples in whole blocks, for which convolutions and their gradients are lowered differently. */
const blockedConvolution = (size: number, stride: number, pad: Pad): Row => ({
  kernel: 'Conv2D',
  note: `blocked channels, ${size}×${size}, stride ${stride}, ${pad}`,
  fn: (x: tf.Tensor4D, w: tf.Tensor4D) => tf.tanh(conv2d(x, w, stride, pad)),
  inputs(random) {
    const [examples, channels, outputs] = [
      [16, 16, 16],
      [16, 4, 32],
      [3, 16, 16],
      [16, 20, 16],
    ][random.integer(4)]!;
    const [rows, columns] = [size + random.integer(5), size + random.integer(5)];
    return [
      float(random, [examples!, rows, columns, channels!]),
      float(random, [size, size, channels!, outputs!], -0.1, 0.1),
    ];
  },
});

/** Rows long beside the filter: its gradient is then taken over pixels and channels side by side. */
const longRows = (size: number, stride: number, pad: Pad): Row => ({
  kernel: 'Conv2D',
  note: `blocked channels, long rows, ${size}×${size}, stride ${stride}, ${pad}`,
  fn: (x: tf.Tensor4D, w: tf.Tensor4D) => tf.tanh(conv2d(x, w, stride, pad)),
  inputs(random) {
    const [examples, channels, outputs] = [
      [16, 16, 16],
      [16, 3, 32],
      [32, 20, 16],
    ][random.integer(3)]!;
    const columns = stride * (4 * size + random.integer(4));
    return [
      float(random, [examples!, size + random.integer(4), columns, channels!]),
      float(random, [size, size, channels!, outputs!], -0.1, 0.1),
    ];
  },
});

const depthwise = (size: number, stride: number, pad: 'same' | 'valid'): Row => ({
  kernel: 'DepthwiseConv2dNative',
  note: `${size}×${size}, stride ${stride}, ${pad}`,
  fn: (x: tf.Tensor4D, w: tf.Tensor4D) => tf.depthwiseConv2d(x, w, stride, pad),
  inputs: (random) =>
    [image(random, 5 + random.integer(4), 5 + random.integer(4), 1 + random.integer(3))].flatMap((x) => [
      x,
      float(random, [size, size, x.shape[3]!, 1 + random.integer(2)]),
    ]),
});

type Pool = (x: tf.Tensor4D, size: number, stride: number, pad: 'same' | 'valid') => tf.Tensor;
const pooling = (kernel: string, pool: Pool, size: number, stride: number, pad: 'same' | 'valid', own = {}): Row => ({
  kernel,
  note: `${size}×${size}, stride ${stride}, ${pad}`,
  fn: (x: tf.Tensor4D) => pool(x, size, stride, pad),
  inputs: (random) => [image(random, 5 + random.integer(4), 5 + random.integer(4), 1 + random.integer(3))],
  ...own,
});

const product = (transposeA: boolean, transposeB: boolean): Row => ({
  kernel: 'BatchMatMul',
  note: `${transposeA ? 'aᵀ' : 'a'}·${transposeB ? 'bᵀ' : 'b'}`,
  fn: (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, transposeA, transposeB),
  inputs(random) {
    const [m, k, n] = dims(random, 3) as [number, number, number];
    const batch = dims(random, random.integer(3));
    return [
      float(random, [...batch, ...(transposeA ? [k, m] : [m, k])]),
      float(random, [...batch, ...(transposeB ? [n, k] : [k, n])]),
    ];
  },
});

const normalization = (statistics: number): Row => ({
  kernel: 'FusedBatchNorm',
  note: `${statistics} statistics`,
  fn: (x: tf.Tensor4D, mean: tf.Tensor1D, variance: tf.Tensor1D, offset?: tf.Tensor1D, scale?: tf.Tensor1D) =>
    tf.batchNorm(x, mean, variance, offset, scale),
  inputs(random) {
    const x = image(random, length(random), length(random), length(random));
    const each = (low: number) => float(random, [x.shape[3]!], low, 2);
    return [x, each(-1), each(0.5), each(-1), each(0.5)].slice(0, 1 + statistics);
  },
});

const joined = (axis: number) => (random: Random) => {
  const shape = dims(random, 4);
  return [0, 1, 2].map(() => float(random, shape.with(axis, length(random))));
};

const squareOfSum: HostOperation = {
  name: 'square of sum',
  outputs: ([a]) => [{ shape: a!.shape, dtype: 'float32' }],
  run([a, b], [y]) {
    for (let i = 0; i < y!.length; i++) y![i] = (a![i]! + b![i]!) ** 2;
  },
};

export const rows: readonly Row[] = [
  { kernel: 'Identity', fn: (x: tf.Tensor) => tf.clone(x), inputs: one() },
  unary('Abs', tf.abs),
  flat('Ceil', tf.ceil),
  unary('Cos', tf.cos),
  unary('Elu', tf.elu),
  { kernel: 'EluGrad', note: 'through elu', fn: (x: tf.Tensor) => tf.mul(tf.elu(x), x), inputs: one() },
  unary('Erf', tf.erf),
  unary('Exp', tf.exp),
  unary('Expm1', tf.expm1),
  { kernel: 'Expm1', note: 'near zero', fn: tf.expm1 as Unary, inputs: one(-1e-4, 1e-4) },
  flat('Floor', tf.floor),
  flat('IsFinite', (x) => asFloat(tf.isFinite(tf.div(x, tf.relu(x))))),
  flat('IsInf', (x) => asFloat(tf.isInf(tf.div(x, tf.relu(x))))),
  flat('IsNan', (x) => asFloat(tf.isNaN(tf.sqrt(x)))),
  unary('LeakyRelu', (x) => tf.leakyRelu(x, 0.3)),
  unary('Log', tf.log, 0.1, 5),
  unary('Log1p', tf.log1p, -0.9, 5),
  { kernel: 'Log1p', note: 'near zero', fn: tf.log1p as Unary, inputs: one(-1e-4, 1e-4) },
  flat('LogicalNot', (x) => asFloat(tf.logicalNot(tf.greater(x, 0)))),
  unary('Neg', tf.neg),
  unary('Reciprocal', tf.reciprocal, 0.5, 3),
  unary('Relu', tf.relu),
  unary('Relu6', (x) => tf.relu6(tf.mul(x, 6))),
  flat('Round', tf.round),
  unary('Rsqrt', tf.rsqrt, 0.2, 4),
  unary('Sigmoid', tf.sigmoid),
  flat('Sign', tf.sign),
  unary('Sin', tf.sin),
  unary('Softplus', tf.softplus, -10, 10),
  unary('Sqrt', tf.sqrt, 0.1, 4),
  unary('Square', tf.square),
  flat('Step', (x) => tf.step(x)),
  { ...flat('Step', (x) => tf.step(x, 0.2)), note: 'with slope' },
  unary('Tan', tf.tan, -1, 1),
  unary('Tanh', tf.tanh),
  {
    kernel: 'Cast',
    note: 'to int32 and back',
    fn: (x: tf.Tensor) => asFloat(tf.cast(x, 'int32')),
    inputs: one(-5, 5),
  },
  {
    kernel: 'Cast',
    note: 'to bool and back',
    fn: (x: tf.Tensor) => asFloat(tf.cast(tf.relu(x), 'bool')),
    inputs: one(),
    gradient: false,
  },
  unary('ClipByValue', (x) => tf.clipByValue(x, -0.5, 1)),
  binary('Add', tf.add),
  { kernel: 'Add', note: 'int32', fn: tf.add as Binary, inputs: wholeTwo(-9, 9) },
  {
    kernel: 'AddN',
    fn: (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => tf.addN([a, b, c]),
    inputs: (random) => [anyShape(random)].flatMap((shape) => [0, 1, 2].map(() => float(random, shape))),
  },
  binary('Sub', tf.sub),
  binary('Multiply', tf.mul),
  { kernel: 'Multiply', note: 'int32', fn: tf.mul as Binary, inputs: wholeTwo(-9, 9) },
  binary('RealDiv', tf.div, 0.5, 3),
  {
    kernel: 'FloorDiv',
    // Of floats, TensorFlow.js's cpu backend and this compiler return int32, and TensorFlow floats.
    fn: (a: tf.Tensor, b: tf.Tensor) => tf.cast(tf.floorDiv(a, b), 'int32'),
    inputs: two(0.5, 9),
    gradient: false,
  },
  {
    kernel: 'FloorDiv',
    note: 'int32, both signs',
    fn: (a: tf.Tensor, b: tf.Tensor) => tf.floorDiv(a, odd(b)),
    inputs: wholeTwo(-9, 9),
  },
  { kernel: 'Mod', fn: (a: tf.Tensor, b: tf.Tensor) => tf.mod(a, tf.add(b, 3)), inputs: two(-2.5, 2.5) },
  {
    kernel: 'Mod',
    note: 'negative divisor',
    fn: (a: tf.Tensor, b: tf.Tensor) => tf.mod(a, tf.sub(b, 3)),
    inputs: two(-2.5, 2.5),
  },
  {
    kernel: 'Mod',
    note: 'int32, both signs',
    fn: (a: tf.Tensor, b: tf.Tensor) => tf.mod(a, odd(b)),
    inputs: wholeTwo(-9, 9),
  },
  ...unbroadcast('Maximum', tf.maximum),
  ...unbroadcast('Minimum', tf.minimum),
  binary('Pow', tf.pow, 0.3, 2),
  ...unbroadcast('SquaredDifference', tf.squaredDifference),
  comparison('Equal', tf.equal),
  comparison('NotEqual', tf.notEqual),
  comparison('Greater', tf.greater),
  comparison('GreaterEqual', tf.greaterEqual),
  comparison('Less', tf.less),
  comparison('LessEqual', tf.lessEqual),
  comparison('LogicalAnd', (a, b) => tf.logicalAnd(tf.greater(a, 0), tf.greater(b, 0))),
  comparison('LogicalOr', (a, b) => tf.logicalOr(tf.greater(a, 0), tf.greater(b, 0))),
  {
    kernel: 'Select',
    fn: (c: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.where(tf.greater(c, 0), a, tf.mul(b, 2)),
    inputs: (random) =>
      [anyShape(random)].flatMap((shape) => [int(random, shape, -2, 3), float(random, shape), float(random, shape)]),
  },
  {
    kernel: 'Select',
    note: 'broadcast',
    fn: (a: tf.Tensor, b: tf.Tensor) => tf.where(tf.greater(a, b), a, tf.mul(b, 2)),
    inputs: two(),
    gradient: false,
  },
  {
    kernel: 'Select',
    note: 'of bool',
    fn: truth((a, b) => tf.where(tf.greater(a, 0), tf.less(a, b), tf.less(b, a))),
    inputs: two(),
    gradient: false,
  },

  ...reductions('Sum', tf.sum),
  {
    kernel: 'Sum',
    note: 'int32',
    fn: (x: tf.Tensor) => tf.sum(x, 0),
    inputs: (random) => [int(random, dims(random, 3), -9, 9)],
  },
  ...reductions('Mean', tf.mean),
  ...reductions('Max', tf.max),
  ...reductions('Min', tf.min),
  ...reductions('Prod', tf.prod).map((row) => ({ ...row, gradient: false as const })),
  ...reductions('All', (x, axes, keep) => asFloat(tf.all(tf.greater(x, -1), axes, keep))).map((row) => ({
    ...row,
    gradient: false as const,
  })),
  ...reductions('Any', (x, axes, keep) => asFloat(tf.any(tf.greater(x, 1), axes, keep))).map((row) => ({
    ...row,
    gradient: false as const,
  })),
  { kernel: 'ArgMax', fn: (x: tf.Tensor) => tf.argMax(x, -1), inputs: reduced() },
  { kernel: 'ArgMax', note: 'first axis', fn: (x: tf.Tensor) => tf.argMax(tf.round(x), 0), inputs: reduced() },
  { kernel: 'ArgMin', fn: (x: tf.Tensor) => tf.argMin(tf.round(x), -1), inputs: reduced() },
  { kernel: 'Cumsum', fn: (x: tf.Tensor) => tf.cumsum(x, x.rank - 1), inputs: reduced() },
  // Along other axes than the last, TensorFlow.js's gradient has the wrong shape.
  { kernel: 'Cumsum', note: 'first axis', fn: (x: tf.Tensor) => tf.cumsum(x, 0), inputs: reduced(), gradient: false },
  {
    kernel: 'Cumsum',
    note: 'exclusive, reverse',
    fn: (x: tf.Tensor) => tf.cumsum(x, x.rank - 1, true, true),
    inputs: reduced(),
  },
  { kernel: 'Softmax', fn: (x: tf.Tensor) => tf.softmax(x), inputs: reduced() },

  product(false, false),
  product(true, false),
  product(false, true),
  product(true, true),

  convolution(3, 1, 'valid'),
  convolution(3, 1, 'same'),
  convolution(4, 2, 'valid'),
  convolution(3, 2, 'same'),
  convolution(5, 3, 2),
  convolution(1, 1, 'valid'),
  convolution(1, 2, 'same'),
  convolution(2, 1, 'valid', 2),
  { ...convolution(3, 2, 'same'), kernel: 'Conv2DBackpropInput' },
  { ...convolution(3, 3, 'valid'), kernel: 'Conv2DBackpropFilter' },
  {
    kernel: 'Conv2D',
    note: 'bias and relu',
    fn: (x: tf.Tensor4D, w: tf.Tensor4D, b: tf.Tensor1D) => tf.relu(tf.add(tf.conv2d(x, w, 1, 'valid'), b)),
    inputs: (random) => [float(random, [2, 5, 6, 3]), float(random, [3, 2, 3, 4]), float(random, [4])],
  },
  blockedConvolution(3, 1, 'valid'),
  blockedConvolution(3, 1, 'same'),
  blockedConvolution(4, 2, 'valid'),
  blockedConvolution(4, 2, 'same'),
  blockedConvolution(3, 2, 'valid'),
  blockedConvolution(5, 3, 'same'),
  blockedConvolution(5, 2, 3),
  blockedConvolution(1, 1, 'valid'),
  blockedConvolution(1, 2, 'valid'),
  longRows(2, 1, 'valid'),
  longRows(3, 1, 'same'),
  longRows(3, 2, 'same'),
  longRows(3, 2, 'valid'),
  longRows(2, 3, 'valid'),
  depthwise(3, 1, 'same'),
  depthwise(2, 2, 'valid'),
  { ...depthwise(3, 2, 'same'), kernel: 'DepthwiseConv2dNativeBackpropInput' },
  { ...depthwise(3, 2, 'valid'), kernel: 'DepthwiseConv2dNativeBackpropFilter' },
  pooling('MaxPool', tf.maxPool, 2, 2, 'valid'),
  pooling('MaxPool', tf.maxPool, 3, 1, 'same'),
  pooling('MaxPoolGrad', tf.maxPool, 3, 2, 'same'),
  pooling('AvgPool', tf.avgPool, 2, 2, 'valid'),
  // TensorFlow.js's cpu backend divides padded windows' gradients by the full window, unlike TensorFlow and this compiler.
  pooling('AvgPool', tf.avgPool, 3, 1, 'same', { gradient: false }),
  pooling('AvgPoolGrad', tf.avgPool, 3, 2, 'valid'),
  // Without a scale, TensorFlow.js's gradient throws.
  { ...normalization(2), gradient: false },
  normalization(4),

  { kernel: 'Reshape', fn: (x: tf.Tensor) => tf.reshape(tf.mul(x, 2), [-1]), inputs: one() },
  { kernel: 'ExpandDims', fn: (x: tf.Tensor) => tf.expandDims(x, -1), inputs: one() },
  {
    kernel: 'Transpose',
    fn: (x: tf.Tensor) => tf.transpose(tf.exp(x)),
    inputs: (random) => [float(random, dims(random, 2 + random.integer(3)))],
  },
  {
    kernel: 'Transpose',
    note: 'twice',
    fn: (x: tf.Tensor) => tf.mul(tf.transpose(tf.transpose(x, [1, 2, 0]), [0, 2, 1]), 3),
    inputs: (random) => [float(random, dims(random, 3))],
  },
  ...[0, 1, 3].map(
    (axis): Row => ({
      kernel: 'Concat',
      note: `axis ${axis}`,
      fn: (...parts: tf.Tensor[]) => tf.concat(parts, axis),
      inputs: joined(axis),
    }),
  ),
  {
    kernel: 'Pack',
    fn: (...parts: tf.Tensor[]) => tf.stack(parts, 1),
    inputs: (random) => [dims(random, 3)].flatMap((shape) => [0, 1, 2].map(() => float(random, shape))),
  },
  {
    kernel: 'Slice',
    fn: (x: tf.Tensor4D) => tf.slice(x, [0, 1, 2, 1], [-1, 2, 1, -1]),
    inputs: (random) => [float(random, [length(random), 4, 5, 3])],
  },
  {
    kernel: 'StridedSlice',
    fn: (x: tf.Tensor) => tf.stridedSlice(x, [0, 4, 1], [3, 0, 4], [2, -1, 2], 0, 2),
    inputs: (random) => [float(random, [3, 5, 4])],
    gradient: false,
  },
  {
    kernel: 'Reverse',
    fn: (x: tf.Tensor) => tf.reverse(x, [0, 2]),
    inputs: (random) => [float(random, dims(random, 4))],
  },
  {
    kernel: 'SplitV',
    fn: (x: tf.Tensor) => tf.split(x, [1, 2, 2], 1),
    inputs: (random) => [float(random, [2, 5, 3, 2])],
  },
  { kernel: 'Unpack', fn: (x: tf.Tensor) => tf.unstack(x, 1), inputs: (random) => [float(random, [2, 3, 2])] },
  {
    kernel: 'Tile',
    fn: (x: tf.Tensor) => tf.tile(x, [2, 1, 3, 1]),
    inputs: (random) => [float(random, dims(random, 4))],
  },
  {
    kernel: 'Tile',
    note: 'broadcast',
    fn: (x: tf.Tensor) => tf.broadcastTo(x, [2, 3, 4]),
    inputs: (random) => [float(random, [3, 1])],
  },
  {
    kernel: 'PadV2',
    fn: (x: tf.Tensor) =>
      tf.pad(
        x,
        [
          [0, 1],
          [2, 0],
          [1, 1],
          [0, 0],
        ],
        0.5,
      ),
    inputs: (random) => [float(random, dims(random, 4))],
  },

  {
    kernel: 'GatherV2',
    fn: (x: tf.Tensor, indices: tf.Tensor1D) => tf.gather(x, indices, 1),
    inputs: (random) => [float(random, [2, 4, 3]), int(random, [5], 0, 4)],
  },
  {
    kernel: 'UnsortedSegmentSum',
    fn: (x: tf.Tensor, segments: tf.Tensor1D) => tf.unsortedSegmentSum(x, segments, 4),
    inputs: (random) => [float(random, [6, 2, 3]), int(random, [6], 0, 4)],
  },
  {
    kernel: 'OneHot',
    fn: (indices: tf.Tensor) => tf.oneHot(indices as tf.Tensor1D, 4),
    inputs: (random) => [int(random, [7], -1, 5)],
  },
  {
    kernel: 'OneHot',
    note: 'on and off values',
    fn: (indices: tf.Tensor) => tf.oneHot(indices as tf.Tensor1D, 3, 5, -1),
    inputs: (random) => [int(random, [2, 3], 0, 3)],
  },
  { kernel: 'Range', fn: (x: tf.Tensor) => tf.mul(x, tf.range(1, 9, 2)), inputs: (random) => [float(random, [3, 4])] },
  { kernel: 'Fill', fn: (x: tf.Tensor) => tf.mul(x, tf.fill([2, 3], 4)), inputs: (random) => [float(random, [3])] },
  { kernel: 'ZerosLike', fn: (x: tf.Tensor) => tf.add(x, tf.zerosLike(x)), inputs: one() },
  { kernel: 'OnesLike', fn: (x: tf.Tensor) => tf.concat([x, tf.onesLike(x)], 0), inputs: reduced() },
  {
    kernel: 'HostCall',
    fn: (a: tf.Tensor, b: tf.Tensor) => tf.add(hostCall(squareOfSum, [tf.mul(a, 2), b])[0]!, a),
    inputs: (random) => [anyShape(random)].flatMap((shape) => [float(random, shape), float(random, shape)]),
    gradient: false,
  },
];
