/** Strides and padding of convolutions over 84 × 84 pixels, which checkpoints do not contain. */
import { windowPositions } from '../../common/shape.js';
import { frameSize } from '../../env/environment.js';

/** Side length of the filters → stride: Mnih et al. (2013, 2015), and the data-efficient Rainbow (van Hasselt et al. 2019). */
const strides: Readonly<Record<number, number>> = { 3: 1, 4: 2, 5: 5, 8: 4 };

type Pads = readonly [before: number, after: number];

export interface Geometry {
  readonly padding: 'valid' | 'same';
  /** For each convolution. */
  readonly convolutions: readonly { readonly stride: number; readonly pads: Pads }[];
  /** Side length of the images after the last convolution. */
  readonly side: number;
}

/**
 * Returns the geometry in which the last convolution gives `outputs` values; undefined if there is none.
 * @param filters side lengths of the filters @param channels of the last convolution
 */
export function geometryOf(filters: readonly number[], channels: number, outputs: number): Geometry | undefined {
  return (['valid', 'same'] as const)
    .map((padding) => withPadding(padding, filters))
    .find((geometry) => geometry && geometry.side ** 2 * channels === outputs);
}

function withPadding(padding: Geometry['padding'], filters: readonly number[]): Geometry | undefined {
  let side = frameSize;
  const convolutions: { stride: number; pads: Pads }[] = [];
  for (const filter of filters) {
    const stride = strides[filter];
    if (stride === undefined) return undefined;
    const after = padding === 'same' ? Math.ceil(side / stride) : windowPositions(side, filter, stride);
    const total = padding === 'same' ? Math.max(0, (after - 1) * stride + filter - side) : 0;
    convolutions.push({ stride, pads: [Math.floor(total / 2), Math.ceil(total / 2)] });
    side = after;
  }
  return side > 0 ? { padding, convolutions, side } : undefined;
}
