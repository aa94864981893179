/** Layer normalization, as one operator and as several, and batch normalization with the statistics of the training. */
import { sizeOf } from '../../../common/shape.js';
import type { OnnxTensor } from '../onnx-tensor.js';
import { alongExample, storedConstant } from './broadcast.js';
import { type ImportGraph, withLast } from './import-graph.js';
import { constantAt, floatsIn, numberOf, optionalAt, type Rules, resultAt, type Use } from './rule.js';
import { axisOf, identity, type Part, type Result, sameShape } from './value.js';

const supportedNorms =
  'only layer normalization over one axis or over all axes of an example, and batch normalization, are supported';

/** Scale and offset; 1 and 0 if they are left out. */
interface Affine {
  readonly scale?: OnnxTensor | undefined;
  readonly offset?: OnnxTensor | undefined;
}

/** Adds a normalization over axes of x, one or all. */
function addNorm(use: Use, x: Result, axes: readonly number[], epsilon: number, { scale, offset }: Affine): Result {
  const { graph, refuse } = use;
  const whole = axes.length === x.shape.length;
  if (axes.length !== 1 && !whole)
    throw refuse(`over ${axes.length} of ${x.shape.length} axes is not supported: ${supportedNorms}`);
  const last = axes.length === 1 ? withLast(graph, x, axes[0]!) : x;
  const length = sizeOf(axes.map((axis) => x.shape[axis]!));
  const parameter = (what: string, given: OnnxTensor | undefined, otherwise: number) => {
    graph.reserve(length, refuse);
    if (!given) return { shape: [length], values: new Float32Array(length).fill(otherwise) };
    const own = alongExample(x, given, refuse);
    const expected = x.shape.map((each, axis) => (axes.includes(axis) ? each : 1));
    if (!own.shape.every((each, axis) => each === expected[axis] || (whole && each === 1)))
      throw refuse(`has the ${what} [${given.shape}] where [${axes.map((axis) => x.shape[axis])}] was expected`);
    return { shape: [length], values: whole ? storedConstant(use, x, own) : floatsIn(own) };
  };
  const layer = { kind: 'layerNorm', epsilon } as const;
  return graph.add(axes.length > 1 ? { ...layer, axes: 'all' } : layer, [last], last, {
    scale: parameter('scale', scale, 1),
    offset: parameter('offset', offset, 0),
  });
}

/**
 * Adds layer normalization that is written as single operators, the last of which divides `centered` by the root:
 *
 *     mean = ReduceMean(x); centered = Sub(x, mean); variance = ReduceMean(Pow(centered, 2) or Mul(centered, centered))
 *     root = Sqrt(Add(variance, ε)); Div(centered, root) or Mul(centered, Reciprocal(root))
 *
 * Their layers, which nothing else uses then, are left out at the end.
 */
export function addStandardized(use: Use, centered: Result, { of, operator }: Part): Result {
  const { graph, refuse } = use;
  const refuseOther = (expected: string) =>
    refuse(`takes the result of ${operator}, which is supported only in a normalization: expected ${expected}`);
  const shifted = stepOf(graph, of.layer, 'scale');
  if (shifted?.layer.factor !== 1) throw refuseOther('the root of a variance plus a number');
  const variance = stepOf(graph, shifted.from[0]!, 'mean');
  const square = variance && stepOf(graph, variance.from[0]!, 'multiply');
  const isSquare = square?.from.every((operand) => operand === centered.layer);
  const isAligned = sameShape(of.order, centered.order) && of.merged === centered.merged;
  if (!variance || !isSquare || !isAligned) throw refuseOther('the mean of the squares of the other operand');
  const difference = stepOf(graph, centered.layer, 'subtract');
  const mean = difference && stepOf(graph, difference.from[1]!, 'mean');
  if (!mean || mean.from[0] !== difference.from[0]) throw refuseOther('a result minus its mean');
  if (mean.layer.axes.join() !== variance.layer.axes.join()) throw refuseOther('mean and variance over the same axes');
  const axes = mean.layer.axes.map((stored) => centered.order[stored - 1]!);
  const x = { ...centered, layer: difference.from[0]! };
  return addNorm(use, x, axes, shifted.layer.offset, {});
}

/** Returns a layer if it is of this kind. */
function stepOf<Kind extends 'scale' | 'mean' | 'multiply' | 'subtract'>(
  graph: ImportGraph,
  number: number,
  kind: Kind,
) {
  const step = graph.layers[number - 1];
  if (step?.layer.kind !== kind) return undefined;
  return { layer: step.layer as Extract<typeof step.layer, { kind: Kind }>, from: step.from };
}

export const normalizationRules: Rules = {
  LayerNormalization(use) {
    const x = resultAt(use, 0);
    const axis = axisOf(x, numberOf(use, 'axis', -1), use.refuse);
    const axes = identity(x.shape.length).slice(axis);
    const scale = optionalAt(use, 1);
    if (!scale) throw use.refuse('has no scale');
    return addNorm(use, x, axes, numberOf(use, 'epsilon', 1e-5), { scale, offset: optionalAt(use, 2) });
  },
  BatchNormalization(use) {
    const { graph, refuse } = use;
    if (numberOf(use, 'training_mode', 0) !== 0)
      throw refuse('in training mode is not supported: export after net.eval()');
    const x = resultAt(use, 0);
    const axis = axisOf(x, 1, refuse);
    const [scale, offset, mean, variance] = [1, 2, 3, 4].map((place) => floatsIn(constantAt(use, place))) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const length = x.shape[axis]!;
    for (const statistic of [scale, offset, mean, variance]) {
      if (statistic.length !== length) throw refuse(`has ${statistic.length} statistics for ${length} channels`);
    }
    const epsilon = numberOf(use, 'epsilon', 1e-5);
    graph.reserve(2 * length, refuse);
    const factors = scale.map((value, i) => value / Math.sqrt(variance[i]! + epsilon));
    const offsets = offset.map((value, i) => value - mean[i]! * factors[i]!);
    const last = withLast(graph, x, axis);
    return graph.add({ kind: 'affine', scale: true, offset: true }, [last], last, {
      scale: { shape: [length], values: factors },
      offset: { shape: [length], values: offsets },
    });
  },
};
