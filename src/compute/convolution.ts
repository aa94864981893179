/** Convolutions with explicit zero padding, on every backend. */
import { conv2d, getBackend, pad, type Tensor4D } from '@tensorflow/tfjs-core';

/** Zeros before and after each axis of [N, height, width, channels], or one number for all sides of the images. */
export type Padding = number | readonly (readonly [before: number, after: number])[];

/** The native library of TensorFlow (`tfjs-node`, `tfjs-node-gpu`) supports only the paddings 'valid' and 'same'. */
const tensorflow = 'tensorflow';

/**
 * Images [N, height, width, in] and filters [height, width, in, out] → [N, height′, width′, out]. For TensorFlow's backend the
 * images are padded first. All other backends get the padding as an attribute, and compiled graphs equal those of `tf.conv2d`.
 */
export function paddedConvolution(
  x: Tensor4D,
  filter: Tensor4D,
  strides: number | [number, number],
  padding: Padding,
  backend = getBackend(),
): Tensor4D {
  const around =
    typeof padding === 'number'
      ? [
          [0, 0],
          [padding, padding],
          [padding, padding],
          [0, 0],
        ]
      : padding;
  if (backend !== tensorflow) return conv2d(x, filter, strides, padding as Parameters<typeof conv2d>[3]);
  const isPadded = around.flat().some((zeros) => zeros > 0);
  return conv2d(isPadded ? pad(x, around as [number, number][]) : x, filter, strides, 'valid');
}
