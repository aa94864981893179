/** The Q-network of network.ts as a list of layers, for other file formats. */

import type { Layer } from '../../agent/layers.js';
import { convolutions, type QNetworkOptions } from '../../agent/network.js';
import { windowPositions } from '../../common/shape.js';
import { frameSize } from '../../env/environment.js';
import { normEpsilon } from '../../model/layer-norm.js';

/** Returns the layers of `qNetwork(options)`; they use its parameters in the same order. */
export function networkLayers({ hiddenLayers = 1, normalization }: Omit<QNetworkOptions, 'actions'> = {}): Layer[] {
  const activated: Layer[] = [
    ...(normalization === 'layer' ? [{ kind: 'layerNorm', epsilon: normEpsilon } as const] : []),
    { kind: 'relu' },
  ];
  const noPads: [number, number] = [0, 0];
  const images = convolutions.flatMap(({ stride }): Layer[] => [
    { kind: 'convolution', bias: true, strides: [stride, stride], pads: [noPads, noPads] },
    ...activated,
  ]);
  const side = convolutions.reduce((length, { size, stride }) => windowPositions(length, size, stride), frameSize);
  const dense: Layer = { kind: 'dense', bias: true };
  return [
    { kind: 'scale', factor: 1 / 255, offset: 0 },
    { kind: 'transpose', order: [0, 2, 3, 1] },
    ...images,
    { kind: 'reshape', shape: [side * side * convolutions.at(-1)!.filters] },
    ...Array.from({ length: hiddenLayers }, () => [dense, ...activated]).flat(),
    dense,
  ];
}
