/** Checks the arguments of a runner: number, type and length of the arrays. */
import { sizeOf } from '../common/shape.js';
import type { DataType, TensorSpec, Values } from './signature.js';

const arrayTypes = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array } as const;

function checkArray(what: string, values: Values, type: keyof typeof arrayTypes, shape: readonly number[]): void {
  const expected = arrayTypes[type];
  if (values instanceof expected && values.length === sizeOf(shape)) return;
  const got = ArrayBuffer.isView(values) ? `${values.constructor.name} of ${values.length}` : String(values);
  throw new TypeError(`${what}: expected a ${expected.name} of ${sizeOf(shape)} elements ([${shape}]), got ${got}`);
}

const storedType = ({ dtype = 'float32', storage }: TensorSpec) => storage ?? dtype;

/** @param specs inputs that are passed to `run`, without frozen ones */
export function checkInputs(specs: readonly TensorSpec[], inputs: readonly Values[]): void {
  if (inputs.length !== specs.length) {
    throw new TypeError(`run: expected ${specs.length} inputs (frozen ones left out), got ${inputs.length}`);
  }
  for (const [index, spec] of specs.entries())
    checkArray(`input ${index}`, inputs[index]!, storedType(spec), spec.shape);
}

export function checkOutputs(
  outputs: readonly { readonly shape: readonly number[]; readonly dtype: DataType }[],
  given: readonly (Values | undefined)[],
): void {
  if (given.length > outputs.length) {
    throw new TypeError(`run: expected at most ${outputs.length} output arrays, got ${given.length}`);
  }
  for (const [index, values] of given.entries()) {
    if (values) checkArray(`output ${index}`, values, outputs[index]!.dtype, outputs[index]!.shape);
  }
}

/** Returns the frozen arrays of a signature, checked once at compilation. */
export function checkFrozen(specs: readonly TensorSpec[]): void {
  for (const [index, { frozen, dtype = 'float32', shape }] of specs.entries()) {
    if (frozen) checkArray(`frozen input ${index}`, frozen, dtype, shape);
  }
}

/** Types that a result can have. */
export function checkResult(dtype: string, index: number): asserts dtype is DataType {
  if (dtype !== 'float32' && dtype !== 'int32') {
    throw new TypeError(`result ${index}: expected float32 or int32, got ${dtype}; cast it`);
  }
}
