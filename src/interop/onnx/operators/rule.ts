/** How one operator is imported. */
import type { OnnxCall } from '../onnx-node.js';
import type { OnnxTensor } from '../onnx-tensor.js';
import type { ImportGraph } from './import-graph.js';
import { isConstant, isPart, isResult, type Refuse, type Result, type Value } from './value.js';

/** A call of an operator, with what its inputs stand for. */
export interface Use {
  readonly graph: ImportGraph;
  readonly call: OnnxCall;
  /** By input; undefined for an input that is left out. */
  readonly values: readonly (Value | undefined)[];
  readonly refuse: Refuse;
}

/** Returns what the outputs of the call stand for. */
export type Rule = (use: Use) => Value | readonly Value[];

export type Rules = Readonly<Record<string, Rule>>;

/** Returns the result at an input. @throws if it is something else */
export function resultAt({ values, refuse, call }: Use, place: number): Result {
  const value = values[place];
  if (isPart(value))
    throw refuse(`takes the result of ${value.operator}, which is supported only ${partOf[value.part]}`);
  if (!isResult(value))
    throw refuse(`has ${value ? 'a constant' : 'nothing'} as input ${place + 1}: expected a result`);
  if (value.pads && call.operator !== 'Conv')
    throw refuse('takes the result of Pad, which is supported only before Conv');
  return value;
}

const partOf = {
  root: 'in a normalization: x − mean, divided by it',
  'inverse root': 'in a normalization: x − mean, times it',
  'log softmax': 'at the end, and before Exp',
} as const;

/** Returns the constant at an input; undefined if the input is left out. @throws if it is a result */
export function optionalAt({ values, refuse }: Use, place: number): OnnxTensor | undefined {
  const value = values[place];
  if (value === undefined || isConstant(value)) return value;
  throw refuse(`has no constant as input ${place + 1}: only constants are supported there`);
}

/** Returns the constant at an input. @throws if there is none */
export function constantAt(use: Use, place: number): OnnxTensor {
  const constant = optionalAt(use, place);
  if (constant) return constant;
  throw use.refuse(`lacks input ${place + 1}`);
}

/** Returns the integers of an input, or of an attribute as in older operator sets; undefined if there are none. */
export function integersAt(use: Use, place: number, attribute: string): readonly number[] | undefined {
  const constant = optionalAt(use, place);
  if (constant) return Array.from(constant.values);
  const setting = use.call.attributes[attribute];
  if (typeof setting === 'number') return [setting];
  return Array.isArray(setting) ? (setting as readonly number[]) : undefined;
}

/** Returns the number of an attribute. */
export function numberOf({ call, refuse }: Use, name: string, otherwise: number): number {
  const setting = call.attributes[name] ?? otherwise;
  if (typeof setting !== 'number') throw refuse(`has ${name} that is no number`);
  return setting;
}

/** Returns the integers of an attribute, of which there must be so many. */
export function numbersOf({ call, refuse }: Use, name: string, otherwise: readonly number[]): readonly number[] {
  const setting = call.attributes[name];
  const list = Array.isArray(setting) && setting.length > 0 ? (setting as readonly number[]) : otherwise;
  if (list.length !== otherwise.length) throw refuse(`has ${list.length} ${name}: expected ${otherwise.length}`);
  return list;
}

/** Returns the values of a constant as floats. */
export const floatsIn = ({ values }: OnnxTensor): Float32Array =>
  values instanceof Float32Array ? values : Float32Array.from(values);
