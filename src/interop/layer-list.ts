/** A foreign network on its way in: its layers and arrays, in order. */
import { checkLayers } from '../agent/check-layers.js';
import type { Layer } from '../agent/layers.js';
import { UsageError } from '../common/errors.js';
import { expectFinite } from '../common/finite.js';
import type { NamedArray } from '../model/safetensors.js';

/** A network that was read from another tool's file. */
export interface ForeignNetwork {
  /** Its layers, in order. */
  readonly layers: readonly Layer[];
  /** Parameters, in the order in which the layers take them. */
  readonly arrays: readonly NamedArray[];
  /** Without the batch. */
  readonly inputShape: readonly number[];
  /** Number of outputs. */
  readonly outputs: number;
}

/** @param source is named in messages @throws UsageError for layers that do not fit together, and values that are not finite */
export function foreignNetwork(
  { layers, arrays }: LayerList,
  inputShape: readonly number[],
  source: string,
): ForeignNetwork {
  const outputShape = checkLayers(layers, arrays, inputShape, source);
  if (outputShape.length !== 1) throw new UsageError(`${source}: expected outputs [N, n], got [N,${outputShape}]`);
  for (const { name, values } of arrays) expectFinite(values, `${source}: ${name}`);
  return { layers, arrays, inputShape, outputs: outputShape[0]! };
}

export interface LayerList {
  readonly layers: Layer[];
  readonly arrays: NamedArray[];
  add(layer: Layer, weights?: Omit<NamedArray, 'name'>): void;
  /** Gives the last layer, a convolution or a dense one without a bias, its bias; false when there is no such layer. */
  addBias(values: Float32Array): boolean;
}

export function createLayerList(): LayerList {
  const layers: Layer[] = [];
  const arrays: NamedArray[] = [];
  const nameOf = (what: string) => `layer${layers.length}.${what}`;
  return {
    layers,
    arrays,
    add(layer, weights) {
      layers.push(layer);
      if (weights) arrays.push({ ...weights, name: nameOf('weights') });
    },
    addBias(values) {
      const last = layers.at(-1);
      if (!last || !('bias' in last) || last.bias || arrays.at(-1)?.shape.at(-1) !== values.length) return false;
      layers[layers.length - 1] = { ...last, bias: true };
      arrays.push({ name: nameOf('bias'), shape: [values.length], values });
      return true;
    },
  };
}
