/** Addition, subtraction, multiplication and division, of results and constants. */
import { sizeOf } from '../../../common/shape.js';
import type { OnnxTensor } from '../onnx-tensor.js';
import { alongExample, storedConstant } from './broadcast.js';
import { expanded, type ImportGraph, inOrder, withLast } from './import-graph.js';
import { addStandardized } from './normalization.js';
import { floatsIn, type Rule, type Rules, resultAt, type Use } from './rule.js';
import {
  exampleShape,
  type Filled,
  isConstant,
  isFilled,
  isPart,
  onnxShape,
  type Result,
  sameShape,
  shapeText,
  storedShape,
} from './value.js';

type Kind = 'add' | 'multiply';

const textOf = (x: Result): string => shapeText(onnxShape(x));

/** Returns x with a factor or an offset that is the same everywhere. */
const scaled = (graph: ImportGraph, x: Result, factor: number, offset: number): Result =>
  graph.add({ kind: 'scale', factor, offset }, [x], x);

/** Returns x plus or times a constant, which is broadcast as in ONNX. */
export function withConstant(use: Use, x: Result, kind: Kind, constant: OnnxTensor): Result {
  const { graph, refuse } = use;
  const own = alongExample(x, constant, refuse);
  const [first] = own.values;
  if (first === undefined) throw refuse('has an empty constant');
  const to = x.shape.map((length, axis) => Math.max(length, own.shape[axis]!));
  const fits = x.shape.every((length, axis) => length === to[axis] || length === 1);
  if (!fits || !own.shape.every((length, axis) => length === 1 || length === to[axis]))
    throw refuse(`with a constant of shape ${shapeText(constant.shape)} does not fit a result ${textOf(x)}`);
  const wide = expanded(graph, x, to, refuse);
  if (own.values.every((value) => value === first)) {
    if (!Number.isFinite(first)) throw refuse(`with the constant ${first} has no finite result`);
    return scaled(graph, wide, kind === 'multiply' ? first : 1, kind === 'add' ? first : 0);
  }
  const axes = own.shape.flatMap((length, axis) => (length > 1 ? [axis] : []));
  const layer = { kind: 'affine', scale: kind === 'multiply', offset: kind === 'add' } as const;
  const parameter = kind === 'multiply' ? 'scale' : 'offset';
  if (axes.length === 1) {
    const last = withLast(graph, wide, axes[0]!);
    graph.reserve(own.values.length, refuse);
    return graph.add(layer, [last], last, { [parameter]: { shape: [own.values.length], values: own.values } });
  }
  const values = storedConstant(use, wide, own);
  const flat = graph.add({ kind: 'reshape', shape: [values.length] }, [wide], {
    shape: [values.length],
    order: [0],
    merged: false,
  });
  const changed = graph.add(layer, [flat], flat, { [parameter]: { shape: [values.length], values } });
  return graph.add({ kind: 'reshape', shape: storedShape(wide) }, [changed], wide);
}

/** Returns the sum, difference or product of two results, which are broadcast as in ONNX. */
function withResult({ graph, refuse }: Use, a: Result, b: Result, kind: Kind | 'subtract'): Result {
  if (a.merged !== b.merged || (a.merged && a.shape[0] !== b.shape[0]))
    throw refuse(`of ${textOf(a)} and ${textOf(b)} mixes examples`);
  if (a.shape.length !== b.shape.length)
    throw refuse(`of ${textOf(a)} and ${textOf(b)} is not supported: the results have different numbers of axes`);
  const shape = a.shape.map((length, axis) => Math.max(length, b.shape[axis]!));
  const fits = shape.every((length, axis) => [a, b].every((x) => x.shape[axis] === length || x.shape[axis] === 1));
  if (!fits) throw refuse(`of ${textOf(a)} and ${textOf(b)} does not fit`);
  const silu = kind === 'multiply' ? siluOf(graph, a, b) : undefined;
  if (silu) return silu;
  // The smaller operand is moved.
  const { order } = sizeOf(a.shape) >= sizeOf(b.shape) ? a : b;
  const operands = [a, b].map((x) => inOrder(graph, x, order));
  return graph.add({ kind }, operands, { shape, order, merged: a.merged });
}

/** Returns x · sigmoid(x), which exporters write as two operators. */
function siluOf(graph: ImportGraph, a: Result, b: Result): Result | undefined {
  for (const [x, gate] of [
    [a, b],
    [b, a],
  ] as const) {
    const step = graph.layers[gate.layer - 1];
    if (step?.layer.kind === 'sigmoid' && step.from[0] === x.layer && sameShape(x.order, gate.order))
      return graph.add({ kind: 'silu' }, [x], x);
  }
  return undefined;
}

const negated = (constant: OnnxTensor): OnnxTensor => mapped(constant, (value) => -value);
const mapped = (constant: OnnxTensor, change: (value: number) => number): OnnxTensor => ({
  shape: constant.shape,
  values: floatsIn(constant).map(change),
});

/** Makes constants of arrays with one number for each example. */
function withoutFilled(use: Use): Use {
  const constantOf = ({ shape, fill }: Filled): OnnxTensor => {
    const example = exampleShape(shape)!.shape;
    const size = sizeOf(example);
    use.graph.reserve(size, use.refuse);
    return { shape: example, values: new Float32Array(size).fill(fill) };
  };
  return { ...use, values: use.values.map((value) => (isFilled(value) ? constantOf(value) : value)) };
}

/** Creates a rule of an operator whose operands may be exchanged. */
const commutative =
  (kind: Kind): Rule =>
  (given) => {
    const use = withoutFilled(given);
    const [a, b] = use.values;
    const isNorm = kind === 'multiply';
    if (isNorm && isPart(b) && b.part === 'inverse root') return addStandardized(use, resultAt(use, 0), b);
    if (isNorm && isPart(a) && a.part === 'inverse root') return addStandardized(use, resultAt(use, 1), a);
    if (isConstant(b)) return withConstant(use, resultAt(use, 0), kind, b);
    if (isConstant(a)) return withConstant(use, resultAt(use, 1), kind, a);
    return withResult(use, resultAt(use, 0), resultAt(use, 1), kind);
  };

export const arithmeticRules: Rules = {
  Add: commutative('add'),
  Mul: commutative('multiply'),
  Sub(given) {
    const use = withoutFilled(given);
    const [a, b] = use.values;
    if (isConstant(b)) {
      use.graph.reserve(b.values.length, use.refuse);
      return withConstant(use, resultAt(use, 0), 'add', negated(b));
    }
    if (isConstant(a)) return withConstant(use, scaled(use.graph, resultAt(use, 1), -1, 0), 'add', a);
    return withResult(use, resultAt(use, 0), resultAt(use, 1), 'subtract');
  },
  Div(given) {
    const use = withoutFilled(given);
    const [, b] = use.values;
    if (isPart(b) && b.part === 'root') return addStandardized(use, resultAt(use, 0), b);
    if (!isConstant(b)) throw use.refuse('by a result is supported only in a normalization');
    if ((b.values as readonly number[]).includes(0)) throw use.refuse('with the constant 0 has no finite result');
    use.graph.reserve(b.values.length, use.refuse);
    return withConstant(
      use,
      resultAt(use, 0),
      'multiply',
      mapped(b, (value) => 1 / value),
    );
  },
  Neg: (use) => scaled(use.graph, resultAt(use, 0), -1, 0),
  /** x²; √x and 1/√x of a normalization. */
  Pow(use) {
    const x = resultAt(use, 0);
    const exponent = use.values[1];
    const power = isConstant(exponent) && exponent.values.length === 1 ? exponent.values[0] : undefined;
    if (power === 2) return withResult(use, x, x, 'multiply');
    if (power === 0.5 || power === -0.5)
      return { part: power > 0 ? 'root' : 'inverse root', of: x, operator: use.call.operator };
    throw use.refuse('is supported only with the exponents 2, 0.5 and -0.5');
  },
  Sqrt: (use) => ({ part: 'root', of: resultAt(use, 0), operator: 'Sqrt' }),
  Reciprocal(use) {
    const [x] = use.values;
    if (!isPart(x) || x.part !== 'root') throw use.refuse('is supported only of a root in a normalization');
    return { part: 'inverse root', of: x.of, operator: 'Reciprocal' };
  },
};
