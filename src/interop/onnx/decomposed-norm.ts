/**
 * Layer normalization written as single operations, as exporters do for operator sets before 17:
 *
 *     mean = ReduceMean(x); centered = Sub(x, mean); variance = ReduceMean(Pow(centered, 2) or Mul(centered, centered))
 *     root = Sqrt(Add(variance, ε)); Div(centered, root) or Mul(centered, Reciprocal(root)); Mul(…, scale); Add(…, offset)
 */
import { floatsIn, type Refuse } from './chain.js';
import type { Constants } from './fold-constants.js';
import type { OnnxCall, OnnxTensor } from './onnx-file.js';

interface Read {
  /** Name of the result. */
  readonly output: string;
  /** Number of calls that were read. */
  readonly length: number;
}

interface Standardized extends Read {
  /** As in the file: negative axes count from the end; none stands for all. */
  readonly axes: readonly number[];
  readonly epsilon: number;
}

/**
 * Reads calls from the first ReduceMean up to Div or the Mul by Reciprocal.
 * @param input name of x @throws the error of `refuse` where the calls are something else
 */
export function readStandardized(
  calls: readonly OnnxCall[],
  input: string,
  constants: Constants,
  refuse: Refuse,
): Standardized {
  let length = 0;
  const fail = (expected: string, got: string) =>
    refuse(`is supported only as the beginning of layer normalization: expected ${expected}, got ${got}`);
  /** Reads a call of an operator with these operands, and a constant besides, if any. */
  const read = (operator: string, ...operands: readonly string[]) => {
    const call = calls[length++];
    if (call?.operator !== operator) throw fail(operator, call?.operator ?? 'the end of the graph');
    const others = othersOf(call, operands);
    if (!others) throw fail(`${operator} of the results before it`, 'other operands');
    return { call, output: call.outputs[0]!, constant: constants.get(others[0] ?? '') };
  };
  const mean = (of: string) => {
    const { call, output, constant } = read('ReduceMean', of);
    if (call.attributes.keepdims === 0) throw fail('ReduceMean with keepdims', 'one without');
    const axes = constant?.values ?? call.attributes.axes;
    return { output, axes: Array.isArray(axes) ? (axes as readonly number[]) : [] };
  };
  const number = (operator: string, of: string) => {
    const { output, constant } = read(operator, of);
    if (constant?.values.length !== 1) throw fail(`${operator} with a number`, 'something else');
    return { output, value: constant.values[0]!, constant };
  };
  const next = () => calls[length]?.operator;

  const { axes, output: average } = mean(input);
  const centered = read('Sub', input, average).output;
  let square: string;
  if (next() === 'Pow') {
    const power = number('Pow', centered);
    if (power.value !== 2) throw fail('Pow with 2', `${power.value}`);
    square = power.output;
  } else square = read('Mul', centered, centered).output;
  const variance = mean(square);
  if (variance.axes.join() !== axes.join()) throw fail(`ReduceMean over the axes [${axes}]`, `[${variance.axes}]`);
  const { output: shifted, value: epsilon, constant } = number('Add', variance.output);
  floatsIn(constant, refuse);
  const root = read('Sqrt', shifted).output;
  const { output } =
    next() === 'Reciprocal' ? read('Mul', centered, read('Reciprocal', root).output) : read('Div', centered, root);
  return { axes, epsilon, output, length };
}

/**
 * Reads the calls that follow: Mul with a scale and Add with an offset, or one of them, or none.
 * @param accepts whether a constant can be a scale or an offset
 */
export function readAffine(
  calls: readonly OnnxCall[],
  input: string,
  constants: Constants,
  accepts: (constant: OnnxTensor) => boolean,
): Read & { readonly scale?: OnnxTensor; readonly offset?: OnnxTensor } {
  let [output, length] = [input, 0];
  const read = (operator: string) => {
    const call = calls[length];
    const others = call?.operator === operator ? othersOf(call, [output]) : undefined;
    const constant = constants.get(others?.[0] ?? '');
    if (!constant || !accepts(constant)) return undefined;
    output = call!.outputs[0]!;
    length++;
    return constant;
  };
  const [scale, offset] = [read('Mul'), read('Add')];
  return { output, length, ...(scale && { scale }), ...(offset && { offset }) };
}

/** Returns the inputs of a call besides its first operands, or undefined if it has others. Mul and Add have them in any order. */
function othersOf({ operator, inputs }: OnnxCall, operands: readonly string[]): readonly string[] | undefined {
  const commutes = operator === 'Mul' || operator === 'Add';
  const ordered = commutes && inputs[0] !== operands[0] ? [...inputs].reverse() : inputs;
  return operands.every((name, i) => ordered[i] === name) ? ordered.slice(operands.length) : undefined;
}
