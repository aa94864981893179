/** Element-wise kernels. Operands and result have the axis order that needs the least copying. */
import { backend_util } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../common/shape.js';
import { type GraphDataType, sameShape, splatOf, type TensorType, type Value } from '../graph/graph.js';
import type { Lowering } from './lowering.js';
import { identity, isIdentity, type Permutation, permuted, sameLayout } from './permutation.js';
import { type KernelRule, rule } from './rule.js';

const shapeOf = (...operands: readonly Value[]): number[] =>
  operands.reduce<number[]>((shape, { shape: other }) => broadcast(shape, other), []);

const broadcast = (a: readonly number[], b: readonly number[]): number[] =>
  backend_util.assertAndGetBroadcastShape([...a], [...b]);

/** Emits an operand in the order in which ONNX broadcasts it to a result of `shape` in form `permutation`. */
function operand(to: Lowering, value: Value, shape: readonly number[], permutation: Permutation): string {
  const splat = splatOf(value);
  if (splat !== undefined && (value.shape.length === 0 || sizeOf(value.shape) <= sizeOf(shape))) {
    return to.scalar(splat, value.dtype);
  }
  if (value.shape.length === shape.length) return to.form(value, permutation);
  if (value.shape.length === 0 || isIdentity(permutation)) return to.logical(value);
  const padded = [...Array<number>(shape.length - value.shape.length).fill(1), ...value.shape];
  const aligned = permuted(padded, permutation);
  if (sameLayout(padded, identity(shape.length), permutation)) return to.reshape(to.logical(value), aligned);
  return to.emit('Transpose', [to.reshape(to.logical(value), padded)], { perm: permutation });
}

/** Emits an element-wise computation of `output` from operands in one common form. */
function elementwise(
  to: Lowering,
  operands: readonly Value[],
  output: Value,
  compute: (names: string[]) => string,
): void {
  const whole = operands.filter(({ shape }) => sameShape(shape, output.shape));
  const permutation = to.cheapestForm(
    whole.length > 0 ? whole : operands.filter(({ shape }) => shape.length === output.shape.length),
  );
  const form = permutation.length === output.shape.length ? permutation : identity(output.shape.length);
  const names = operands.map((value) => operand(to, value, output.shape, form));
  // Constants with one value become scalars, which do not extend the result to their shape.
  const stretched = shapeOf(...operands.filter((value) => splatOf(value) === undefined));
  const result = compute(names);
  const target = permuted(output.shape, form);
  const complete = sameShape(stretched, output.shape);
  to.set(output, complete ? result : to.emit('Expand', [result, to.ints(target)]), form);
}

type Compute<Settings> = (to: Lowering, x: string, dtype: GraphDataType, settings: Settings) => string;

/** Creates the rule of a kernel with one operand `x`. */
function unary<Settings>(compute: string | Compute<Settings>, dtype?: GraphDataType): KernelRule {
  return rule<'x', Settings>({
    infer: ({ x }) => ({ shape: x.shape, dtype: dtype ?? x.dtype }),
    lower: (to, { x }, settings, y) =>
      elementwise(to, [x], y, ([name]) =>
        typeof compute === 'string' ? to.emit(compute, [name!]) : compute(to, name!, x.dtype, settings),
      ),
  });
}

type ComputeBinary = (to: Lowering, a: string, b: string, dtype: GraphDataType) => string;

/** Creates the rule of a kernel with two operands that broadcast. */
function binary(
  compute: string | ComputeBinary,
  options: { dtype?: GraphDataType; neutral?: { a?: number; b?: number } } = {},
): KernelRule {
  return rule<'a' | 'b', unknown>({
    infer: ({ a, b }) => ({ shape: shapeOf(a, b), dtype: options.dtype ?? a.dtype }),
    simplify({ a, b }) {
      const { neutral } = options;
      if (neutral?.a !== undefined && splatOf(a) === neutral.a && sameShape(shapeOf(a, b), b.shape)) return b;
      if (neutral?.b !== undefined && splatOf(b) === neutral.b && sameShape(shapeOf(a, b), a.shape)) return a;
      return undefined;
    },
    lower: (to, { a, b }, _, y) =>
      elementwise(to, [a, b], y, ([p, q]) =>
        typeof compute === 'string' ? to.emit(compute, [p!, q!]) : compute(to, p!, q!, a.dtype),
      ),
  });
}

const comparison = (compute: string | ComputeBinary) => binary(compute, { dtype: 'bool' });

/** log(1 + x) with Kahan's correction for the rounding of 1 + x. */
const log1p: Compute<unknown> = (to, x) => {
  const one = to.scalar(1, 'float32');
  const u = to.emit('Add', [x, one]);
  const d = to.emit('Sub', [u, one]);
  const exact = to.emit('Equal', [d, x]);
  const ratio = to.emit('Where', [exact, one, to.emit('Div', [x, d])]);
  const corrected = to.emit('Mul', [to.emit('Log', [u]), ratio]);
  return to.emit('Where', [to.emit('Equal', [d, to.scalar(0, 'float32')]), x, corrected]);
};

/** e^x − 1. Near zero, where the difference would cancel, 2t / (1 − t) with t = tanh(x/2). */
const expm1: Compute<unknown> = (to, x) => {
  const one = to.scalar(1, 'float32');
  const t = to.emit('Tanh', [to.emit('Mul', [x, to.scalar(0.5, 'float32')])]);
  const near = to.emit('Div', [to.emit('Add', [t, t]), to.emit('Sub', [one, t])]);
  const far = to.emit('Sub', [to.emit('Exp', [x]), one]);
  return to.emit('Where', [to.emit('Less', [to.emit('Abs', [x]), one]), near, far]);
};

/** The quotient rounded down, always int32 as in TensorFlow.js. The int32 division of ONNX truncates. */
const floorDivide: ComputeBinary = (to, a, b, dtype) => {
  const quotient = to.emit('Div', [a, b]);
  if (dtype === 'float32') return to.cast(to.emit('Floor', [quotient]), 'int32');
  const zero = to.scalar(0, 'int32');
  const remainder = to.emit('Sub', [a, to.emit('Mul', [quotient, b])]);
  const inexact = to.emit('Not', [to.emit('Equal', [remainder, zero])]);
  const opposite = to.emit('Xor', [to.emit('Less', [remainder, zero]), to.emit('Less', [b, zero])]);
  return to.emit('Sub', [quotient, to.cast(to.emit('And', [inexact, opposite]), 'int32')]);
};

/** The remainder with the sign of the divisor. */
const floorModulo: ComputeBinary = (to, a, b, dtype) => {
  if (dtype === 'int32') return to.emit('Mod', [a, b]);
  const remainder = to.emit('Mod', [a, b], { fmod: 1 });
  const zero = to.scalar(0, 'float32');
  const same = to.emit('Not', [to.emit('Xor', [to.emit('Less', [a, zero]), to.emit('Less', [b, zero])])]);
  return to.emit('Where', [same, remainder, to.emit('Mod', [to.emit('Add', [remainder, b]), b], { fmod: 1 })]);
};

/** The square of a difference, and other kernels that use a value twice. */
const squared = (to: Lowering, x: string) => to.emit('Mul', [x, x]);

const float = (value: number) => ({ float: value });

const select: KernelRule = rule<'condition' | 't' | 'e', unknown>({
  infer: ({ condition, t, e }) => ({ shape: shapeOf(condition, t, e), dtype: t.dtype }),
  lower: (to, { condition, t, e }, _, y) =>
    elementwise(to, [condition, t, e], y, ([c, p, q]) => {
      if (y.dtype !== 'bool') return to.emit('Where', [c!, p!, q!]);
      return to.emit('Or', [to.emit('And', [c!, p!]), to.emit('And', [to.emit('Not', [c!]), q!])]);
    }),
});

const cast: KernelRule = rule<'x', { dtype: GraphDataType }>({
  infer: ({ x }, { dtype }) => ({ shape: x.shape, dtype }),
  simplify: ({ x }, { dtype }) => (x.dtype === dtype ? x : undefined),
  lower: (to, { x }, { dtype }, y) => elementwise(to, [x], y, ([name]) => to.cast(name!, dtype)),
});

const addN: KernelRule = {
  infer: (inputs): [TensorType] => {
    const [first] = Object.values(inputs);
    return [{ shape: first!.shape, dtype: first!.dtype }];
  },
  lower: (to, inputs, _, [y]) =>
    elementwise(to, Object.values(inputs), y!, (names) => names.reduce((sum, name) => to.emit('Add', [sum, name]))),
};

/** 1 where x > 0, else `alpha`; NaN stays NaN. */
/** x > 0. For floats in one pass with HardSigmoid: even the least normal number times `steep` exceeds 1, where it saturates. */
const steep = 3e38;
const step: Compute<{ alpha?: number }> = (to, x, dtype, { alpha = 0 }) => {
  if (alpha === 0 && dtype === 'float32')
    return to.emit('HardSigmoid', [x], { alpha: { float: steep }, beta: { float: 0 } });
  const positive = to.emit('Greater', [x, to.scalar(0, dtype)]);
  if (alpha === 0) return to.cast(positive, dtype);
  return to.emit('Where', [positive, to.scalar(1, dtype), to.scalar(alpha, dtype)]);
};

export const elementwiseRules: Readonly<Record<string, KernelRule>> = {
  Identity: rule<'x', unknown>({
    infer: ({ x }) => x,
    simplify: ({ x }) => x,
    lower: (to, { x }, _, y) => elementwise(to, [x], y, ([name]) => name!),
  }),
  Abs: unary('Abs'),
  Ceil: unary('Ceil'),
  Cos: unary('Cos'),
  Elu: unary('Elu'),
  Erf: unary('Erf'),
  Exp: unary('Exp'),
  Expm1: unary(expm1),
  Floor: unary('Floor'),
  IsFinite: unary((to, x) => to.emit('Not', [to.emit('Or', [to.emit('IsNaN', [x]), to.emit('IsInf', [x])])]), 'bool'),
  IsInf: unary('IsInf', 'bool'),
  IsNan: unary('IsNaN', 'bool'),
  LeakyRelu: unary<{ alpha: number }>((to, x, _, { alpha }) => to.emit('LeakyRelu', [x], { alpha: float(alpha) })),
  Log: unary('Log'),
  Log1p: unary(log1p),
  LogicalNot: unary('Not', 'bool'),
  Neg: unary('Neg'),
  Reciprocal: unary('Reciprocal'),
  Relu: unary('Relu'),
  Relu6: unary((to, x) => to.emit('Clip', [x, to.scalar(0, 'float32'), to.scalar(6, 'float32')])),
  Round: unary('Round'),
  Rsqrt: unary((to, x) => to.emit('Reciprocal', [to.emit('Sqrt', [x])])),
  Sigmoid: unary('Sigmoid'),
  Sign: unary('Sign'),
  Sin: unary('Sin'),
  Softplus: unary('Softplus'),
  Sqrt: unary('Sqrt'),
  Square: unary(squared),
  Step: unary(step),
  Tan: unary('Tan'),
  Tanh: unary('Tanh'),
  Cast: cast,
  ClipByValue: unary<{ clipValueMin: number; clipValueMax: number }>((to, x, dtype, { clipValueMin, clipValueMax }) =>
    to.emit('Clip', [x, to.scalar(clipValueMin, dtype), to.scalar(clipValueMax, dtype)]),
  ),
  Add: binary('Add', { neutral: { a: 0, b: 0 } }),
  AddN: addN,
  Sub: binary('Sub', { neutral: { b: 0 } }),
  Multiply: binary('Mul', { neutral: { a: 1, b: 1 } }),
  RealDiv: binary('Div', { neutral: { b: 1 } }),
  FloorDiv: binary(floorDivide, { dtype: 'int32' }),
  Mod: binary(floorModulo),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Pow: binary('Pow'),
  SquaredDifference: binary((to, a, b) => squared(to, to.emit('Sub', [a, b]))),
  Equal: comparison('Equal'),
  NotEqual: comparison((to, a, b) => to.emit('Not', [to.emit('Equal', [a, b])])),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  LogicalAnd: comparison('And'),
  LogicalOr: comparison('Or'),
  Select: select,
  EluGrad: rule<'dy' | 'y', unknown>({
    infer: ({ dy }) => dy,
    lower: (to, { dy, y }, _, dx) =>
      elementwise(to, [dy, y], dx, ([gradient, activation]) => {
        const slope = to.emit('Add', [to.emit('Min', [activation!, to.scalar(0, 'float32')]), to.scalar(1, 'float32')]);
        return to.emit('Mul', [gradient!, slope]);
      }),
  }),
};
