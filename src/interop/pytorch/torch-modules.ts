/** Networks as modules of PyTorch, whose images have the channels first and whose arrays have other axis orders. */
import type { Layer } from '../../agent/layers.js';
import { UsageError } from '../../common/errors.js';
import { permuteAxes } from '../../common/shape.js';
import type { NamedArray } from '../../model/safetensors.js';

/** A module of an `nn.Sequential`. */
export interface TorchModule {
  /** Python source of the constructor call, such as `nn.ReLU()`. */
  readonly source: string;
  /** Parameters by their names in the module, in PyTorch's axis order. */
  readonly parameters: Readonly<Record<string, Omit<NamedArray, 'name'>>>;
}

export interface TorchNetwork {
  /** Every value x of the input becomes x · factor + offset before the modules. */
  readonly input: { readonly factor: number; readonly offset: number };
  readonly modules: readonly TorchModule[];
}

type Values = Omit<NamedArray, 'name'>;

/** A value between two layers. */
interface Value {
  /** As the layers have it: images with the channels last; without the batch. */
  readonly shape: readonly number[];
  /** Whether PyTorch has the axes [C, H, W] where the layers have [H, W, C]. */
  readonly channelsFirst: boolean;
  /** The image [H, W, C] that was flattened with the channels first. */
  readonly flattened?: readonly number[];
}

/**
 * Converts a chain of layers.
 * @param arrays parameters in the order of the layers @param inputShape without the batch
 * @throws UsageError for a layer that has no module
 */
export function torchNetwork(
  layers: readonly Layer[],
  arrays: readonly Values[],
  inputShape: readonly number[],
): TorchNetwork {
  const next = arrays[Symbol.iterator]();
  const take = (): Values => next.next().value as Values;
  const modules: TorchModule[] = [];
  const add = (source: string, parameters: TorchModule['parameters'] = {}) => modules.push({ source, parameters });
  const toChannels = (value: Value, first: boolean): Value => {
    if (value.channelsFirst !== first) add(`Permute(${first ? '0, 3, 1, 2' : '0, 2, 3, 1'})`);
    return { shape: value.shape, channelsFirst: first };
  };
  const { input, rest } = inputScale(layers);
  rest.reduce<Value>(
    (value, layer, index) => {
      switch (layer.kind) {
        case 'scale':
          add(`Scale(${layer.factor}, ${layer.offset})`);
          return value;
        case 'transpose': {
          const shape = layer.order.slice(1).map((axis) => value.shape[axis - 1]!);
          const order = layer.order.join();
          if (!value.channelsFirst && order === '0,2,3,1') return { shape, channelsFirst: true };
          if (value.channelsFirst && order === '0,3,1,2') return { shape, channelsFirst: false };
          toChannels(value, false);
          add(`Permute(${layer.order.join(', ')})`);
          return { shape, channelsFirst: false };
        }
        case 'reshape': {
          const { shape } = layer;
          const isFlat = shape.length === 1;
          if (value.channelsFirst && isFlat && rest[index + 1]?.kind === 'dense') {
            add('nn.Flatten()');
            return { shape, channelsFirst: false, flattened: value.shape };
          }
          toChannels(value, false);
          add(isFlat ? 'nn.Flatten()' : `nn.Unflatten(1, (${shape.join(', ')}))`);
          if (!isFlat && value.shape.length > 1) modules.splice(-1, 0, { source: 'nn.Flatten()', parameters: {} });
          return { shape, channelsFirst: false };
        }
        case 'convolution': {
          toChannels(value, true);
          const weights = take();
          const [height, width, inputs, outputs] = weights.shape as [number, number, number, number];
          const { pads, strides } = layer;
          const [[top, bottom], [left, right]] = pads;
          const padded = [top, bottom, left, right].some((pad) => pad > 0);
          if (padded) add(`nn.ZeroPad2d((${left}, ${right}, ${top}, ${bottom}))`);
          add(
            `nn.Conv2d(${inputs}, ${outputs}, ${pair(height, width)}, stride=${pair(...strides)}${biasFlag(layer.bias)})`,
            {
              weight: {
                shape: [outputs, inputs, height, width],
                values: permuteAxes(weights.values, weights.shape, [3, 2, 0, 1]),
              },
              ...(layer.bias && { bias: take() }),
            },
          );
          const side = (axis: 0 | 1, size: number) =>
            Math.floor((value.shape[axis]! + pads[axis][0] + pads[axis][1] - size) / strides[axis]) + 1;
          return { shape: [side(0, height), side(1, width), outputs], channelsFirst: true };
        }
        case 'dense': {
          const weights = take();
          const [inputs, outputs] = weights.shape as [number, number];
          const image = value.flattened;
          const matrix = image
            ? permuteAxes(weights.values, [...image, outputs], [3, 2, 0, 1])
            : permuteAxes(weights.values, weights.shape, [1, 0]);
          add(`nn.Linear(${inputs}, ${outputs}${biasFlag(layer.bias)})`, {
            weight: { shape: [outputs, inputs], values: matrix },
            ...(layer.bias && { bias: take() }),
          });
          return { shape: [outputs], channelsFirst: false };
        }
        case 'layerNorm': {
          const name = value.channelsFirst ? 'ChannelNorm' : 'nn.LayerNorm';
          const [scale, offset] = [take(), take()];
          add(`${name}(${scale.shape[0]}, eps=${layer.epsilon})`, { weight: scale, bias: offset });
          return value;
        }
        case 'relu':
          add('nn.ReLU()');
          return value;
        default:
          throw new UsageError(`export to PyTorch: layer "${(layer as Layer).kind}" is not supported; use --onnx`);
      }
    },
    { shape: inputShape, channelsFirst: false },
  );
  return { input, modules };
}

/** Splits off the scale layers at the beginning. */
function inputScale(layers: readonly Layer[]) {
  const count = layers.findIndex(({ kind }) => kind !== 'scale');
  let input = { factor: 1, offset: 0 };
  for (const layer of layers.slice(0, count)) {
    if (layer.kind !== 'scale') continue;
    input = { factor: input.factor * layer.factor, offset: input.offset * layer.factor + layer.offset };
  }
  return { input, rest: layers.slice(count) };
}

const pair = (a: number, b: number): string => (a === b ? `${a}` : `(${a}, ${b})`);
const biasFlag = (bias: boolean): string => (bias ? '' : ', bias=False');
