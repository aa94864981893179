/** Kernels that move elements without computing. They keep the axis order of their operand if possible. */

import { backend_util, slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { permuteAxes, sizeOf } from '../../common/shape.js';
import { callOf, type Shape, sameShape, splatOf, type Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { identity, isIdentity, permuted } from './permutation.js';
import { type KernelRule, rule } from './rule.js';

const axisOf = (axis: number, { shape }: Value): number => util.parseAxisParam(axis, [...shape])[0]!;

/** A stand-in for a tensor: slice_util reads only its shape. */
const tensorInfo = ({ shape, dtype }: Value): TensorInfo => ({ dataId: {}, shape: [...shape], dtype });

const reshape: KernelRule = rule<'x', { shape: Shape }>({
  infer: ({ x }, { shape }) => ({ shape: util.inferFromImplicitShape([...shape], sizeOf(x.shape)), dtype: x.dtype }),
  simplify({ x }, { shape }, graph) {
    const target = util.inferFromImplicitShape([...shape], sizeOf(x.shape));
    if (sameShape(target, x.shape)) return x;
    if (x.source.kind === 'constant') return graph.constant(x.source.values, target, x.dtype);
    const inner = callOf(x, 'Reshape');
    return inner && graph.call('Reshape', { x: inner.inputs.x! }, { shape: target })[0];
  },
  lower: (to, { x }, _, y) => to.set(y, to.reshape(to.logical(x), y.shape)),
});

const expandDims: KernelRule = rule<'input', { dim: number }>({
  infer: ({ input }) => input,
  simplify: ({ input }, { dim }, graph) => expand(graph, input, dim < 0 ? input.shape.length + 1 + dim : dim),
  lower: (to, { input }, _, y) => to.set(y, to.reshape(to.logical(input), y.shape)),
});

const expand = (graph: GraphBuilder, x: Value, dim: number): Value =>
  graph.call('Reshape', { x }, { shape: [...x.shape.slice(0, dim), 1, ...x.shape.slice(dim)] })[0]!;

const transpose: KernelRule = rule<'x', { perm: readonly number[] }>({
  infer: ({ x }, { perm }) => ({ shape: permuted(x.shape, perm), dtype: x.dtype }),
  simplify({ x }, { perm }, graph) {
    if (isIdentity(perm)) return x;
    const { source } = x;
    if (source.kind === 'constant') {
      return graph.constant(permuteAxes(source.values, x.shape, perm), permuted(x.shape, perm), x.dtype);
    }
    const inner = callOf(x, 'Transpose');
    if (!inner) return undefined;
    const first = inner.attributes.perm as readonly number[];
    return graph.call('Transpose', { x: inner.inputs.x! }, { perm: perm.map((axis) => first[axis]!) })[0];
  },
  lower: (to, { x }, { perm }, y) => to.relabel(y, x, perm),
});

const concat: KernelRule = {
  infer(inputs, { axis }) {
    const parts = Object.values(inputs);
    const along = axisOf(axis as number, parts[0]!);
    const { dtype } = parts[0]!;
    return [
      {
        shape: backend_util.computeOutShape(
          parts.map(({ shape }) => [...shape]),
          along,
        ),
        dtype,
      },
    ];
  },
  lower(to, inputs, { axis }, [y]) {
    const parts = Object.values(inputs);
    const form = to.cheapestForm(parts);
    const along = form.indexOf(axisOf(axis as number, parts[0]!));
    to.set(
      y!,
      to.emit(
        'Concat',
        parts.map((part) => to.form(part, form)),
        { axis: along },
      ),
      form,
    );
  },
};

const pack: KernelRule = {
  infer: (inputs) => Object.values(inputs),
  simplify(inputs, { axis }, graph) {
    const parts = Object.values(inputs).map((part) => expand(graph, part, axis as number));
    return graph.call('Concat', Object.fromEntries(parts.entries()), { axis })[0];
  },
  lower() {
    throw new Error('Pack is lowered as Concat');
  },
};

const slice: KernelRule = rule<'x', { begin: number | number[]; size: number | number[] }>({
  infer: ({ x }, { begin, size }) => ({
    shape: slice_util.parseSliceParams(tensorInfo(x) as never, begin, size)[1]!,
    dtype: x.dtype,
  }),
  simplify({ x }, { begin, size }) {
    const [, sizes] = slice_util.parseSliceParams(tensorInfo(x) as never, begin, size);
    return sameShape(sizes!, x.shape) ? x : undefined;
  },
  lower(to, { x }, { begin, size }, y) {
    const [starts, sizes] = slice_util.parseSliceParams(tensorInfo(x) as never, begin, size);
    const form = to.cheapestForm([x]);
    const cut = identity(x.shape.length).filter((axis) => sizes![axis] !== x.shape[axis]);
    const bounds = [
      cut.map((axis) => starts![axis]!),
      cut.map((axis) => starts![axis]! + sizes![axis]!),
      cut.map((axis) => form.indexOf(axis)),
    ];
    to.set(y, to.emit('Slice', [to.form(x, form), ...bounds.map((bound) => to.ints(bound))]), form);
  },
});

interface StridedSliceSettings {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

const stridedSlicePlan = (x: Value, s: StridedSliceSettings) => {
  const masks = [s.beginMask, s.endMask, s.ellipsisMask, s.newAxisMask, s.shrinkAxisMask] as const;
  return slice_util.sliceInfo([...x.shape], s.begin, s.end, s.strides, ...masks);
};

/** In ONNX a negative end counts from the back. The position before the first element is written as the least integer. */
const beforeFirst = -(2 ** 31);

const stridedSlice: KernelRule = rule<'x', StridedSliceSettings>({
  infer: ({ x }, settings) => ({ shape: stridedSlicePlan(x, settings).finalShape, dtype: x.dtype }),
  lower(to, { x }, settings, y) {
    const { begin, end, strides } = stridedSlicePlan(x, settings);
    const ends = end.map((stop, axis) => (stop < 0 && strides[axis]! < 0 ? beforeFirst : stop));
    const bounds = [begin, ends, identity(begin.length), strides].map((bound) => to.ints(bound));
    to.set(y, to.reshape(to.emit('Slice', [to.logical(x), ...bounds]), y.shape));
  },
});

const reverse: KernelRule = rule<'x', { dims: number | number[] }>({
  infer: ({ x }) => x,
  lower(to, { x }, { dims }, y) {
    const form = to.cheapestForm([x]);
    const axes = util.parseAxisParam(dims, [...x.shape]).map((axis) => form.indexOf(axis));
    const every = (value: number) => to.ints(axes.map(() => value));
    to.set(y, to.emit('Slice', [to.form(x, form), every(-1), every(beforeFirst), to.ints(axes), every(-1)]), form);
  },
});

const splitSizes = (x: Value, sizes: number | number[], axis: number): number[] =>
  backend_util.prepareSplitSize(tensorInfo(x) as never, sizes, axis);

const split: KernelRule = {
  returnsArray: true,
  infer({ x }, { numOrSizeSplits, axis }) {
    const along = axisOf(axis as number, x!);
    return splitSizes(x!, numOrSizeSplits as number[], along).map((size) => ({
      shape: x!.shape.with(along, size),
      dtype: x!.dtype,
    }));
  },
  lower(to, { x }, { numOrSizeSplits, axis }, outputs) {
    const along = axisOf(axis as number, x!);
    const form = to.cheapestForm([x!]);
    const sizes = to.ints(splitSizes(x!, numOrSizeSplits as number[], along));
    const names = to.emitMany(outputs.length, 'Split', [to.form(x!, form), sizes], { axis: form.indexOf(along) });
    for (const [index, output] of outputs.entries()) to.set(output, names[index]!, form);
  },
};

const unpack: KernelRule = {
  returnsArray: true,
  infer({ value }, { axis }) {
    const along = axisOf(axis as number, value!);
    const type = { shape: value!.shape.toSpliced(along, 1), dtype: value!.dtype };
    return Array.from({ length: value!.shape[along]! }, () => type);
  },
  lower(to, { value }, { axis }, outputs) {
    const along = axisOf(axis as number, value!);
    const sizes = to.ints(outputs.map(() => 1));
    const names = to.emitMany(outputs.length, 'Split', [to.logical(value!), sizes], { axis: along });
    for (const [index, output] of outputs.entries()) to.set(output, to.reshape(names[index]!, output.shape));
  },
};

const tile: KernelRule = rule<'x', { reps: number[] }>({
  infer: ({ x }, { reps }) => ({ shape: x.shape.map((length, axis) => length * reps[axis]!), dtype: x.dtype }),
  simplify({ x }, { reps }, graph) {
    if (reps.every((count) => count === 1)) return x;
    const splat = splatOf(x);
    if (splat === undefined) return undefined;
    return graph.fill(
      splat,
      x.shape.map((length, axis) => length * reps[axis]!),
      x.dtype,
    );
  },
  lower(to, { x }, { reps }, y) {
    const form = to.cheapestForm([x]);
    const name = to.form(x, form);
    const repeated = x.shape.every((length, axis) => length === 1 || reps[axis] === 1)
      ? to.emit('Expand', [name, to.ints(permuted(y.shape, form))])
      : to.emit('Tile', [name, to.ints(permuted(reps, form))]);
    to.set(y, repeated, form);
  },
});

const pad: KernelRule = rule<'x', { paddings: [number, number][]; constantValue: number }>({
  infer: ({ x }, { paddings }) => ({
    shape: x.shape.map((length, axis) => length + paddings[axis]![0] + paddings[axis]![1]),
    dtype: x.dtype,
  }),
  simplify: ({ x }, { paddings }) => (paddings.flat().every((count) => count === 0) ? x : undefined),
  lower(to, { x }, { paddings, constantValue }, y) {
    const form = to.cheapestForm([x]);
    const pads = [0, 1].flatMap((side) => form.map((axis) => paddings[axis]![side]!));
    to.set(y, to.emit('Pad', [to.form(x, form), to.ints(pads), to.scalar(constantValue, x.dtype)]), form);
  },
});

export const shapeRules: Readonly<Record<string, KernelRule>> = {
  Reshape: reshape,
  ExpandDims: expandDims,
  Transpose: transpose,
  Concat: concat,
  Pack: pack,
  Slice: slice,
  StridedSlice: stridedSlice,
  Reverse: reverse,
  SplitV: split,
  Unpack: unpack,
  Tile: tile,
  PadV2: pad,
};
