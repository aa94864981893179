/** Convolutions and their gradients. ONNX requires images as NCHW and filters as OIHW. */
import { backend_util } from '@tensorflow/tfjs-core';
import type { Shape, TensorType, Value } from '../graph/graph.js';
import {
  blockedChannelsFirst,
  blockedConvolution,
  blockedFilter,
  blockedImage,
  blockedImageAsFilter,
  fitsBlocks,
  offerImage,
  suitsWideGradient,
  wideFilterGradient,
} from './blocked.js';
import { phaseGradient } from './input-gradient.js';
import type { Lowering } from './lowering.js';
import { permuted } from './permutation.js';
import { type KernelRule, rule } from './rule.js';
import { type Conv2DInfo, cnhw, nchw, oihw, windowOf } from './window.js';

type Pair = [number, number] | number;

interface Settings {
  strides: Pair;
  pad: Parameters<typeof backend_util.computeConv2DInfo>[4];
  dilations?: Pair;
  dataFormat?: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  /** Set by fusion (optimize.ts). */
  activation?: 'Relu';
}

function infoOf(image: Shape, filter: Shape, settings: Settings, depthwise = false): Conv2DInfo {
  const { strides, pad, dilations = 1, dataFormat = 'NHWC', dimRoundingMode } = settings;
  if (dataFormat !== 'NHWC') throw new Error(`convolution: expected data format NHWC, got ${dataFormat}`);
  const shapes = [image, filter] as [[number, number, number, number], [number, number, number, number]];
  return backend_util.computeConv2DInfo(...shapes, strides, dilations, pad, dimRoundingMode, depthwise);
}

const float = (shape: Shape): TensorType => ({ shape, dtype: 'float32' });

/** Geometry for the gradient of a window that does not reach the last rows or columns of its input. */
const transposedAttributes = (info: Conv2DInfo) => {
  const { attributes, unused } = windowOf(info);
  return { ...attributes, output_padding: unused };
};

/** Removes the rows and columns (the last two axes) that no window reaches. */
function usedPart(to: Lowering, name: string, shape: Shape, [rows, columns]: readonly [number, number]): string {
  if (rows === 0 && columns === 0) return name;
  const ends = [shape[2]! - rows, shape[3]! - columns];
  return to.emit('Slice', [name, to.ints([0, 0]), to.ints(ends), to.ints([2, 3])]);
}

const conv2D: KernelRule = rule<'x' | 'filter' | 'bias', Settings>({
  infer: ({ x, filter }, settings) => float(infoOf(x.shape, filter.shape, settings).outShape),
  lower(to, { x, filter, bias }, settings, y) {
    const info = infoOf(x.shape, filter.shape, settings);
    const { attributes } = windowOf(info);
    const { activation } = settings;
    if (!to.isConstant(filter) && fitsBlocks(to, info.inChannels, info.outChannels)) {
      const convolution = {
        image: blockedImage(to, x),
        filter: blockedFilter(to, to.logical(filter), filter.shape, false),
        kernel: [info.filterHeight, info.filterWidth] as const,
        attributes: activation ? { ...attributes, activation } : attributes,
        ...(bias && { bias: to.logical(bias) }),
      };
      offerImage(to, y, blockedConvolution(to, convolution, info.outChannels));
      return;
    }
    const operands = [to.form(x, nchw), to.form(filter, oihw)];
    if (bias) operands.push(to.logical(bias));
    const product = to.emit('Conv', operands, attributes);
    to.set(y, activation ? to.emit(activation, [product]) : product, nchw);
  },
});

const conv2DBackpropInput: KernelRule = rule<'dy' | 'filter', Settings & { inputShape: Shape }>({
  infer: (_, { inputShape }) => float(inputShape),
  lower(to, { dy, filter }, settings, dx) {
    const info = infoOf(settings.inputShape, filter.shape, settings);
    if (phaseGradient(to, dy, filter, info, dx)) return;
    const operands = [to.form(dy, nchw), to.form(filter, oihw)];
    to.set(dx, to.emit('ConvTranspose', operands, transposedAttributes(info)), nchw);
  },
});

/** The gradient is a convolution of x with dy: channels and examples are exchanged, and strides become dilations. */
const conv2DBackpropFilter: KernelRule = rule<'x' | 'dy', Settings & { filterShape: Shape }>({
  infer: (_, { filterShape }) => float(filterShape),
  lower(to, { x, dy }, settings, dw: Value) {
    const info = infoOf(x.shape, settings.filterShape, settings);
    if (suitsWideGradient(to, info)) {
      to.set(dw, to.reshape(wideFilterGradient(to, x, dy, info), settings.filterShape));
      return;
    }
    const { pads, unused } = windowOf(info);
    const image = usedPart(to, to.form(x, cnhw), permuted(x.shape, cnhw), unused);
    const attributes = { dilations: [info.strideHeight, info.strideWidth], strides: [1, 1], pads };
    if (!fitsBlocks(to, info.batchSize, info.outChannels)) {
      to.set(dw, to.emit('Conv', [image, to.form(dy, cnhw)], attributes), [2, 3, 0, 1]);
      return;
    }
    const convolution = {
      image: blockedChannelsFirst(to, image, info.batchSize),
      filter: blockedImageAsFilter(to, dy),
      kernel: [info.outHeight, info.outWidth] as const,
      attributes,
    };
    to.set(dw, blockedConvolution(to, convolution, info.outChannels).channelsLast(), [2, 0, 1, 3]);
  },
});

/** Converts a depthwise filter [h, w, C, M] to the form of ONNX, [C·M, 1, h, w]. */
function depthwiseFilter(to: Lowering, filter: Value): string {
  const [height, width, channels, multiplier] = filter.shape as [number, number, number, number];
  return to.reshape(to.form(filter, [2, 3, 0, 1]), [channels * multiplier, 1, height, width]);
}

const depthwiseConv2D: KernelRule = rule<'x' | 'filter', Settings>({
  infer: ({ x, filter }, settings) => float(infoOf(x.shape, filter.shape, settings, true).outShape),
  lower(to, { x, filter }, settings, y) {
    const info = infoOf(x.shape, filter.shape, settings, true);
    const attributes = { ...windowOf(info).attributes, group: info.inChannels };
    to.set(y, to.emit('Conv', [to.form(x, nchw), depthwiseFilter(to, filter)], attributes), nchw);
  },
});

const depthwiseBackpropInput: KernelRule = rule<'dy' | 'filter', Settings & { inputShape: Shape }>({
  infer: (_, { inputShape }) => float(inputShape),
  lower(to, { dy, filter }, settings, dx) {
    const info = infoOf(settings.inputShape, filter.shape, settings, true);
    const attributes = { ...transposedAttributes(info), group: info.inChannels };
    to.set(dx, to.emit('ConvTranspose', [to.form(dy, nchw), depthwiseFilter(to, filter)], attributes), nchw);
  },
});

/** Emits the gradient with one example whose channels are (channel, example) pairs, convolved in groups. */
const depthwiseBackpropFilter: KernelRule = rule<'x' | 'dy', Settings & { filterShape: Shape }>({
  infer: (_, { filterShape }) => float(filterShape),
  lower(to, { x, dy }, settings, dw) {
    const info = infoOf(x.shape, settings.filterShape, settings, true);
    const { pads, unused } = windowOf(info);
    const [height, width, channels, multiplier] = settings.filterShape as [number, number, number, number];
    const image = to.reshape(to.form(x, cnhw), [1, channels * info.batchSize, info.inHeight, info.inWidth]);
    const used = usedPart(to, image, [1, 1, info.inHeight, info.inWidth], unused);
    const attributes = {
      dilations: [info.strideHeight, info.strideWidth],
      strides: [info.dilationHeight, info.dilationWidth],
      pads,
      group: channels,
    };
    const gradient = to.emit('Conv', [used, to.form(dy, cnhw)], attributes);
    to.set(dw, to.reshape(gradient, [channels, multiplier, height, width]), [2, 3, 0, 1]);
  },
});

export const convolutionRules: Readonly<Record<string, KernelRule>> = {
  Conv2D: conv2D,
  Conv2DBackpropInput: conv2DBackpropInput,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  DepthwiseConv2dNative: depthwiseConv2D,
  DepthwiseConv2dNativeBackpropInput: depthwiseBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseBackpropFilter,
};
