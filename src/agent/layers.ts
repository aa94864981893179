/** The layers of imported networks: a graph, in order of computation. */
import { z } from 'zod';

const whole = z.int().min(0);
const pair = z.tuple([whole, whole]);

/** A layer of one kind, with its settings. */
const layer = <Kind extends string, Settings extends z.ZodRawShape>(kind: Kind, settings: Settings) =>
  z.strictObject({
    kind: z.literal(kind),
    /** Its operands: 0 is the input of the network, i the result of layer i, counted from 1. Default: the result before it. */
    from: z.array(whole).optional(),
    ...settings,
  });

/**
 * A layer. Images have the channels last; axis 0 is the batch. Layers use the parameters of the network in order: a convolution or
 * dense layer its weights [height, width, in, out] or [in, out], then a bias [out], if any; a normalization and an affine layer its
 * scale and offset, each with one axis. The last layer is the output.
 */
export const layerSchema = z.discriminatedUnion('kind', [
  layer('scale', {
    /** Every value x becomes x·factor + offset. */
    factor: z.number(),
    /** See `factor`. */
    offset: z.number(),
  }),
  /** Multiplies by an array, then adds one, both along the last axis. */
  layer('affine', {
    /** Whether there is an array of factors. */
    scale: z.boolean(),
    /** Whether there is an array to add. */
    offset: z.boolean(),
  }),
  layer('transpose', {
    /** Axes in their new order. The batch stays first. */
    order: z.array(whole),
  }),
  layer('reshape', {
    /** The new shape, without the batch. */
    shape: z.array(whole),
  }),
  /** The elements from `start` to before `end` along an axis. */
  layer('slice', {
    /** 1 or more. */
    axis: whole,
    /** Index of the first element. */
    start: whole,
    /** Index after the last element. */
    end: whole,
  }),
  /** The elements at the indices along an axis, in their order. */
  layer('gather', {
    /** 1 or more. */
    axis: whole,
    /** Of the elements, from 0. */
    indices: z.array(whole),
  }),
  layer('convolution', {
    /** Whether each output channel has a bias. */
    bias: z.boolean(),
    /** Of the rows, and of the columns. */
    strides: pair,
    /** Zeros before and after the rows, and the columns. */
    pads: z.tuple([pair, pair]),
  }),
  layer('dense', {
    /** Whether each output has a bias. */
    bias: z.boolean(),
  }),
  layer('layerNorm', {
    /** Added to the variance, under the root. */
    epsilon: z.number(),
    /** `last` (default): the channels of each pixel, or the units. `all`: all values of an example, as torch's LayerNorm([C, H, W]). */
    axes: z.enum(['last', 'all']).optional(),
  }),
  /** Sum over axes, whose lengths become 1. */
  layer('sum', {
    /** 1 or more each. */
    axes: z.array(whole),
  }),
  /** Mean over axes, whose lengths become 1. */
  layer('mean', {
    /** 1 or more each. */
    axes: z.array(whole),
  }),
  /** Over the last axis. */
  layer('softmax', {}),
  /** Two operands of equally many axes, whose lengths are equal, or one of them 1. */
  layer('add', {}),
  layer('subtract', {}),
  layer('multiply', {}),
  // The results of the following are passed to the activation hook.
  layer('relu', {}),
  /** Negative values x become alpha·(eˣ − 1). */
  layer('elu', {
    /** See above. */
    alpha: z.number(),
  }),
  /** Negative values are multiplied by alpha. */
  layer('leakyRelu', {
    /** See above. */
    alpha: z.number(),
  }),
  layer('tanh', {}),
  layer('sigmoid', {}),
  /** x·sigmoid(x) */
  layer('silu', {}),
]);

export type Layer = z.infer<typeof layerSchema>;

const binary: ReadonlySet<Layer['kind']> = new Set(['add', 'subtract', 'multiply']);

/** Returns how many operands a layer has. */
export const operandCount = ({ kind }: Layer): number => (binary.has(kind) ? 2 : 1);

/** Returns the operands of a layer: 0 is the input of the network, i the result of layer i. @param index of the layer, from 0 */
export const operandsOf = ({ from }: Layer, index: number): readonly number[] => from ?? [index];

/** Returns the layers of a network whose input is the result of other layers. */
export function afterLayers(first: readonly Layer[], layers: readonly Layer[]): Layer[] {
  const moved = layers.map((layer) =>
    layer.from ? { ...layer, from: layer.from.map((operand) => operand + first.length) } : layer,
  );
  return [...first, ...moved];
}
