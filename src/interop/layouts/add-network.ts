/** Adds the layers of a checkpoint's network to a builder. */
import type { Layer } from '../../agent/layers.js';
import { permuteAxes, sizeOf } from '../../common/shape.js';
import type { NamedArray } from '../../model/safetensors.js';
import type { CheckpointArray } from '../checkpoint/checkpoint.js';
import type { NetworkBuilder } from '../network-builder.js';
import { type WeightedLayer, withAffine } from '../simplify-layers.js';
import type { Geometry } from './geometry.js';
import { sizesOf, type WeightedModule } from './modules.js';
import type { Outputs } from './outputs.js';
import type { Block, Topology } from './topology.js';

export interface AddedNetwork {
  readonly topology: Topology;
  readonly geometry: Geometry;
  readonly outputs: Outputs;
  /** Returns the activation after a layer. */
  activation(block: Block): Layer;
}

/** Added to the variance by default: torch.nn.LayerNorm, flax.linen.LayerNorm. */
const normEpsilon = { pytorch: 1e-5, flax: 1e-6 } as const;

/** Adds the layers from frames [N, C, H, W] to the outputs [N, actions]. */
export function addNetwork(builder: NetworkBuilder, { topology, geometry, outputs, activation }: AddedNetwork): void {
  const { convolutions, trunk, heads } = topology;
  builder.add({ kind: 'transpose', order: [0, 2, 3, 1] });
  const addActivation = (block: Block) => {
    builder.add(activation(block));
    if (block.normsActivation) addNorm(builder, block);
  };
  for (const [index, block] of convolutions.entries()) {
    const { stride, pads } = geometry.convolutions[index]!;
    const { bias } = block.module;
    addWeighted(builder, block, {
      layer: { kind: 'convolution', bias: bias !== undefined, strides: [stride, stride], pads: [[...pads], [...pads]] },
      parameters: { weights: filters(block.module), ...(bias && { bias: copyOf(bias) }) },
    });
    addActivation(block);
  }
  const channels = sizesOf(convolutions.at(-1)!.module)[1];
  const images = [geometry.side, geometry.side, channels];
  builder.add({ kind: 'reshape', shape: [sizeOf(images)] });

  /** Adds dense layers with activations between them. @param isLast whether they end the network, without an activation */
  const addDense = (blocks: readonly Block[], isLast: boolean, onImages: boolean, from?: number) => {
    for (const [index, block] of blocks.entries()) {
      const { module } = block;
      const weights = matrix(module, index === 0 && onImages ? images : undefined);
      addWeighted(builder, block, {
        layer: {
          kind: 'dense',
          bias: module.bias !== undefined,
          ...(index === 0 && from !== undefined && { from: [from] }),
        },
        parameters: { weights, ...(module.bias && { bias: copyOf(module.bias) }) },
      });
      if (index < blocks.length - 1 || !isLast) addActivation(block);
    }
  };
  if (!heads) {
    addDense(trunk, true, true);
    addMean(builder, outputs);
    return;
  }
  addDense(trunk, false, true);
  const onImages = trunk.length === 0;
  const base = builder.layers.length;
  const inputs = sizesOf(heads.value[0]!.module)[0];
  const given = onImages ? sizeOf(images) : sizesOf(trunk.at(-1)!.module)[1];
  /** Adds a head. PFRL's get half of the units each, the advantages the first half. */
  const addHead = (blocks: readonly Block[], half: 0 | 1) => {
    if (given === 2 * inputs) {
      builder.add({ kind: 'slice', axis: 1, start: half * inputs, end: (half + 1) * inputs, from: [base] });
      addDense(blocks, true, false);
    } else addDense(blocks, true, onImages, base);
  };
  const perAction = outputs.kind === 'categorical' ? outputs.support.length : 1;
  addHead(heads.advantage, 0);
  builder.add({ kind: 'reshape', shape: [outputs.actions, perAction] });
  const advantage = builder.layers.length;
  builder.add({ kind: 'mean', axes: [1] });
  builder.add({ kind: 'subtract', from: [advantage, advantage + 1] });
  const centered = builder.layers.length;
  addHead(heads.value, 1);
  builder.add({ kind: 'reshape', shape: [1, perAction] });
  builder.add({ kind: 'add', from: [centered, builder.layers.length] });
  builder.add({ kind: 'reshape', shape: [outputs.actions * perAction] });
  addMean(builder, outputs);
}

/** Adds the mean of distributions. */
function addMean(builder: NetworkBuilder, outputs: Outputs): void {
  const { actions } = outputs;
  if (outputs.kind === 'values') return;
  if (outputs.kind === 'categorical') {
    const { support } = outputs;
    builder.add({ kind: 'reshape', shape: [actions, support.length] });
    builder.add({ kind: 'softmax' });
    builder.add(
      { kind: 'affine', scale: true, offset: false },
      { scale: { shape: [support.length], values: support } },
    );
    builder.add({ kind: 'sum', axes: [2] });
  } else {
    const { quantiles, actionsLast } = outputs;
    builder.add({ kind: 'reshape', shape: actionsLast ? [quantiles, actions] : [actions, quantiles] });
    builder.add({ kind: 'mean', axes: [actionsLast ? 1 : 2] });
  }
  builder.add({ kind: 'reshape', shape: [actions] });
}

/** Adds a layer with weights and its normalization. Batch normalization before the activation function becomes part of the weights. */
function addWeighted(builder: NetworkBuilder, block: Block, given: WeightedLayer): void {
  const { norm, normsActivation } = block;
  const isFolded = norm?.kind === 'batchNorm' && !normsActivation;
  const { layer, parameters } = (isFolded ? withAffine(given, factorsOf(norm)) : undefined) ?? given;
  builder.add(layer, parameters);
  if (!isFolded && !normsActivation) addNorm(builder, block);
}

const factorsOf = ({ weights, bias }: WeightedModule) => ({ scale: copyOf(weights), offset: copyOf(bias!) });

function addNorm(builder: NetworkBuilder, { module, norm }: Block): void {
  if (!norm) return;
  if (norm.kind === 'batchNorm') {
    builder.add({ kind: 'affine', scale: true, offset: true }, factorsOf(norm));
    return;
  }
  const { weights, bias, convention } = norm;
  // PyTorch's are over [C, H, W], Flax's over the last axis.
  const overImages = weights.shape.length === 3;
  const inOrder = ({ shape, values }: CheckpointArray) => ({
    shape: [sizeOf(shape)],
    values: overImages ? permuteAxes(values, shape, [1, 2, 0]) : values,
  });
  const zeros = { shape: weights.shape, values: new Float32Array(sizeOf(weights.shape)) };
  builder.add(
    {
      kind: 'layerNorm',
      epsilon: normEpsilon[convention],
      ...(module.kind === 'convolution' && overImages && { axes: 'all' }),
    },
    { scale: inOrder(weights), offset: inOrder(bias ?? zeros) },
  );
}

type Values = Omit<NamedArray, 'name'>;

const copyOf = ({ shape, values }: CheckpointArray): Values => ({ shape, values });

/** Returns filters as [height, width, in, out]. */
function filters({ convention, weights }: WeightedModule): Values {
  return convention === 'flax' ? copyOf(weights) : permuted(weights, [2, 3, 1, 0]);
}

/**
 * Returns the weights of a dense layer as [in, out].
 * @param images shape [H, W, C] of the flattened images that are its input, if any; PyTorch flattens [C, H, W]
 */
function matrix({ convention, weights }: WeightedModule, images: readonly number[] | undefined): Values {
  if (convention === 'flax') return copyOf(weights);
  if (!images) return permuted(weights, [1, 0]);
  const [outputs, inputs] = weights.shape as [number, number];
  const [height, width, channels] = images as [number, number, number];
  const { values } = permuted({ shape: [outputs, channels, height, width], values: weights.values }, [2, 3, 1, 0]);
  return { shape: [inputs, outputs], values };
}

function permuted({ shape, values }: CheckpointArray, order: readonly number[]): Values {
  return { shape: order.map((axis) => shape[axis]!), values: permuteAxes(values, shape, order) };
}
