/** The constants of an ONNX graph: its arrays, its Constant nodes, and what exporters compute of them alone. */

import type { UsageError } from '../../common/errors.js';
import { sizeOf } from '../../common/shape.js';
import type { OnnxCall, OnnxFile, OnnxTensor } from './onnx-file.js';

export type Constants = ReadonlyMap<string, OnnxTensor>;

/**
 * Returns the calls that depend on the input, and all constants. Of calls on constants, Identity and Reshape are computed.
 * @throws the error of `refuse`, for a Constant without a tensor and a reshape to another size
 */
export function foldConstants(
  file: Pick<OnnxFile, 'calls' | 'constants'>,
  refuse: (call: OnnxCall, why: string) => UsageError,
): { readonly calls: readonly OnnxCall[]; readonly constants: Constants } {
  const constants = new Map(file.constants);
  const calls = file.calls.filter((call) => {
    const [output] = call.outputs;
    if (output === undefined) throw refuse(call, 'has no result');
    const value = constantOf(call, constants, (why) => refuse(call, why));
    if (value) constants.set(output, value);
    return !value;
  });
  return { calls, constants };
}

function constantOf(
  { operator, inputs, attributes }: OnnxCall,
  constants: Constants,
  refuse: (why: string) => UsageError,
): OnnxTensor | undefined {
  if (operator === 'Constant') {
    if (!isTensor(attributes.value)) throw refuse('holds no tensor');
    return attributes.value;
  }
  const [array, target] = inputs.map((name) => constants.get(name));
  if (!array) return undefined;
  if (operator === 'Identity') return array;
  if (operator !== 'Reshape' || !target) return undefined;
  const shape = reshaped(array.shape, Array.from(target.values));
  if (!shape) throw refuse(`to [${target.values}] changes the size of a constant [${array.shape}]`);
  return { ...array, shape };
}

const isTensor = (value: unknown): value is OnnxTensor =>
  typeof value === 'object' && value !== null && 'shape' in value;

/**
 * Returns the shape that a Reshape makes of another: a length of 0 keeps that of the same axis, −1 is what remains. Undefined
 * where the sizes differ.
 */
export function reshaped(from: readonly number[], target: readonly number[]): readonly number[] | undefined {
  const lengths = target.map((length, axis) => (length === 0 ? from[axis]! : length));
  const rest = sizeOf(from) / sizeOf(lengths.filter((length) => length !== -1));
  const shape = lengths.map((length) => (length === -1 ? rest : length));
  const valid = shape.every((length) => Number.isInteger(length) && length >= 0) && sizeOf(shape) === sizeOf(from);
  return valid ? shape : undefined;
}
