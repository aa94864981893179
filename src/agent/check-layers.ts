/** Checks an imported network before it runs: whether its layers fit together, and how much they compute. */
import { UsageError } from '../common/errors.js';
import { shown } from '../common/printable.js';
import { sizeOf, windowPositions } from '../common/shape.js';
import { type Layer, operandCount, operandsOf } from './layers.js';

/** Largest result of a layer, in float32 values per example: 16 MiB. Mnih et al. need 12,800, ResNet-20 needs 115,600. */
export const mostValues = 2 ** 22;
/** Most values of all results per example, 128 MiB: the gradient of an attack keeps them all. */
export const mostKept = 2 ** 25;
/** Most multiplications and additions per example: a hundred times those of the paper's network (9 M). */
const mostWork = 2 ** 30;
/** As many as the nodes of an ONNX file. */
export const mostLayers = 10_000;
/** Most axes of a result besides the batch. */
const mostAxes = 4;

/** The name and shape of weights or of a bias. */
interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
}

type Shape = readonly number[];

/**
 * Derives the shapes of all layers.
 * @param inputShape without the batch @param source for error messages
 * @returns the shape of the outputs, without the batch
 * @throws UsageError that names the layer that does not fit or exceeds the budget
 */
export function checkLayers(
  layers: readonly Layer[],
  arrays: readonly Parameter[],
  inputShape: Shape,
  source: string,
): Shape {
  return layerShapes(layers, arrays, inputShape, source).at(-1)!;
}

/** Returns the shape of the input, and of the result of each layer. See `checkLayers` */
export function layerShapes(
  layers: readonly Layer[],
  arrays: readonly Parameter[],
  inputShape: Shape,
  source: string,
): readonly Shape[] {
  if (layers.length > mostLayers)
    throw new UsageError(`${source}: expected at most ${mostLayers} layers, got ${layers.length}`);
  const shapes: Shape[] = [inputShape];
  const used = new Set<number>();
  let [taken, work, kept] = [0, 0, 0];
  for (const [index, layer] of layers.entries()) {
    const fail: Use['fail'] = (expected, got) => {
      throw new UsageError(`${source}: layer ${index + 1} (${layer.kind}): expected ${expected}, got ${got}`);
    };
    const weights = arrays[taken];
    const take = () => {
      const array = arrays[taken++] ?? fail('an array of weights', 'none');
      return array.shape.every((length) => length > 0) ? array : fail('weights', `[${array.shape}] (${array.name})`);
    };
    const from = operandsOf(layer, index);
    if (from.length !== operandCount(layer) || !from.every((operand) => isNatural(operand) && operand <= index)) {
      const count = operandCount(layer) === 1 ? 'one operand' : 'two operands';
      fail(`${count} from 0 (the input) to ${index} (the result before it)`, shown(from));
    }
    for (const operand of from) used.add(operand);
    const operands = from.map((operand) => shapes[operand]!);
    const after = ruledShape(layer, operands, { take, fail });
    kept += sizeOf(after);
    if (kept > mostKept) fail(`results of at most ${mostKept} values together up to here`, `${kept}`);
    work += workOf(layer, [...operands, after], weights);
    if (work > mostWork) fail(`at most ${mostWork} multiplications up to here`, `${work}`);
    shapes.push(after);
  }
  if (taken !== arrays.length)
    throw new UsageError(`${source}: expected ${taken} arrays for its layers, got ${arrays.length}`);
  const unused = layers.findIndex((_, index) => index < layers.length - 1 && !used.has(index + 1));
  if (unused >= 0)
    throw new UsageError(
      `${source}: layer ${unused + 1} (${layers[unused]!.kind}): expected a layer that uses its result, got none`,
    );
  return shapes;
}

/**
 * Returns the shape of the result of one layer, without the batch.
 * @param operands their shapes @param parameters the layer's arrays, in order @param title names the layer in errors
 * @throws UsageError if they do not fit together
 */
export function resultShape(
  layer: Layer,
  operands: readonly Shape[],
  parameters: readonly Parameter[],
  title: string,
): Shape {
  const fail: Use['fail'] = (expected, got) => {
    throw new UsageError(`${title}: expected ${expected}, got ${got}`);
  };
  const left = parameters.values();
  return ruledShape(layer, operands, { take: () => left.next().value ?? fail('an array of weights', 'none'), fail });
}

function ruledShape(layer: Layer, operands: readonly Shape[], use: Use): Shape {
  const { fail } = use;
  const after = rules[layer.kind](operands, layer as never, use);
  if (!after.every((length) => Number.isInteger(length) && length > 0)) fail('a result with values', `[${after}]`);
  if (after.length > mostAxes) fail(`a result of at most ${mostAxes} axes besides the batch`, shown(after));
  if (sizeOf(after) > mostValues) fail(`a result of at most ${mostValues} values`, `[${after}]`);
  return after;
}

interface Use {
  /** Returns the next array. */
  take(): Parameter;
  fail(expected: string, got: string): never;
}

type Rule<L> = (operands: readonly Shape[], layer: L, use: Use) => Shape;
type Rules<Kind extends Layer['kind']> = { readonly [K in Kind]: Rule<Extract<Layer, { kind: K }>> };

const isNatural = (value: number) => Number.isSafeInteger(value) && value >= 0;

const unchanged: Rule<Layer> = ([shape]) => shape!;

const withAlpha: Rule<{ readonly alpha: number }> = ([shape], { alpha }, { fail }) => {
  if (!Number.isFinite(alpha)) fail('a finite alpha', `${alpha}`);
  return shape!;
};

const reduction: Rule<{ readonly axes: readonly number[] }> = ([shape], { axes }, { fail }) => {
  if (axes.length === 0 || new Set(axes).size !== axes.length || !axes.every((axis) => isAxis(shape!, axis)))
    fail(`different axes from 1 to ${shape!.length}`, shown(axes));
  return shape!.map((length, i) => (axes.includes(i + 1) ? 1 : length));
};

const broadcast: Rule<Layer> = ([a, b], _, { fail }) => {
  if (a!.length !== b!.length || !a!.every((length, i) => length === b![i] || length === 1 || b![i] === 1))
    fail('two operands of the same axes, with lengths that are equal or 1', `[${a}] and [${b}]`);
  return a!.map((length, i) => Math.max(length, b![i]!));
};

const isAxis = (shape: Shape, axis: number) => isNatural(axis) && axis >= 1 && axis <= shape.length;

function expectAxis(shape: Shape, axis: number, fail: Use['fail']): number {
  if (!isAxis(shape, axis)) fail(`an axis from 1 to ${shape.length}`, `${axis}`);
  return shape[axis - 1]!;
}

/** Returns the shape of the result of a layer for the shapes of its operands. */
const rules: Rules<Layer['kind']> = {
  scale([shape], { factor, offset }, { fail }) {
    if (!Number.isFinite(factor) || !Number.isFinite(offset)) fail('finite numbers', `× ${factor} + ${offset}`);
    return shape!;
  },
  affine([shape], { scale, offset }, { take, fail }) {
    if (!scale && !offset) fail('a scale or an offset', 'none');
    for (const name of ['scale', 'offset']) {
      if (name === 'scale' ? !scale : !offset) continue;
      const array = take();
      if (array.shape.join() !== `${shape!.at(-1)}`)
        fail(`${name === 'scale' ? 'a scale' : 'an offset'} [${shape!.at(-1) ?? ''}]`, `[${array.shape}]`);
    }
    return shape!;
  },
  transpose([shape], { order }, { fail }) {
    const axes = [0, ...shape!.map((_, axis) => axis + 1)];
    if (order[0] !== 0 || [...order].sort((a, b) => a - b).join() !== axes.join()) {
      fail(`an order of the axes ${axes} that keeps axis 0`, shown(order));
    }
    return order.slice(1).map((axis) => shape![axis - 1]!);
  },
  reshape([shape], layer, { fail }) {
    if (!layer.shape.every(isNatural) || sizeOf(layer.shape) !== sizeOf(shape!)) {
      fail(`a shape of the ${sizeOf(shape!)} values of [${shape}]`, shown(layer.shape));
    }
    return layer.shape;
  },
  slice([shape], { axis, start, end }, { fail }) {
    const length = expectAxis(shape!, axis, fail);
    if (!isNatural(start) || !isNatural(end) || start >= end || end > length)
      fail(`a start before an end of at most ${length}`, `${start} and ${end}`);
    return shape!.with(axis - 1, end - start);
  },
  gather([shape], { axis, indices }, { fail }) {
    const length = expectAxis(shape!, axis, fail);
    if (indices.length === 0 || !indices.every((index) => isNatural(index) && index < length))
      fail(`indices from 0 to ${length - 1}`, shown(indices));
    return shape!.with(axis - 1, indices.length);
  },
  convolution([shape], { bias, strides, pads }, { take, fail }) {
    const weights = take();
    const [height, width, inputs, outputs] = weights.shape as [number, number, number, number];
    if (shape!.length !== 3 || weights.shape.length !== 4 || shape![2] !== inputs) {
      fail(
        `images [height,width,channels] and weights [height,width,channels,outputs]`,
        `[${shape}] and [${weights.shape}]`,
      );
    }
    if (strides.length !== 2 || !strides.every((stride) => isNatural(stride) && stride > 0)) {
      fail('two strides of 1 or more', `${strides}`);
    }
    if (pads.length !== 2 || !pads.every((side) => side.length === 2 && side.every(isNatural))) {
      fail('pads of 0 or more', `${pads}`);
    }
    if (bias) expectBias(outputs, take(), fail);
    const side = (axis: 0 | 1) => windowPositions(shape![axis]!, [height, width][axis]!, strides[axis], pads[axis]);
    return [side(0), side(1), outputs];
  },
  dense([shape], { bias }, { take, fail }) {
    const weights = take();
    const [inputs, outputs] = weights.shape as [number, number];
    if (shape!.length !== 1 || weights.shape.length !== 2 || shape![0] !== inputs) {
      fail('values [inputs] and weights [inputs,outputs]', `[${shape}] and [${weights.shape}]`);
    }
    if (bias) expectBias(outputs, take(), fail);
    return [outputs];
  },
  layerNorm([shape], { epsilon, axes = 'last' }, { take, fail }) {
    // float32 rounds tiny numbers to 0; then values that are all equal would be divided by 0.
    const rounded = Math.fround(epsilon);
    if (!(rounded > 0 && rounded < Infinity)) fail('an epsilon above 0', `${epsilon}`);
    const [scale, offset] = [take(), take()];
    const each = `${axes === 'all' ? sizeOf(shape!) : shape!.at(-1)}`;
    if (scale.shape.join() !== each || offset.shape.join() !== each) {
      fail(`a scale [${each}] and an offset [${each}]`, `[${scale.shape}] and [${offset.shape}]`);
    }
    return shape!;
  },
  sum: reduction,
  mean: reduction,
  softmax([shape], _, { fail }) {
    if (shape!.length === 0) fail('an axis besides the batch', 'none');
    return shape!;
  },
  add: broadcast,
  subtract: broadcast,
  multiply: broadcast,
  relu: unchanged,
  elu: withAlpha,
  leakyRelu: withAlpha,
  tanh: unchanged,
  sigmoid: unchanged,
  silu: unchanged,
};

function expectBias(outputs: number, { shape }: Parameter, fail: Use['fail']): void {
  if (shape.join() !== `${outputs}`) fail(`a bias [${outputs}]`, `[${shape}]`);
}

/**
 * Returns the multiplications per example: all weights at every position of the result; without weights one for each value.
 * @param shapes of the operands and of the result
 */
function workOf(layer: Layer, shapes: readonly Shape[], weights: Parameter | undefined): number {
  if (layer.kind !== 'convolution' && layer.kind !== 'dense') return Math.max(...shapes.map(sizeOf));
  return sizeOf(weights!.shape) * sizeOf(shapes.at(-1)!.slice(0, -1));
}
