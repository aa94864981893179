/**
 * Convolution over blocked channels: ONNX Runtime's fastest kernels store images as [N, C/b, H, W, b]. It uses them by
 * itself only where filters are constants; here its internal operators are used for filters that change at every run.
 * See docs/decisions/0002-compute-lowering.md.
 */
import type { Value } from '../graph.js';
import type { OnnxAttribute } from '../onnx-model.js';
import type { Lowering } from './lowering.js';
import { type Conv2DInfo, nchw, windowOf } from './window.js';

const domain = 'com.microsoft.nchwc';

export interface BlockedConvolution {
  /** Channels first, blocked where there are at least `blockSize` of them. */
  readonly image: string;
  readonly filter: string;
  readonly bias?: string;
  readonly kernel: readonly [height: number, width: number];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** Whether channels come in whole blocks; fewer input channels than a block are read unblocked. */
export function fitsBlocks({ blockSize }: Lowering, inputChannels: number, outputChannels: number): boolean {
  if (blockSize === undefined || outputChannels % blockSize !== 0) return false;
  return inputChannels < blockSize || inputChannels % blockSize === 0;
}

const reorder = (to: Lowering, name: string, channelsLast: boolean) =>
  to.emit('ReorderInput', [name], { channels_last: channelsLast ? 1 : 0 }, domain);

/** An NHWC value as the image of a convolution. */
export function blockedImage(to: Lowering, image: Value): string {
  if (image.shape[3]! < to.blockSize!) return to.form(image, nchw);
  return to.has(image, nchw) ? reorder(to, to.form(image, nchw), false) : reorder(to, to.logical(image), true);
}

/** An image given by its name, channels first. */
export const blockedChannelsFirst = (to: Lowering, name: string, channels: number): string =>
  channels < to.blockSize! ? name : reorder(to, name, false);

/** A filter [height, width, input channels, output channels], the last two exchanged where `swapped`. */
export function blockedFilter(to: Lowering, name: string, shape: readonly number[], swapped: boolean): string {
  const b = to.blockSize!;
  const [height, width, first, second] = shape as [number, number, number, number];
  const [input, output] = swapped ? [second, first] : [first, second];
  const inputBlocks = input < b ? [input] : [input / b, b];
  const outputBlocks = [output / b, b];
  const split = swapped ? [...outputBlocks, ...inputBlocks] : [...inputBlocks, ...outputBlocks];
  const outputAxis = swapped ? 2 : 2 + inputBlocks.length;
  const inputAxis = swapped ? 4 : 2;
  const within = input < b ? [] : [inputAxis + 1];
  const perm = [outputAxis, inputAxis, 0, 1, ...within, outputAxis + 1];
  const parts = to.reshape(name, [height, width, ...split]);
  return to.reshape(to.emit('Transpose', [parts], { perm }), [output, input, height, width]);
}

/** An image [N, H, W, C] as a filter from N to C channels of size H × W: the way to a filter's gradient. */
export function blockedImageAsFilter(to: Lowering, image: Value): string {
  const b = to.blockSize!;
  const [examples, height, width, channels] = image.shape as [number, number, number, number];
  const blocks = to.has(image, nchw) ? reorder(to, to.form(image, nchw), false) : reorder(to, to.logical(image), true);
  const inputBlocks = examples < b ? [examples] : [examples / b, b];
  const parts = to.reshape(blocks, [...inputBlocks, channels / b, height * width, b]);
  const perm = examples < b ? [1, 0, 2, 3] : [2, 0, 3, 1, 4];
  return to.reshape(to.emit('Transpose', [parts], { perm }), [channels, examples, height, width]);
}

/**
 * The gradient of a filter [h, w, I, O] of stride 1, for few output channels. The kernels keep a tile of output pixels and
 * channels in registers; of a result of w pixels a row and a block or two of channels, most of the tile stays empty. So the
 * input channels are laid side by side along the row, where the convolution steps from one to the next, and dy is taken
 * w times as a filter, each time a pixel further on: rows of I pixels, w · O channels. → stored as [h, I, w, O]
 */
export function wideFilterGradient(to: Lowering, x: Value, dy: Value, info: Conv2DInfo): string {
  const b = to.blockSize!;
  const { batchSize, inHeight, inChannels, outChannels, outHeight, outWidth, filterHeight, filterWidth } = info;
  const { pads } = windowOf(info);
  const [top, left, bottom, right] = pads;
  const pitch = outWidth + filterWidth - 1;
  const rows = to.form(x, [0, 1, 3, 2]);
  const apart = to.emit('Pad', [rows, to.ints([0, 0, 0, left, 0, 0, 0, right])]);
  const sideBySide = to.reshape(apart, [1, batchSize, inHeight, inChannels * pitch]);

  const filter = to.reshape(blockedImageAsFilter(to, dy), [outChannels / b, batchSize / b, outHeight, outWidth, b * b]);
  const shifted = Array.from({ length: filterWidth }, (_, shift) =>
    to.emit('Pad', [filter, to.ints([0, 0, 0, shift, 0, 0, 0, 0, filterWidth - 1 - shift, 0])]),
  );
  const channels = filterWidth * outChannels;
  const convolution = {
    image: reorder(to, sideBySide, false),
    filter: to.reshape(to.emit('Concat', shifted, { axis: 0 }), [channels, batchSize, outHeight, pitch]),
    kernel: [outHeight, pitch] as const,
    attributes: { strides: [1, pitch], dilations: [1, 1], pads: [top, 0, bottom, 0] },
  };
  const gradient = blockedConvolution(to, convolution, channels).channelsLast();
  return to.reshape(gradient, [filterHeight, inChannels, filterWidth, outChannels]);
}

/** Whether that is worth it, and possible. */
export function suitsWideGradient({ blockSize }: Lowering, info: Conv2DInfo): boolean {
  const { batchSize, outChannels, inChannels, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  if (blockSize === undefined || batchSize % blockSize !== 0 || outChannels % blockSize !== 0) return false;
  const plain = [strideHeight, strideWidth, dilationHeight, dilationWidth].every((step) => step === 1);
  // Two blocks leave half of the tile empty; four fill it, and gain where the ends of rows cost little.
  const fewEnds = 4 * (info.filterWidth - 1) <= info.outWidth;
  return plain && info.filterWidth > 1 && inChannels >= 6 && outChannels <= (fewEnds ? 4 : 2) * blockSize;
}

/** The convolution; what it returns writes the result channels first or channels last, as asked for. */
export function blockedConvolution(
  to: Lowering,
  { image, filter, bias, kernel, attributes }: BlockedConvolution,
  outputChannels: number,
): { channelsFirst(): string; channelsLast(): string } {
  const operands = bias === undefined ? [image, filter] : [image, filter, bias];
  const blocks = to.emit('Conv', operands, { ...attributes, kernel_shape: kernel, group: 1 }, domain);
  const unblock = (last: number) => () =>
    to.emit('ReorderOutput', [blocks], { channels: outputChannels, channels_last: last }, domain);
  return { channelsFirst: unblock(0), channelsLast: unblock(1) };
}

/** Offers the result of a blocked convolution as an image. */
export function offerImage(
  to: Lowering,
  image: Value,
  { channelsFirst, channelsLast }: ReturnType<typeof blockedConvolution>,
): void {
  to.offer(image, nchw, channelsFirst);
  to.offer(image, [0, 1, 2, 3], channelsLast);
}
