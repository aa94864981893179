/** Kernels that address elements by index. */
import { util } from '@tensorflow/tfjs-core';
import type { GraphDataType } from '../graph/graph.js';
import { valuesOf } from './lowering.js';
import { type KernelRule, rule } from './rule.js';

const gather: KernelRule = rule<'x' | 'indices', { axis: number; batchDims: number }>({
  infer({ x, indices }, { axis, batchDims }) {
    if (batchDims !== 0) throw new Error(`gather: expected batchDims 0, got ${batchDims}`);
    const [along] = util.parseAxisParam(axis, [...x.shape]);
    return { shape: x.shape.toSpliced(along!, 1, ...indices.shape), dtype: x.dtype };
  },
  lower(to, { x, indices }, { axis }, y) {
    const [along] = util.parseAxisParam(axis, [...x.shape]);
    to.set(y, to.emit('Gather', [to.logical(x), to.logical(indices)], { axis: along! }));
  },
});

/** The gradient of gather: adds the rows of x of each segment. */
const segmentSum: KernelRule = rule<'x' | 'segmentIds', { numSegments: number }>({
  infer: ({ x, segmentIds }, { numSegments }) => ({
    shape: [numSegments, ...x.shape.slice(segmentIds.shape.length)],
    dtype: x.dtype,
  }),
  lower(to, { x, segmentIds }, _, y) {
    const zeros = to.emit('Expand', [to.scalar(0, x.dtype), to.ints(y.shape)]);
    const places = to.reshape(to.cast(to.logical(segmentIds), 'int64'), [...segmentIds.shape, 1]);
    to.set(y, to.emit('ScatterND', [zeros, places, to.logical(x)], { reduction: 'add' }));
  },
});

interface OneHotSettings {
  depth: number;
  onValue: number;
  offValue: number;
  dtype: GraphDataType;
}

/** One-hot by comparison: ONNX counts negative indices from the end, while TensorFlow.js gives them a row of `offValue`. */
const oneHot: KernelRule = rule<'indices', OneHotSettings>({
  infer: ({ indices }, { depth, dtype }) => ({ shape: [...indices.shape, depth], dtype }),
  lower(to, { indices }, { depth, onValue, offValue, dtype }, y) {
    const classes = to.constant(
      Int32Array.from({ length: depth }, (_, index) => index),
      [depth],
      'int32',
    );
    const hit = to.emit('Equal', [to.reshape(to.logical(indices), [...indices.shape, 1]), classes]);
    if (onValue === 1 && offValue === 0) to.set(y, dtype === 'bool' ? hit : to.cast(hit, dtype));
    else to.set(y, to.emit('Where', [hit, to.scalar(onValue, dtype), to.scalar(offValue, dtype)]));
  },
});

const range: KernelRule = {
  infer: () => [],
  simplify(_, attributes, graph) {
    const { start, stop, step, dtype } = attributes as {
      start: number;
      stop: number;
      step: number;
      dtype: GraphDataType;
    };
    const length = Math.max(0, Math.ceil((stop - start) / step));
    const elements = Array.from({ length }, (__, index) => start + index * step);
    return graph.constant(valuesOf(elements, dtype), [length], dtype);
  },
  lower() {
    throw new Error('Range is a constant');
  },
};

const filled = (element: (attributes: Readonly<Record<string, unknown>>) => number): KernelRule => ({
  infer: () => [],
  simplify({ x }, attributes, graph) {
    const shape = x?.shape ?? (attributes.shape as number[]);
    const dtype = x?.dtype ?? (attributes.dtype as GraphDataType | undefined) ?? 'float32';
    return graph.fill(element(attributes), shape, dtype);
  },
  lower() {
    throw new Error('a filled tensor is a constant');
  },
});

export const indexingRules: Readonly<Record<string, KernelRule>> = {
  GatherV2: gather,
  UnsortedSegmentSum: segmentSum,
  OneHot: oneHot,
  Range: range,
  Fill: filled(({ value }) => value as number),
  ZerosLike: filled(() => 0),
  OnesLike: filled(() => 1),
};
