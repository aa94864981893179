/**
 * Convolutions with blocked channels. ONNX Runtime's fastest kernels store images as [N, C/b, H, W, b], but by itself it uses them
 * only for constant filters. Here its internal operators are used for filters that change with every run
 * (docs/decisions/0002-compute-lowering.md).
 */
import type { Value } from '../graph/graph.js';
import type { OnnxAttribute } from '../onnx/onnx-model.js';
import type { Lowering } from './lowering.js';
import { identity } from './permutation.js';
import { type Conv2DInfo, nchw, windowOf } from './window.js';

const domain = 'com.microsoft.nchwc';

export interface BlockedConvolution {
  /** Channels first, blocked if there are at least `blockSize` of them. */
  readonly image: string;
  readonly filter: string;
  readonly bias?: string;
  readonly kernel: readonly [height: number, width: number];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** Whether the channels fill whole blocks. Fewer input channels than one block are read unblocked. */
export function fitsBlocks({ blockSize }: Lowering, inputChannels: number, outputChannels: number): boolean {
  if (blockSize === undefined || outputChannels % blockSize !== 0) return false;
  return inputChannels < blockSize || inputChannels % blockSize === 0;
}

const reorder = (to: Lowering, name: string, channelsLast: boolean) =>
  to.emit('ReorderInput', [name], { channels_last: channelsLast ? 1 : 0 }, domain);

/** Converts an NHWC value to the image of a convolution. */
export function blockedImage(to: Lowering, image: Value): string {
  if (image.shape[3]! < to.blockSize!) return to.form(image, nchw);
  return to.has(image, nchw) ? reorder(to, to.form(image, nchw), false) : reorder(to, to.logical(image), true);
}

/** Converts an image with the channels first, given by name. */
export const blockedChannelsFirst = (to: Lowering, name: string, channels: number): string =>
  channels < to.blockSize! ? name : reorder(to, name, false);

/** Converts a filter [height, width, input channels, output channels]; `swapped` exchanges the last two axes. */
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

/** Converts an image [N, H, W, C] to a filter from N to C channels of size H × W, for the gradient of a filter. */
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
 * Emits the gradient of a filter [h, w, I, O]: a convolution whose result has the size of the filter. The kernels keep a tile of
 * pixels of one row and of channels in registers, so a result with rows of w pixels would leave most of the tile empty. Here
 * the pixels of a row and their channels form one longer row, and dy is a filter dilated by I. A step of one then leads to the
 * next channel, and the rows of the result have w · I elements. The result is stored as [h, w · I, O].
 */
export function wideFilterGradient(to: Lowering, x: Value, dy: Value, info: Conv2DInfo): string {
  const { batchSize, inHeight, inWidth, inChannels, outChannels, outHeight, outWidth, strideHeight, strideWidth } =
    info;
  const { pads, unused } = windowOf(info);
  const [top, left, bottom, right] = pads;
  const [unusedRows, unusedColumns] = unused;
  // The kernels are slow where a window exceeds its row, so the rows are padded with zeros. Excess rows cost nothing.
  const columns = right - unusedColumns;
  const padded = to.emit('Pad', [channelsLast(to, x), to.ints([0, 0, left, 0, 0, -unusedRows, columns, 0])]);
  const rows = [1, batchSize, inHeight - unusedRows, (inWidth + left + columns) * inChannels];
  const convolution = {
    image: reorder(to, to.reshape(padded, rows), false),
    filter: blockedImageAsFilter(to, dy),
    kernel: [outHeight, outWidth] as const,
    attributes: { strides: [1, 1], dilations: [strideHeight, strideWidth * inChannels], pads: [top, 0, bottom, 0] },
  };
  return blockedConvolution(to, convolution, outChannels).channelsLast();
}

/** Emits an image in its own order, from its blocks if it has them: that is faster than from rows of one channel. */
function channelsLast(to: Lowering, image: Value): string {
  const { shape } = image;
  const [channels, b] = [shape[3]!, to.blockSize!];
  if (channels % b !== 0 || to.has(image, identity(4))) return to.logical(image);
  const blocks = blockedImage(to, image);
  if (channels === b) return to.reshape(blocks, shape);
  return to.emit('ReorderOutput', [blocks], { channels, channels_last: 1 }, domain);
}

/** Whether that is possible and faster: the padding of the rows must be small. */
export function suitsWideGradient({ blockSize }: Lowering, info: Conv2DInfo): boolean {
  const { batchSize, outChannels, filterWidth, outWidth, dilationHeight, dilationWidth } = info;
  if (blockSize === undefined || batchSize % blockSize !== 0 || outChannels % blockSize !== 0) return false;
  const dense = dilationHeight === 1 && dilationWidth === 1;
  return dense && 4 * (filterWidth - 1) <= outWidth;
}

/** Emits the convolution. Returns a function that emits the result in the requested order, channels first or last. */
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

/** Declares the result of a blocked convolution as an image. */
export function offerImage(
  to: Lowering,
  image: Value,
  { channelsFirst, channelsLast }: ReturnType<typeof blockedConvolution>,
): void {
  to.offer(image, nchw, channelsFirst);
  to.offer(image, [0, 1, 2, 3], channelsLast);
}
