/** Arrays for Python: `.npy` files, format 1.0. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const types = new Map([
  [Float32Array, '<f4'],
  [Int32Array, '<i4'],
  [Uint8Array, '|u1'],
]);

/** Writes an array in row-major order. @param {Float32Array | Int32Array | Uint8Array} values */
export function saveArray(path, values, shape) {
  const size = shape.reduce((product, side) => product * side, 1);
  if (values.length !== size) throw new Error(`${path}: expected ${size} values for [${shape}], got ${values.length}`);
  const type = types.get(Object.getPrototypeOf(values).constructor);
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sides}), }`;
  const header = Buffer.from(`${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`, 'latin1');
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.concat([start, header, Buffer.from(values.buffer, values.byteOffset, values.byteLength)]));
}
