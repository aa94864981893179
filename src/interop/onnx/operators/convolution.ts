/** Convolutions, and the padding before them. */
import { permuteAxes, windowPositions } from '../../../common/shape.js';
import { inOrder } from './import-graph.js';
import {
  constantAt,
  floatsIn,
  integersAt,
  numberOf,
  numbersOf,
  optionalAt,
  type Rules,
  resultAt,
  type Use,
} from './rule.js';
import { onnxShape, type Result, shapeText } from './value.js';

type Sides = [before: number, after: number];

const channelsLast = [1, 2, 0];

function convolution(use: Use): Result {
  const { graph, refuse, call } = use;
  const x = resultAt(use, 0);
  const filter = constantAt(use, 1);
  if (filter.shape.length !== 4 || x.shape.length !== 3 || x.merged)
    throw refuse(`of ${shapeText(onnxShape(x))} with filters [${filter.shape}] is not supported: only of images`);
  const [outputs, inputs, height, width] = filter.shape as [number, number, number, number];
  const [channels, ...sizes] = x.shape as [number, number, number];
  if (numberOf(use, 'group', 1) !== 1) throw refuse('has groups, which are not supported');
  if (numbersOf(use, 'dilations', [1, 1]).some((dilation) => dilation !== 1))
    throw refuse('is dilated, which is not supported');
  if (inputs !== channels) throw refuse(`has filters of ${inputs} channels for images of ${channels}`);
  const strides = [...numbersOf(use, 'strides', [1, 1])] as [number, number];
  const automatic = call.attributes.auto_pad ?? 'NOTSET';
  const [top, left, bottom, right] = (automatic === 'VALID' ? [0, 0, 0, 0] : numbersOf(use, 'pads', [0, 0, 0, 0])) as [
    number,
    number,
    number,
    number,
  ];
  const kernel = [height, width] as const;
  let pads: [Sides, Sides] = [
    [top, bottom],
    [left, right],
  ];
  if (automatic === 'SAME_UPPER' || automatic === 'SAME_LOWER') {
    const same = (axis: 0 | 1): Sides => {
      const stride = Math.max(1, strides[axis]);
      const missing = Math.max(0, (Math.ceil(sizes[axis]! / stride) - 1) * stride + kernel[axis] - sizes[axis]!);
      const [less, more] = [missing >> 1, missing - (missing >> 1)];
      return automatic === 'SAME_UPPER' ? [less, more] : [more, less];
    };
    pads = [same(0), same(1)];
  } else if (automatic !== 'NOTSET' && automatic !== 'VALID')
    throw refuse(`with auto_pad ${automatic} is not supported`);
  const before = x.pads ?? [];
  if (before[0]?.some((zeros) => zeros !== 0)) throw refuse('follows a Pad of the channels, which is not supported');
  if (x.pads && String(automatic).startsWith('SAME'))
    throw refuse(`with auto_pad ${automatic} after a Pad is not supported`);
  for (const axis of [0, 1] as const) {
    const [first, second] = before[axis + 1] ?? [0, 0];
    pads[axis] = [pads[axis][0] + first, pads[axis][1] + second];
  }
  const side = (axis: 0 | 1) => windowPositions(sizes[axis]!, kernel[axis], strides[axis], pads[axis]);
  const bias = optionalAt(use, 2);
  if (bias && bias.values.length !== outputs) throw refuse(`has a bias [${bias.shape}] for ${outputs} outputs`);
  graph.reserve(filter.values.length, refuse);
  const weights = permuteAxes(floatsIn(filter), filter.shape, [2, 3, 1, 0]);
  return graph.add(
    { kind: 'convolution', bias: bias !== undefined, strides, pads },
    [inOrder(graph, x, channelsLast)],
    { shape: [outputs, side(0), side(1)], order: channelsLast, merged: false },
    {
      weights: { shape: [height, width, inputs, outputs], values: weights },
      ...(bias && { bias: { shape: [outputs], values: floatsIn(bias) } }),
    },
  );
}

export const convolutionRules: Rules = {
  Conv: convolution,
  /** Zeros around images, which the next convolution takes over. */
  Pad(use) {
    const { refuse, call } = use;
    const x = resultAt(use, 0);
    if ((call.attributes.mode ?? 'constant') !== 'constant')
      throw refuse(`with mode ${call.attributes.mode} is not supported`);
    const value = optionalAt(use, 2)?.values[0] ?? numberOf(use, 'value', 0);
    if (value !== 0) throw refuse(`with the value ${value} is not supported: only with 0`);
    const given = integersAt(use, 1, 'pads') ?? [];
    const rank = x.shape.length + 1;
    const axes = integersAt(use, 3, 'axes')?.map((axis) => (axis < 0 ? axis + rank : axis));
    const count = axes?.length ?? rank;
    if (x.merged || given.length !== 2 * count) throw refuse(`has ${given.length} pads for ${count} axes`);
    const all = Array.from({ length: rank }, (_, axis): Sides => {
      const place = axes ? axes.indexOf(axis) : axis;
      return place < 0 ? [0, 0] : [given[place]!, given[place + count]!];
    });
    if (!all.flat().every((zeros) => Number.isSafeInteger(zeros) && zeros >= 0))
      throw refuse(`with the pads [${given}] is not supported: only with pads of 0 or more`);
    if (all[0]!.some((zeros) => zeros !== 0)) throw refuse('of the batch is not supported');
    return all.flat().some((zeros) => zeros !== 0) ? { ...x, pads: all.slice(1) } : x;
  },
};
