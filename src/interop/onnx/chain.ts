/** The layers of an ONNX graph that have been imported so far. */
import type { UsageError } from '../../common/errors.js';
import { createNetworkBuilder, type NetworkBuilder } from '../network-builder.js';
import type { OnnxTensor } from './onnx-file.js';

export interface Chain {
  readonly list: NetworkBuilder;
  /** Shape of the result so far in ONNX's axis order, without the batch axis. */
  shape: readonly number[];
  /** Whether the result has its channels last, as our convolutions return it; ONNX has them first. Transposed back when needed. */
  channelsLast: boolean;
}

/** Returns the error to throw: the operator, then `why`. */
export type Refuse = (why: string) => UsageError;

export const createChain = (shape: readonly number[]): Chain => ({
  list: createNetworkBuilder(),
  shape,
  channelsLast: false,
});

export function inOnnxOrder(chain: Chain): void {
  if (chain.channelsLast) chain.list.add({ kind: 'transpose', order: [0, 3, 1, 2] });
  chain.channelsLast = false;
}

/** For results that are images, [channels, height, width] in ONNX's order. */
export function inChannelsLast(chain: Chain): void {
  if (!chain.channelsLast) chain.list.add({ kind: 'transpose', order: [0, 2, 3, 1] });
  chain.channelsLast = true;
}

/** Returns whether a constant has one value for each place of an axis (−1 is the last), and is the same along all others. */
export function isAlong({ shape }: OnnxTensor, axis: number, chain: Chain): boolean {
  const own = shape.length + axis;
  return shape.length <= chain.shape.length + 1 && shape.every((length, i) => i === own || length === 1);
}

/** Returns the values of a constant. @throws UsageError for integers */
export function floatsIn({ values }: OnnxTensor, refuse: Refuse): Float32Array {
  if (!(values instanceof Float32Array)) throw refuse('has a constant of integers where float32 was expected');
  return values;
}
