/** Checks an imported network before it runs: whether its layers fit together, and how much they compute. */
import { UsageError } from '../common/errors.js';
import { sizeOf } from '../common/shape.js';
import type { Layer } from './layers.js';

/** Largest result of a layer, in float32 values per example: 16 MiB. Mnih et al. need 12,800, ResNet-20 needs 115,600. */
export const mostValues = 2 ** 22;
/** Most multiplications and additions per example: a hundred times those of the paper's network (9 M). */
const mostWork = 2 ** 30;

/** The name and shape of weights or of a bias. */
interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Derives the shapes of all layers.
 * @param inputShape without the batch @param source for error messages
 * @returns the shape of the outputs, without the batch
 * @throws UsageError that names the layer that does not fit or exceeds the budget
 */
export function checkLayers(
  layers: readonly Layer[],
  arrays: readonly Parameter[],
  inputShape: readonly number[],
  source: string,
): readonly number[] {
  let taken = 0;
  let work = 0;
  const shape = layers.reduce((before, layer, index) => {
    const fail = (expected: string, got: string): never => {
      throw new UsageError(`${source}: layer ${index + 1} (${layer.kind}): expected ${expected}, got ${got}`);
    };
    const weights = arrays[taken];
    const take = () => {
      const array = arrays[taken++] ?? fail('an array of weights', 'none');
      return array.shape.every((length) => length > 0) ? array : fail('weights', `[${array.shape}] (${array.name})`);
    };
    const after = rules[layer.kind](before, layer as never, { take, fail });
    if (!after.every((length) => Number.isInteger(length) && length > 0)) fail('a result with values', `[${after}]`);
    if (sizeOf(after) > mostValues) fail(`a result of at most ${mostValues} values`, `[${after}]`);
    work += workOf(layer, after, weights);
    if (work > mostWork) fail(`at most ${mostWork} multiplications up to here`, `${work}`);
    return after;
  }, inputShape);
  if (taken !== arrays.length)
    throw new UsageError(`${source}: expected ${taken} arrays for its layers, got ${arrays.length}`);
  return shape;
}

interface Use {
  /** Returns the next array. */
  take(): Parameter;
  fail(expected: string, got: string): never;
}

type Rules = {
  readonly [Kind in Layer['kind']]: (
    shape: readonly number[],
    layer: Extract<Layer, { kind: Kind }>,
    use: Use,
  ) => readonly number[];
};

const isNatural = (value: number) => Number.isSafeInteger(value) && value >= 0;

/** Returns the shape of the result of a layer for the shape of its operand. */
const rules: Rules = {
  scale(shape, { factor, offset }, { fail }) {
    if (!Number.isFinite(factor) || !Number.isFinite(offset)) fail('finite numbers', `× ${factor} + ${offset}`);
    return shape;
  },
  transpose(shape, { order }, { fail }) {
    const axes = [0, ...shape.map((_, axis) => axis + 1)];
    if (order[0] !== 0 || [...order].sort((a, b) => a - b).join() !== axes.join()) {
      fail(`an order of the axes ${axes} that keeps axis 0`, `${order}`);
    }
    return order.slice(1).map((axis) => shape[axis - 1]!);
  },
  reshape(shape, layer, { fail }) {
    if (!layer.shape.every(isNatural) || sizeOf(layer.shape) !== sizeOf(shape)) {
      fail(`a shape of the ${sizeOf(shape)} values of [${shape}]`, `[${layer.shape}]`);
    }
    return layer.shape;
  },
  convolution(shape, { bias, strides, pads }, { take, fail }) {
    const weights = take();
    const [height, width, inputs, outputs] = weights.shape as [number, number, number, number];
    if (shape.length !== 3 || weights.shape.length !== 4 || shape[2] !== inputs) {
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
    const side = (axis: 0 | 1) =>
      Math.floor((shape[axis]! + pads[axis][0] + pads[axis][1] - [height, width][axis]!) / strides[axis]) + 1;
    return [side(0), side(1), outputs];
  },
  dense(shape, { bias }, { take, fail }) {
    const weights = take();
    const [inputs, outputs] = weights.shape as [number, number];
    if (shape.length !== 1 || weights.shape.length !== 2 || shape[0] !== inputs) {
      fail('values [inputs] and weights [inputs,outputs]', `[${shape}] and [${weights.shape}]`);
    }
    if (bias) expectBias(outputs, take(), fail);
    return [outputs];
  },
  layerNorm(shape, { epsilon }, { take, fail }) {
    // float32 rounds tiny numbers to 0; then values that are all equal would be divided by 0.
    const rounded = Math.fround(epsilon);
    if (!(rounded > 0 && rounded < Infinity)) fail('an epsilon above 0', `${epsilon}`);
    const [scale, offset] = [take(), take()];
    const each = `${shape.at(-1)}`;
    if (scale.shape.join() !== each || offset.shape.join() !== each) {
      fail(`a scale [${each}] and an offset [${each}]`, `[${scale.shape}] and [${offset.shape}]`);
    }
    return shape;
  },
  relu: (shape) => shape,
};

function expectBias(outputs: number, { shape }: Parameter, fail: Use['fail']): void {
  if (shape.join() !== `${outputs}`) fail(`a bias [${outputs}]`, `[${shape}]`);
}

/** Returns the multiplications per example: all weights at every position of the result; one per value without weights. */
function workOf(layer: Layer, after: readonly number[], weights: Parameter | undefined): number {
  if (layer.kind !== 'convolution' && layer.kind !== 'dense') return sizeOf(after);
  return sizeOf(weights!.shape) * sizeOf(after.slice(0, -1));
}
