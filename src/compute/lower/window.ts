/** Geometry of a sliding window (convolution or pooling) in the form of ONNX. */
import type { backend_util } from '@tensorflow/tfjs-core';
import type { OnnxAttribute } from '../onnx/onnx-model.js';

export type Conv2DInfo = ReturnType<typeof backend_util.computeConv2DInfo>;

/** The NCHW form of an NHWC value, and the OIHW form of an HWIO filter. */
export const nchw = [0, 3, 1, 2] as const;
export const oihw = [3, 2, 0, 1] as const;
/** Exchanges channels and examples, so that a convolution sums over examples. */
export const cnhw = [3, 0, 1, 2] as const;

export interface Window {
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
  /** Zeros around the input: top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number];
  /** Rows and columns at the end of the input that no window reaches. */
  readonly unused: readonly [rows: number, columns: number];
}

/** Derives the padding after the last element from the size of the output, however that was rounded. */
export function windowOf(info: Conv2DInfo): Window {
  const { padInfo, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const bottom = (info.outHeight - 1) * strideHeight + info.effectiveFilterHeight - info.inHeight - padInfo.top;
  const right = (info.outWidth - 1) * strideWidth + info.effectiveFilterWidth - info.inWidth - padInfo.left;
  const pads = [padInfo.top, padInfo.left, Math.max(0, bottom), Math.max(0, right)] as const;
  return {
    attributes: { strides: [strideHeight, strideWidth], dilations: [dilationHeight, dilationWidth], pads },
    pads,
    unused: [Math.max(0, -bottom), Math.max(0, -right)],
  };
}
