/** Strides and padding of convolutions over 84 × 84 pixels, which checkpoints do not contain. */
import { windowPositions } from '../../common/shape.js';
import { frameSize } from '../../env/environment.js';
import type { Padding } from '../network-builder.js';

/** Side length of the filters → stride: Mnih et al. (2013, 2015), and the data-efficient Rainbow (van Hasselt et al. 2019). */
const strides: Readonly<Record<number, number>> = { 3: 1, 4: 2, 5: 5, 8: 4 };

type Pads = readonly [before: number, after: number];

export const paddingText = (padding: Padding): string => (typeof padding === 'string' ? padding : padding.join(','));

export interface Geometry {
  readonly padding: Padding;
  /** For each convolution. */
  readonly convolutions: readonly { readonly stride: number; readonly pads: Pads }[];
  /** Side length of the images after the last convolution. */
  readonly side: number;
}

export interface Images {
  /** Side lengths of the filters of the convolutions. */
  readonly filters: readonly number[];
  /** Channels of the last convolution. */
  readonly channels: number;
  /** Values that it gives. */
  readonly values: number;
}

/** Returns those of the paddings with which the last convolution gives as many values as it should. */
export function geometriesOf({ filters, channels, values }: Images, paddings: readonly Padding[]): Geometry[] {
  return paddings
    .map((padding) => withPadding(padding, filters))
    .filter((geometry) => geometry !== undefined && geometry.side ** 2 * channels === values) as Geometry[];
}

/**
 * Returns the paddings that implementations in PyTorch have, the most usual ones first: none; those with the size of TensorFlow's SAME,
 * but as many zeros on each side; one row of zeros before the first convolution, as in DeepMind's DQN of 2015 (dqn/convnet_atari3.lua)
 * and Kaixhin's Rainbow until 2018 (model.py); TensorFlow's own, from F.pad.
 */
export function usualPaddings(filters: readonly number[]): Padding[] {
  const same = withPadding('same', filters);
  const symmetric = same?.convolutions.map(({ pads }) => pads[1]);
  return ['valid', ...(symmetric ? [symmetric] : []), filters.map((_, i) => (i === 0 ? 1 : 0)), 'same'];
}

/** Most convolutions whose paddings are searched. */
const mostSearched = 4;

/** Returns all symmetric paddings of at most half a filter with which the sizes fit; none for many convolutions. */
export function possiblePaddings(images: Images): Padding[] {
  const { filters } = images;
  if (filters.length > mostSearched) return [];
  const all = filters.reduce<number[][]>(
    (paddings, filter) =>
      paddings.flatMap((padding) =>
        Array.from({ length: Math.min(filter >> 1, 4) + 1 }, (_, zeros) => [...padding, zeros]),
      ),
    [[]],
  );
  return geometriesOf(images, all).map(({ padding }) => padding);
}

function withPadding(padding: Padding, filters: readonly number[]): Geometry | undefined {
  if (typeof padding !== 'string' && padding.length !== filters.length) return undefined;
  let side = frameSize;
  const convolutions: { stride: number; pads: Pads }[] = [];
  for (const [index, filter] of filters.entries()) {
    const stride = strides[filter];
    if (stride === undefined) return undefined;
    const pads = padsOf(padding, index, { side, filter, stride });
    side = windowPositions(side, filter, stride, pads);
    convolutions.push({ stride, pads });
  }
  return side > 0 ? { padding, convolutions, side } : undefined;
}

interface Window {
  readonly side: number;
  readonly filter: number;
  readonly stride: number;
}

function padsOf(padding: Padding, index: number, { side, filter, stride }: Window): Pads {
  if (padding === 'valid') return [0, 0];
  if (padding !== 'same') return [padding[index]!, padding[index]!];
  const total = Math.max(0, (Math.ceil(side / stride) - 1) * stride + filter - side);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}
