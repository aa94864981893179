/** Whether a network scales its pixels itself. */
import type { Layer } from '../../agent/layers.js';

/** A smaller factor means that the network scales pixels itself: 1/255, 1/256, 1/128, … */
export const scaledBelow = 1 / 16;

/** Returns the factor on pixels of the layers before the first weights. */
export function ownScale(layers: readonly Layer[]): number {
  let scale = 1;
  for (const layer of layers) {
    if (layer.kind === 'convolution' || layer.kind === 'dense') break;
    if (layer.kind === 'scale') scale *= layer.factor;
  }
  return Math.abs(scale);
}

/** Whether the layers before the first weights scale pixels of 0…255 to 0…1 or the like, or normalize them by arrays. */
export function scalesItself(layers: readonly Layer[]): boolean {
  const weights = layers.findIndex(({ kind }) => kind === 'convolution' || kind === 'dense');
  return layers.slice(0, weights).some(({ kind }) => kind === 'affine') || ownScale(layers) < scaledBelow;
}
