/** Operators on constants alone, which exporters leave in graphs: they are computed. */
import { permuteAxes, sizeOf } from '../../../common/shape.js';
import { isFloatType, isIntegerType, most, type OnnxTensor } from '../onnx-tensor.js';
import { repeat } from './broadcast.js';
import { constantAt, floatsIn, integersAt, numberOf, type Use } from './rule.js';
import { axesOf, reshapedShape, sliceBounds, sliceIndices, splitSizes } from './shape.js';
import { exampleShape, type Filled, identity, isFloat, type Refuse, sameShape, shapeText } from './value.js';

export type ConstantRule = (use: Use) => OnnxTensor | Filled | readonly OnnxTensor[];

/** Counts the numbers of an array that is about to be created. */
function reserve({ graph, refuse }: Use, shape: readonly number[], float: boolean): void {
  const size = sizeOf(shape);
  if (!(Number.isSafeInteger(size) && size >= 0) || (!float && size > most.integers))
    throw refuse(`of the shape ${shapeText(shape)} is too large, or depends on the batch`);
  graph.reserve(size, refuse);
}

const of = (shape: readonly number[], values: readonly number[], float: boolean): OnnxTensor => ({
  shape,
  values: float ? Float32Array.from(values) : values,
});

const unary =
  (change: (value: number) => number): ConstantRule =>
  (use) => {
    const x = constantAt(use, 0);
    reserve(use, x.shape, isFloat(x));
    return { shape: x.shape, values: x.values instanceof Float32Array ? x.values.map(change) : x.values.map(change) };
  };

function broadcastShape(shapes: readonly (readonly number[])[], refuse: Refuse): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const aligned = shapes.map((shape) => [...Array<number>(rank - shape.length).fill(1), ...shape]);
  return identity(rank).map((axis) => {
    const lengths = aligned.map((shape) => shape[axis]!).filter((length) => length !== 1);
    if (lengths.some((length) => length !== lengths[0])) throw refuse('has constants whose shapes do not fit');
    return lengths[0] ?? 1;
  });
}

/** Broadcasts a constant to a shape. */
function expandedTo({ shape, values }: OnnxTensor, to: readonly number[]): OnnxTensor {
  if (sameShape(shape, to)) return { shape, values };
  const from = [...Array<number>(to.length - shape.length).fill(1), ...shape];
  if (values instanceof Float32Array) return { shape: to, values: repeat(values, from, to) };
  return { shape: to, values: Array.from(repeat64(values, from, to)) };
}

/** As `repeat`, for integers that float32 cannot hold. */
function repeat64(values: readonly number[], from: readonly number[], to: readonly number[]): number[] {
  const places = repeat(Float32Array.from(values.keys()), from, to);
  return Array.from(places, (place) => values[place]!);
}

/** @param result `bool`: integers 0 and 1, whatever the operands are */
const elementwise =
  (combine: (...values: number[]) => number, result: 'same' | 'bool' = 'same', truncates = false): ConstantRule =>
  (use) => {
    const operands = use.values.map((_, place) => constantAt(use, place));
    const shape = broadcastShape(
      operands.map((each) => each.shape),
      use.refuse,
    );
    const float = result === 'same' && operands.some(isFloat);
    reserve(use, shape, float || operands.some(isFloat));
    const wide = operands.map((each) => expandedTo(each, shape).values);
    const at = (i: number) => combine(...wide.map((values) => values[i]!));
    const size = sizeOf(shape);
    if (float) {
      const values = new Float32Array(size);
      for (let i = 0; i < size; i++) values[i] = at(i);
      return { shape, values };
    }
    return { shape, values: Array.from({ length: size }, (_, i) => (truncates ? Math.trunc(at(i)) : at(i))) };
  };

const comparison = (compare: (a: number, b: number) => boolean): ConstantRule =>
  elementwise((a, b) => (compare(a!, b!) ? 1 : 0), 'bool');

/** Returns the elements at the indices along an axis. */
function taken(use: Use, x: OnnxTensor, axis: number, indices: readonly number[]): OnnxTensor {
  const length = x.shape[axis]!;
  if (!indices.every((index) => Number.isInteger(index) && index >= 0 && index < length))
    throw use.refuse(`takes elements outside of an axis of ${length}`);
  const shape = x.shape.with(axis, indices.length);
  reserve(use, shape, isFloat(x));
  const [outer, inner] = [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis + 1))];
  const result = isFloat(x) ? new Float32Array(sizeOf(shape)) : Array<number>(sizeOf(shape)).fill(0);
  let to = 0;
  for (let o = 0; o < outer; o++) {
    for (const index of indices) {
      for (let i = 0; i < inner; i++) result[to++] = x.values[(o * length + index) * inner + i]!;
    }
  }
  return { shape, values: result };
}

const withShape = (use: Use, x: OnnxTensor, shape: readonly number[] | undefined): OnnxTensor => {
  if (!shape || sizeOf(shape) !== sizeOf(x.shape)) throw use.refuse(`changes the size of a constant [${x.shape}]`);
  return { shape, values: x.values };
};

const axisIn = (use: Use, axis: number, rank: number): number => axesOf([axis], rank, use.refuse)[0]!;

const isTensor = (value: unknown): value is OnnxTensor =>
  typeof value === 'object' && value !== null && 'values' in value;

/** The attributes of a Constant, each with the array that it stands for. */
const constantForms: Readonly<Record<string, (value: never) => OnnxTensor>> = {
  value: (tensor: OnnxTensor) => tensor,
  value_float: (value: number) => of([], [value], true),
  value_floats: (list: OnnxTensor) => list,
  value_int: (value: number) => of([], [value], false),
  value_ints: (list: readonly number[]) => of([list.length], list, false),
};

const identityOf: ConstantRule = (use) => constantAt(use, 0);

export const constantRules: Readonly<Record<string, ConstantRule>> = {
  Constant({ call: { attributes }, refuse }) {
    const form = Object.keys(constantForms).find((name) => Object.hasOwn(attributes, name));
    const value = form === undefined ? undefined : attributes[form];
    const fits = form?.startsWith('value_') ? value !== undefined : isTensor(value);
    if (form === undefined || !fits) throw refuse(`holds none of ${Object.keys(constantForms).join(', ')}`);
    return constantForms[form]!(value as never);
  },
  Identity: identityOf,
  Dropout: identityOf,
  CastLike: identityOf,
  Cast(use) {
    const x = constantAt(use, 0);
    const type = numberOf(use, 'to', 0);
    if (!isFloatType(type) && !isIntegerType(type)) throw use.refuse(`to type ${type} is not supported`);
    reserve(use, x.shape, isFloatType(type));
    if (isFloatType(type)) return { shape: x.shape, values: floatsIn(x) };
    return { shape: x.shape, values: Array.from(x.values, Math.trunc) };
  },
  Neg: unary((x) => -x),
  Abs: unary(Math.abs),
  Sqrt: unary(Math.sqrt),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Reciprocal: unary((x) => 1 / x),
  Not: unary((x) => (x ? 0 : 1)),
  Add: elementwise((a, b) => a! + b!),
  Sub: elementwise((a, b) => a! - b!),
  Mul: elementwise((a, b) => a! * b!),
  Div: elementwise((a, b) => a! / b!, 'same', true),
  Mod: elementwise((a, b) => a! - b! * Math.floor(a! / b!)),
  Pow: elementwise((a, b) => a! ** b!),
  Min: elementwise(Math.min),
  Max: elementwise(Math.max),
  Where: elementwise((c, a, b) => (c ? a! : b!)),
  Equal: comparison((a, b) => a === b),
  Less: comparison((a, b) => a < b),
  LessOrEqual: comparison((a, b) => a <= b),
  Greater: comparison((a, b) => a > b),
  GreaterOrEqual: comparison((a, b) => a >= b),
  And: comparison((a, b) => a !== 0 && b !== 0),
  Or: comparison((a, b) => a !== 0 || b !== 0),
  Shape(use) {
    const { shape } = constantAt(use, 0);
    return { shape: [shape.length], values: shape };
  },
  Size: (use) => of([], [sizeOf(constantAt(use, 0).shape)], false),
  Reshape(use) {
    const x = constantAt(use, 0);
    const target = integersAt(use, 1, 'shape') ?? [];
    return withShape(use, x, reshapedShape(x.shape, target, use.call.attributes.allowzero === 1));
  },
  Flatten(use) {
    const x = constantAt(use, 0);
    const given = numberOf(use, 'axis', 1);
    const axis = given < 0 ? given + x.shape.length : given;
    return withShape(use, x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))]);
  },
  Unsqueeze(use) {
    const x = constantAt(use, 0);
    const given = integersAt(use, 1, 'axes') ?? [];
    const shape = [...x.shape];
    const axes = axesOf(given, shape.length + given.length, use.refuse).sort((a, b) => a - b);
    for (const axis of axes) shape.splice(axis, 0, 1);
    return withShape(use, x, shape);
  },
  Squeeze(use) {
    const x = constantAt(use, 0);
    const given = integersAt(use, 1, 'axes');
    const axes = given && axesOf(given, x.shape.length, use.refuse);
    return withShape(
      use,
      x,
      x.shape.filter((length, axis) => (axes ? !axes.includes(axis) : length !== 1)),
    );
  },
  Transpose(use) {
    const x = constantAt(use, 0);
    const rank = x.shape.length;
    const perm = use.call.attributes.perm ?? identity(rank).reverse();
    if (!Array.isArray(perm) || axesOf(perm, rank, use.refuse).length !== rank)
      throw use.refuse(`to the order [${perm}] is not one of ${rank} axes`);
    reserve(use, x.shape, true);
    const values = permuteAxes(
      x.values instanceof Float32Array ? x.values : Int32Array.from(x.values),
      x.shape,
      perm as number[],
    );
    const shape = (perm as number[]).map((axis) => x.shape[axis]!);
    return { shape, values: values instanceof Float32Array ? values : Array.from(values) };
  },
  Expand(use) {
    const x = constantAt(use, 0);
    const shape = broadcastShape([x.shape, integersAt(use, 1, 'shape') ?? []], use.refuse);
    reserve(use, shape, isFloat(x));
    return expandedTo(x, shape);
  },
  Concat(use) {
    const parts = use.values.map((_, place) => constantAt(use, place));
    const [first] = parts as [OnnxTensor];
    const axis = axisIn(use, numberOf(use, 'axis', 0), first.shape.length);
    const fits = parts.every(({ shape }) => sameShape(shape.with(axis, 0), first.shape.with(axis, 0)));
    if (!fits) throw use.refuse('has constants whose shapes do not fit');
    const shape = first.shape.with(
      axis,
      parts.reduce((sum, part) => sum + part.shape[axis]!, 0),
    );
    const float = parts.some(isFloat);
    reserve(use, shape, float);
    const values: number[] = [];
    for (let o = 0; o < sizeOf(shape.slice(0, axis)); o++) {
      for (const { shape: own, values: from } of parts) {
        const run = sizeOf(own.slice(axis));
        for (let i = 0; i < run; i++) values.push(from[o * run + i]!);
      }
    }
    return of(shape, values, float);
  },
  Slice(use) {
    return sliceBounds(use, constantAt(use, 0).shape.length).reduce(
      (x, { start, end, axis, step }) => {
        const along = axisIn(use, axis, x.shape.length);
        return taken(use, x, along, sliceIndices(x.shape[along]!, start, end, step));
      },
      constantAt(use, 0),
    );
  },
  Gather(use) {
    const [x, indices] = [constantAt(use, 0), constantAt(use, 1)];
    const axis = axisIn(use, numberOf(use, 'axis', 0), x.shape.length);
    const length = x.shape[axis]!;
    const found = taken(
      use,
      x,
      axis,
      Array.from(indices.values, (index) => (index < 0 ? index + length : index)),
    );
    return { shape: x.shape.toSpliced(axis, 1, ...indices.shape), values: found.values };
  },
  Split(use) {
    const x = constantAt(use, 0);
    const axis = axisIn(use, numberOf(use, 'axis', 0), x.shape.length);
    let start = 0;
    return splitSizes(use, x.shape[axis]!).map((size) => {
      start += size;
      return taken(
        use,
        x,
        axis,
        Array.from({ length: size }, (_, i) => start - size + i),
      );
    });
  },
  ConstantOfShape(use) {
    const shape = integersAt(use, 0, 'shape') ?? [];
    const value = use.call.attributes.value;
    const given = isTensor(value) ? value : of([1], [0], true);
    if (exampleShape(shape)) return { shape, fill: given.values[0] ?? 0 };
    reserve(use, shape, isFloat(given));
    return of(shape, Array<number>(sizeOf(shape)).fill(given.values[0] ?? 0), isFloat(given));
  },
  Range(use) {
    const [start, limit, step] = [0, 1, 2].map((place) => constantAt(use, place).values[0] ?? 0) as [
      number,
      number,
      number,
    ];
    const count = Math.max(0, Math.ceil((limit - start) / step));
    reserve(use, [count], false);
    const values = Array.from({ length: count }, (_, i) => start + i * step);
    return of([count], values, isFloat(constantAt(use, 0)));
  },
};
