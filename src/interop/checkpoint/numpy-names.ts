/** Arrays, scalars and types of NumPy in pickles (numpy.org/doc/stable/reference/generated/numpy.ndarray.__reduce__.html). */

import { shown } from '../../common/printable.js';
import { sizeOf } from '../../common/shape.js';
import { decodeFloats, type FloatType, rowMajor } from '../../files/float-types.js';
import type { PythonName, Stateful } from '../pickle/machine.js';
import { decoderOf, FileArray, shapeIn } from './file-array.js';

const floatTypes: Readonly<Record<string, FloatType>> = { f2: 'float16', f4: 'float32', f8: 'float64' };

/** `numpy.dtype`: a letter for the kind and the number of bytes, such as `f4`. */
class NumpyType implements Stateful {
  readonly code: string;

  constructor(code: unknown) {
    if (typeof code !== 'string') throw new Error('the pickle contains a NumPy type without a name');
    expectLittleEndian(code[0]);
    this.code = code.replace(/^[<|=]/, '');
  }

  get float(): FloatType | undefined {
    return Object.hasOwn(floatTypes, this.code) ? floatTypes[this.code] : undefined;
  }

  /** (version, byte order, …) */
  setState(state: unknown): void {
    expectLittleEndian(Array.isArray(state) ? state[1] : undefined);
  }
}

function expectLittleEndian(order: unknown): void {
  if (order === '>') throw new Error('its NumPy arrays are big-endian: expected little-endian ones');
}

/** `numpy.ndarray`, whose contents are its state. */
class NumpyArray extends FileArray implements Stateful {
  /** (version, shape, type, whether column-major, bytes) */
  setState(state: unknown): void {
    if (!Array.isArray(state)) throw new Error('the pickle contains a NumPy array without its contents');
    const [, shape, type, columnMajor, data] = state;
    this.shape = shapeIn(shape);
    this.decode = decoderIn(this.shape, type, columnMajor === true, data);
  }
}

function decoderIn(shape: readonly number[], type: unknown, columnMajor: boolean, data: unknown) {
  if (!(type instanceof NumpyType)) throw new Error('the pickle contains a NumPy array without its type');
  const strides = columnMajor ? rowMajor([...shape].reverse()).reverse() : rowMajor(shape);
  return decoderOf({ type: type.float, shape, strides, storage: () => bytesIn(data, type, sizeOf(shape)) });
}

/** Returns the bytes of `count` numbers. Python 2 wrote bytes as texts. */
function bytesIn(data: unknown, { code }: NumpyType, count: number): Uint8Array {
  if (!(data instanceof Uint8Array) && typeof data !== 'string') {
    throw new Error('the pickle contains a NumPy array of objects: expected numbers');
  }
  const expected = count * Number(code.slice(1));
  if (data.length !== expected) {
    throw new Error(
      `expected ${expected} bytes for ${count} NumPy numbers of the type ${shown(code)}, got ${data.length}`,
    );
  }
  return typeof data === 'string' ? Uint8Array.from(Buffer.from(data, 'latin1')) : data;
}

/** Integers of NumPy, by their type. */
const integers: Readonly<Record<string, (view: DataView) => number>> = {
  b1: (view) => view.getUint8(0),
  i1: (view) => view.getInt8(0),
  u1: (view) => view.getUint8(0),
  i2: (view) => view.getInt16(0, true),
  u2: (view) => view.getUint16(0, true),
  i4: (view) => view.getInt32(0, true),
  u4: (view) => view.getUint32(0, true),
  i8: (view) => Number(view.getBigInt64(0, true)),
  u8: (view) => Number(view.getBigUint64(0, true)),
};

function scalar(type: unknown, data: unknown): number {
  if (!(type instanceof NumpyType)) throw new Error('the pickle contains a NumPy number without its type');
  const bytes = bytesIn(data, type, 1);
  if (type.float) return decodeFloats(type.float, bytes)[0]!;
  if (!Object.hasOwn(integers, type.code))
    throw new Error(`NumPy numbers of the type ${shown(type.code)} are not read`);
  return integers[type.code]!(new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
}

/** The names of a module that NumPy 2 renamed. */
const inBothModules = (module: string, name: string, target: PythonName): [string, PythonName][] => [
  [`numpy.core.${module}.${name}`, target],
  [`numpy._core.${module}.${name}`, target],
];

/** Full names, and what they stand for. */
export const numpyNames: readonly (readonly [string, PythonName])[] = [
  ['numpy.ndarray', {}],
  ['numpy.dtype', { call: ([code]) => new NumpyType(code) }],
  ...inBothModules('multiarray', '_reconstruct', { call: () => new NumpyArray() }),
  ...inBothModules('multiarray', 'scalar', { call: ([type, data]) => scalar(type, data) }),
  ...inBothModules('numeric', '_frombuffer', {
    call([data, type, lengths, order]) {
      const shape = shapeIn(lengths);
      return new FileArray(shape, decoderIn(shape, type, order === 'F', data));
    },
  }),
];
