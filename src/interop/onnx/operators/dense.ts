/** Products with constant matrices. */
import { permuteAxes, sizeOf } from '../../../common/shape.js';
import type { LayerParameters } from '../../simplify-layers.js';
import type { OnnxTensor } from '../onnx-tensor.js';
import { withConstant } from './arithmetic.js';
import { inOrder, withoutAxes } from './import-graph.js';
import { constantAt, floatsIn, numberOf, optionalAt, type Rules, resultAt, type Use } from './rule.js';
import { identity, onnxShape, type Refuse, type Result, shapeText } from './value.js';

/** Returns x · matrix over the last axis of x. @param matrix [inputs, outputs] */
function product({ graph, refuse }: Use, x: Result, matrix: OnnxTensor): Result {
  const [inputs, outputs] = matrix.shape as [number, number];
  const rank = x.shape.length;
  if (rank === 0 || x.shape.at(-1) !== inputs)
    throw refuse(`expects an input [N,${inputs}], but its operand is ${shapeText(onnxShape(x))}`);
  graph.reserve(matrix.values.length, refuse);
  const values = floatsIn(matrix);
  const logical = inOrder(graph, x, identity(rank));
  const shape = x.shape.with(-1, outputs);
  const like = { shape, order: identity(rank), merged: x.merged };
  if (rank === 1)
    return graph.add({ kind: 'dense', bias: false }, [logical], like, {
      weights: { shape: [inputs, outputs], values },
    });
  // A matrix for every row: a convolution with filters of one pixel.
  const rows = sizeOf(shape.slice(0, -1));
  const pixels = (channels: number): Omit<Result, 'layer'> => ({
    shape: [rows, 1, channels],
    order: [0, 1, 2],
    merged: false,
  });
  const noPads: [number, number] = [0, 0];
  const weights: LayerParameters = { weights: { shape: [1, 1, inputs, outputs], values } };
  const images = graph.add({ kind: 'reshape', shape: [rows, 1, inputs] }, [logical], pixels(inputs));
  const convolved = graph.add(
    { kind: 'convolution', bias: false, strides: [1, 1], pads: [noPads, noPads] },
    [images],
    pixels(outputs),
    weights,
  );
  return graph.add({ kind: 'reshape', shape }, [convolved], like);
}

/** Transposes, if asked, and multiplies by a number. */
function changed(use: Use, matrix: OnnxTensor, transposed: boolean, factor: number): OnnxTensor {
  if (matrix.shape.length !== 2) throw use.refuse(`has the matrix [${matrix.shape}]: expected two axes`);
  let values = floatsIn(matrix);
  if (transposed) values = permuteAxes(values, matrix.shape, [1, 0]);
  if (factor !== 1) values = values.map((value) => value * factor);
  return { shape: transposed ? [...matrix.shape].reverse() : matrix.shape, values };
}

/** Returns a bias with a value for each output. */
function biasOf(bias: OnnxTensor, outputs: number, factor: number, refuse: Refuse): OnnxTensor {
  const given = floatsIn(bias);
  if (given.length !== outputs && given.length !== 1) throw refuse(`has a bias [${bias.shape}] for ${outputs} outputs`);
  return {
    shape: [outputs],
    values: Float32Array.from({ length: outputs }, (_, i) => given[given.length === 1 ? 0 : i]! * factor),
  };
}

export const denseRules: Rules = {
  Gemm(use) {
    const { refuse } = use;
    if (numberOf(use, 'transA', 0) !== 0) throw refuse('of a transposed result (transA) is not supported');
    const x = resultAt(use, 0);
    if (x.shape.length !== (x.merged ? 2 : 1))
      throw refuse(`of ${shapeText(onnxShape(x))} is not supported: expected two axes`);
    const matrix = changed(use, constantAt(use, 1), numberOf(use, 'transB', 0) !== 0, numberOf(use, 'alpha', 1));
    const y = product(use, x, matrix);
    const bias = optionalAt(use, 2);
    const beta = numberOf(use, 'beta', 1);
    if (!bias || beta === 0) return y;
    return withConstant(use, y, 'add', biasOf(bias, matrix.shape[1]!, beta, refuse));
  },
  MatMul(use) {
    const matrix = constantAt(use, 1);
    const x = resultAt(use, 0);
    if (matrix.shape.length !== 1) return product(use, x, changed(use, matrix, false, 1));
    const column = product(use, x, { ...matrix, shape: [matrix.shape[0]!, 1] });
    return withoutAxes(use.graph, column, [column.shape.length - 1]);
  },
};
