/**
 * Convolution over blocked channels: ONNX Runtime's fastest kernels store images as [N, C/b, H, W, b]. It uses them by
 * itself only where filters are constants; here its internal operators are used for filters that change at every run.
 * See docs/decisions/0002-compute-lowering.md.
 */
import type { Value } from '../graph.js';
import type { OnnxAttribute } from '../onnx-model.js';
import type { Lowering } from './lowering.js';
import { nchw } from './window.js';

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
