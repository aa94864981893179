/** Files of numpy.save, byte by byte. */

export type NpyArray = readonly [
  /** Type of the elements, such as `<f4`. */
  type: string,
  shape: readonly number[],
  data: ArrayBufferView,
  isFortranOrder?: boolean,
];

/** Returns the bytes of a file of version 1.0. */
export function npyFile(...[type, shape, data, isFortranOrder = false]: NpyArray): Buffer {
  const list = shape.join(', ') + (shape.length === 1 ? ',' : '');
  const order = isFortranOrder ? 'True' : 'False';
  const header = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${list}), }`;
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length & 255, padded.length >> 8]);
  return Buffer.concat([start, Buffer.from(padded), Buffer.from(data.buffer, 0, data.byteLength)]);
}
