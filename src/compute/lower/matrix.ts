/** Matrix products. */
import { backend_util } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/graph.js';
import type { Lowering } from './lowering.js';
import { identity } from './permutation.js';
import { type KernelRule, rule } from './rule.js';

interface Settings {
  transposeA: boolean;
  transposeB: boolean;
}

const rowsAndColumns = ({ shape }: Value, transposed: boolean): [number, number] => {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
};

/** Returns a matrix in the form that exists. The product then does the transposition, if any. */
function matrix(to: Lowering, value: Value, transposed: boolean): [name: string, transposed: number] {
  const swapped = value.shape.length === 2 && !to.has(value, [0, 1]) && to.has(value, [1, 0]);
  if (swapped) return [to.form(value, [1, 0]), transposed ? 0 : 1];
  const name = to.logical(value);
  const flat = value.shape.length === 2 ? name : to.reshape(name, value.shape.slice(-2));
  return [flat, transposed ? 1 : 0];
}

/** Emits a stack of matrices, transposed if necessary. */
function stack(to: Lowering, value: Value, transposed: boolean): string {
  const axes = identity(value.shape.length);
  if (!transposed) return to.logical(value);
  return to.form(value, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}

const single = ({ shape }: Value) => shape.slice(0, -2).every((length) => length === 1);

export const matrixRules: Readonly<Record<string, KernelRule>> = {
  BatchMatMul: rule<'a' | 'b' | 'bias', Settings>({
    infer({ a, b }, { transposeA, transposeB }) {
      const batch = backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
      const [rows] = rowsAndColumns(a, transposeA);
      const [, columns] = rowsAndColumns(b, transposeB);
      return { shape: [...batch, rows, columns], dtype: a.dtype };
    },
    lower(to, { a, b, bias }, { transposeA, transposeB }, y) {
      if (!(single(a) && single(b))) {
        to.set(y, to.emit('MatMul', [stack(to, a, transposeA), stack(to, b, transposeB)]));
        return;
      }
      const [left, transA] = matrix(to, a, transposeA);
      const [right, transB] = matrix(to, b, transposeB);
      const operands = bias ? [left, right, to.logical(bias)] : [left, right];
      const product = to.emit('Gemm', operands, { transA, transB });
      to.set(y, y.shape.length === 2 ? product : to.reshape(product, y.shape));
    },
  }),
};
