/**
 * Simplifies the layers of an imported graph: factors and offsets behind weights become part of them (batch normalization, a bias that
 * is added apart), moves of elements that cancel are left out, and so are layers that nothing uses.
 */
import type { Layer } from '../agent/layers.js';
import type { NamedArray } from '../model/safetensors.js';
import { createNetworkBuilder, type NetworkBuilder } from './network-builder.js';

export type LayerParameters = Readonly<Record<string, Omit<NamedArray, 'name'>>>;

export interface ImportedLayer {
  readonly layer: Layer;
  /** Its operands: 0 is the input, i the result of layer i. */
  readonly from: readonly number[];
  /** Shape of its result, without the batch. */
  readonly shape: readonly number[];
  readonly parameters: LayerParameters;
}

/** Layers that are kept, from 1, each with the number of its uses. */
type Kept = ImportedLayer & { uses: number };

/** Returns the layers that the result of one of them needs. @param output number of the layer */
export function simplifiedLayers(layers: readonly ImportedLayer[], output: number): NetworkBuilder {
  const uses = usesOf(layers, output);
  const kept: Kept[] = [];
  /** For each layer, the number of the kept one with its result. */
  const now: number[] = [0];
  for (const [index, given] of layers.entries()) {
    const layer = { ...given, from: given.from.map((operand) => now[operand]!), uses: uses[index + 1]! };
    const same = layer.uses === 0 ? -1 : (sameResult(layer, kept) ?? folded(layer, kept));
    if (same !== undefined) {
      if (same > 0) kept[same - 1]!.uses += layer.uses - 1;
      now.push(same);
    } else now.push(kept.push(simplified(layer, kept)));
  }
  return numbered(kept, now[output]!);
}

/** Returns how often each result is used, from the output on. */
function usesOf(layers: readonly ImportedLayer[], output: number): number[] {
  const uses = [0, ...layers.map(() => 0)];
  uses[output] = 1;
  for (let number = layers.length; number > 0; number--) {
    if (uses[number]! > 0) for (const operand of layers[number - 1]!.from) uses[operand]!++;
  }
  return uses;
}

/** Returns a layer that moves elements once, where two of them follow each other. */
function simplified(given: Kept, kept: readonly Kept[]): Kept {
  const { layer } = given;
  const before = kept[given.from[0]! - 1];
  if (layer.kind === 'reshape' && before?.layer.kind === 'reshape') return { ...given, from: before.from };
  if (layer.kind !== 'transpose' || before?.layer.kind !== 'transpose') return given;
  const { order } = before.layer;
  return { ...given, from: before.from, layer: { ...layer, order: layer.order.map((axis) => order[axis]!) } };
}

/** Returns the number of a layer before with the same result. */
function sameResult(given: Kept, kept: readonly Kept[]): number | undefined {
  const {
    layer,
    from: [source],
    shape,
  } = simplified(given, kept);
  const isSame =
    (layer.kind === 'scale' && layer.factor === 1 && layer.offset === 0) ||
    (layer.kind === 'transpose' && layer.order.every((axis, i) => axis === i)) ||
    (layer.kind === 'reshape' && kept[source! - 1]?.shape.join() === shape.join());
  return isSame ? source : undefined;
}

/**
 * Makes factors and offsets a part of the layer with weights before them, if nothing else uses that.
 * @returns the number of the layer that has their result then
 */
function folded({ layer, from: [operand], parameters }: Kept, kept: Kept[]): number | undefined {
  const before = kept[operand! - 1];
  if (layer.kind !== 'affine' || before?.uses !== 1) return undefined;
  // A normalization over all values has factors of all of them, in one row.
  const above = before.layer.kind === 'reshape' ? before.from[0]! : operand!;
  const target = kept[above - 1];
  if (target?.uses !== 1) return undefined;
  const changed = withAffine(target, parameters);
  if (!changed || (above !== operand && target.layer.kind !== 'layerNorm')) return undefined;
  kept[above - 1] = { ...target, ...changed };
  return operand;
}

/** A layer with its parameters. */
export type WeightedLayer = Pick<ImportedLayer, 'layer' | 'parameters'>;

/** Returns the settings of a layer with weights that takes over factors and offsets along the last axis; undefined if it cannot. */
export function withAffine({ layer, parameters }: WeightedLayer, affine: LayerParameters): WeightedLayer | undefined {
  const [factors, offsets] = [affine.scale?.values, affine.offset?.values];
  const { length } = (factors ?? offsets)!;
  if (layer.kind === 'convolution' || layer.kind === 'dense') {
    const { weights, bias } = parameters as { weights: Parameter; bias?: Parameter };
    if (weights.shape.at(-1) !== length) return undefined;
    const hasBias = bias !== undefined || offsets !== undefined;
    return {
      layer: { ...layer, bias: hasBias },
      parameters: {
        weights: factors ? { ...weights, values: timesLast(weights.values, factors) } : weights,
        ...(hasBias && { bias: { shape: [length], values: changed(bias?.values, factors, offsets, length) } }),
      },
    };
  }
  const { scale, offset } = parameters as { scale?: Parameter; offset?: Parameter };
  if (layer.kind !== 'layerNorm' || scale!.values.length !== length) return undefined;
  return {
    layer,
    parameters: {
      scale: { shape: [length], values: changed(scale!.values, factors, undefined, length) },
      offset: { shape: [length], values: changed(offset!.values, factors, offsets, length) },
    },
  };
}

type Parameter = Omit<NamedArray, 'name'>;

/** Multiplies along the last axis. */
function timesLast(values: Float32Array, factors: Float32Array): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = values[i]! * factors[i % factors.length]!;
  return result;
}

/** x·factor + offset, with 0 for no x. */
function changed(
  values: Float32Array | undefined,
  factors: Float32Array | undefined,
  offsets: Float32Array | undefined,
  length: number,
): Float32Array {
  const result = new Float32Array(length);
  for (let i = 0; i < length; i++) result[i] = (values?.[i] ?? 0) * (factors?.[i] ?? 1) + (offsets?.[i] ?? 0);
  return result;
}

/** Numbers the layers that the output needs. */
function numbered(layers: readonly ImportedLayer[], output: number): NetworkBuilder {
  const uses = usesOf(layers, output);
  const builder = createNetworkBuilder();
  const numbers = [0];
  for (const [index, { layer, from, parameters }] of layers.slice(0, output).entries()) {
    if (uses[index + 1] === 0) {
      numbers.push(-1);
      continue;
    }
    const operands = from.map((operand) => numbers[operand]!);
    const isNext = operands.length === 1 && operands[0] === builder.layers.length;
    builder.add(isNext ? layer : { ...layer, from: operands }, parameters);
    numbers.push(builder.layers.length);
  }
  return builder;
}
