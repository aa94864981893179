/** Kernels that reduce along axes, or accumulate along one. */
import { util } from '@tensorflow/tfjs-core';
import type { GraphDataType, Shape, Value } from '../graph/graph.js';
import type { Lowering } from './lowering.js';
import { identity, type Permutation } from './permutation.js';
import { type KernelRule, rule } from './rule.js';

type Axes = number | readonly number[] | null | undefined;

const axesOf = (axes: Axes, shape: Shape): number[] =>
  util.parseAxisParam(axes === null || axes === undefined ? shape.map((_, axis) => axis) : [axes].flat(), [...shape]);

const reducedShape = (shape: Shape, axes: readonly number[], keepDims: boolean): number[] =>
  keepDims
    ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : shape.filter((_, axis) => !axes.includes(axis));

/** Returns the form of a reduced value for the form of its operand. */
function reducedForm(permutation: Permutation, axes: readonly number[], keepDims: boolean): Permutation {
  if (keepDims) return permutation;
  const left = identity(permutation.length).filter((axis) => !axes.includes(axis));
  return permutation.filter((axis) => !axes.includes(axis)).map((axis) => left.indexOf(axis));
}

type Reduce = (to: Lowering, x: string, reduceBy: (operator: string, name: string) => string) => string;

const reduction = (compute: string | Reduce, dtype?: GraphDataType): KernelRule =>
  rule<'x', { axis?: Axes; reductionIndices?: Axes; keepDims?: boolean }>({
    infer({ x }, { axis, reductionIndices, keepDims = false }) {
      const axes = axesOf(axis ?? reductionIndices, x.shape);
      return { shape: reducedShape(x.shape, axes, keepDims), dtype: dtype ?? x.dtype };
    },
    lower(to, { x }, { axis, reductionIndices, keepDims = false }, y) {
      const axes = axesOf(axis ?? reductionIndices, x.shape);
      const form = to.cheapestForm([x]);
      const stored = axes.map((reduced) => form.indexOf(reduced));
      const reduceBy = (operator: string, name: string) =>
        axes.length === 0
          ? to.emit('Identity', [name])
          : to.emit(operator, [name, to.ints(stored)], { keepdims: keepDims ? 1 : 0 });
      const name = to.form(x, form);
      const result = typeof compute === 'string' ? reduceBy(compute, name) : compute(to, name, reduceBy);
      to.set(y, result, reducedForm(form, axes, keepDims));
    },
  });

/** Converts Booleans to 0 and 1, since ONNX reduces only numbers. */
const truth = (operator: string): KernelRule =>
  reduction((to, x, reduceBy) => to.cast(reduceBy(operator, to.cast(x, 'int32')), 'bool'), 'bool');

/** Creates the rule for the index of the first extreme element along an axis. */
const argument = (operator: string): KernelRule =>
  rule<'x', { axis: Axes }>({
    infer: ({ x }, { axis }) => ({ shape: reducedShape(x.shape, axesOf(axis, x.shape), false), dtype: 'int32' }),
    lower(to, { x }, { axis }, y: Value) {
      const axes = axesOf(axis, x.shape);
      const form = to.cheapestForm([x]);
      const index = to.emit(operator, [to.form(x, form)], { axis: form.indexOf(axes[0]!), keepdims: 0 });
      to.set(y, to.cast(index, 'int32'), reducedForm(form, axes, false));
    },
  });

const cumulativeSum: KernelRule = rule<'x', { axis: number; exclusive: boolean; reverse: boolean }>({
  infer: ({ x }) => x,
  lower(to, { x }, { axis, exclusive, reverse }, y) {
    const form = to.cheapestForm([x]);
    const [along] = axesOf(axis, x.shape);
    const position = to.constant(Int32Array.of(form.indexOf(along!)), [], 'int32');
    const attributes = { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 };
    to.set(y, to.emit('CumSum', [to.form(x, form), position], attributes), form);
  },
});

const softmax: KernelRule = rule<'logits', { dim: number }>({
  infer: ({ logits }) => logits,
  lower(to, { logits }, { dim }, y) {
    const form = to.cheapestForm([logits]);
    const [along] = axesOf(dim, logits.shape);
    to.set(y, to.emit('Softmax', [to.form(logits, form)], { axis: form.indexOf(along!) }), form);
  },
});

export const reductionRules: Readonly<Record<string, KernelRule>> = {
  Sum: reduction('ReduceSum'),
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  Prod: reduction('ReduceProd'),
  All: truth('ReduceMin'),
  Any: truth('ReduceMax'),
  ArgMax: argument('ArgMax'),
  ArgMin: argument('ArgMin'),
  Cumsum: cumulativeSum,
  Softmax: softmax,
};
