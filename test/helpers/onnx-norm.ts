/** ONNX graphs with layer normalization. */
import type { OnnxGraph, OnnxInitializer, OnnxNode } from '../../src/compute/onnx/onnx-model.js';
import { chain, lengths, scalar, weights } from './onnx-graph.js';

type Attributes = OnnxNode['attributes'];

const node = (operator: string, inputs: readonly string[], output: string, attributes: Attributes = {}): OnnxNode => ({
  operator,
  inputs,
  outputs: [output],
  attributes,
});

export const rename = (from: string, to: string) => node('Identity', [from], to);
export const reshaped = (from: string, to: string) => node('Reshape', [from, 'to11'], to);
export const single = (from: string, to: string, inputs: readonly string[], attributes: Attributes = {}) =>
  node('LayerNormalization', [from, ...inputs], to, attributes);

/** Nodes from `a` to `z` with the channels last, between transpositions: c → n. */
export const channelsLast = (nodes: readonly OnnxNode[]) => [
  node('Transpose', ['c'], 'a', { perm: [0, 2, 3, 1] }),
  ...nodes,
  node('Transpose', ['z'], 'n', { perm: [0, 3, 1, 2] }),
];

/** What can be written in more than one way. */
export interface Spelling {
  /** Name of the constant with the axes. */
  readonly axes?: string;
  readonly square?: 'Mul' | 'Pow';
  readonly divide?: 'Div' | 'Reciprocal';
  /** Whether the constants are the first operands of Mul and Add. */
  readonly constantsFirst?: boolean;
  readonly scale?: string;
  readonly offset?: string;
}

/** The nodes of a decomposed normalization: `from` → `to`. */
export function decomposed(from: string, to: string, spelling: Spelling = {}): OnnxNode[] {
  const { axes = 'last', square = 'Pow', divide = 'Div', constantsFirst = false, scale, offset } = spelling;
  const name = (what: string) => `${from}_${what}`;
  const ordered = (result: string, constant: string) => (constantsFirst ? [constant, result] : [result, constant]);
  const normal = scale || offset ? name('normal') : to;
  const scaled = scale && offset ? name('scaled') : scale ? to : normal;
  return [
    node('ReduceMean', [from, axes], name('mean'), { keepdims: 1 }),
    node('Sub', [from, name('mean')], name('centered')),
    node(square, [name('centered'), square === 'Pow' ? 'two' : name('centered')], name('square')),
    node('ReduceMean', [name('square'), axes], name('variance'), { keepdims: 1 }),
    node('Add', ordered(name('variance'), 'epsilon'), name('shifted')),
    node('Sqrt', [name('shifted')], name('root')),
    ...(divide === 'Div'
      ? [node('Div', [name('centered'), name('root')], normal)]
      : [
          node('Reciprocal', [name('root')], name('inverse')),
          node('Mul', ordered(name('centered'), name('inverse')), normal),
        ]),
    ...(scale ? [node('Mul', ordered(normal, scale), scaled)] : []),
    ...(offset ? [node('Add', ordered(scaled, offset), to)] : []),
  ];
}

export const constants: readonly OnnxInitializer[] = [
  lengths('last', -1),
  lengths('axis0', 0),
  lengths('axis1', 1),
  lengths('axis2', 2),
  lengths('axes123', 1, 2, 3),
  scalar('epsilon', 1e-3),
  scalar('two', 2),
  weights('k', 3, 2, 3, 3),
  weights('b', 3),
  weights('s', 3),
  weights('o', 3),
  weights('s11', 3, 1, 1),
  weights('o11', 1, 3, 1, 1),
  lengths('to11', 1, 3, 1, 1),
  lengths('flat', 0, -1),
  weights('m', 48, 5),
  weights('us', 5),
  weights('uo', 5),
  weights('columns', 4),
  weights('all', 3, 4, 4),
  weights('q', 5, 3),
];

/** A convolution to 3 channels of 4 × 4, `norm` from c to n, a ReLU, 5 units, `unitNorm` from u to v, a ReLU, 3 outputs. */
export function network(
  norm: readonly OnnxNode[] = [rename('c', 'n')],
  unitNorm: readonly OnnxNode[] = [rename('u', 'v')],
): OnnxGraph {
  return {
    ...chain([], constants, 3),
    nodes: [
      node('Conv', ['x', 'k', 'b'], 'c'),
      ...norm,
      node('Relu', ['n'], 'rn'),
      node('Reshape', ['rn', 'flat'], 'f'),
      node('MatMul', ['f', 'm'], 'u'),
      ...unitNorm,
      node('Relu', ['v'], 'rv'),
      node('MatMul', ['rv', 'q'], 'y'),
    ],
  };
}
