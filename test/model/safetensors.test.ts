import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, decodeSafetensorsFile, encodeSafetensors } from '../../src/model/safetensors.js';

const arrays = [
  { name: 'a.weights', shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
  { name: 'a.bias', shape: [3], values: Float32Array.of(-1, 0.5, Number.NaN) },
  { name: 'scalar', shape: [], values: Float32Array.of(7) },
];
const encoded = encodeSafetensors(arrays);

/** A file with this header in front of `data` zero bytes. */
function file(header: unknown, data: number): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(data)]);
}

describe('safetensors', () => {
  it('reads back what it wrote', () => {
    expect(decodeSafetensors(encoded, 'x')).toEqual(arrays);
  });

  it('follows the published layout', () => {
    const headerLength = Number(new DataView(encoded.buffer).getBigUint64(0, true));
    const header = JSON.parse(Buffer.from(encoded.subarray(8, 8 + headerLength)).toString());
    expect(header['a.bias']).toEqual({ dtype: 'F32', shape: [3], data_offsets: [24, 36] });
    expect((8 + headerLength) % 8).toBe(0);
    expect(new DataView(encoded.buffer).getFloat32(8 + headerLength + 4, true)).toBe(2);
  });

  it('reads metadata, and a header in another order than the data', () => {
    const header = {
      __metadata__: { format: 'pt' },
      b: { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
      a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    };
    expect(decodeSafetensors(file(header, 12), 'x').map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('reads floats of 64 bits and bfloat16, and leaves integers out on request', () => {
    const header = {
      __metadata__: { format: 'pt' },
      a: { dtype: 'F64', shape: [2], data_offsets: [0, 16] },
      b: { dtype: 'BF16', shape: [3], data_offsets: [16, 22] },
      steps: { dtype: 'I64', shape: [], data_offsets: [22, 30] },
    };
    const bytes = file(header, 30);
    const data = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 30, 30);
    data.setFloat64(0, 0.1, true);
    data.setFloat64(8, 1e300, true);
    for (const [i, bits] of [0x3fc0, 0xc000, 0x7f80].entries()) data.setUint16(16 + 2 * i, bits, true);
    expect(decodeSafetensorsFile(bytes, 'x')).toEqual({
      arrays: [
        { name: 'a', shape: [2], values: Float32Array.of(0.1, Number.POSITIVE_INFINITY) },
        { name: 'b', shape: [3], values: Float32Array.of(1.5, -2, Number.POSITIVE_INFINITY) },
      ],
      others: [{ name: 'steps', dtype: 'I64' }],
      metadata: { format: 'pt' },
    });
    expect(() => decodeSafetensors(bytes, 'x')).toThrow('expected dtype F64, F32, F16, BF16 for steps, got I64');
  });

  it('stores values as 16-bit floats on request', () => {
    const values = Float32Array.of(1, -0, 0.1, 65504, 2 ** -24, Number.NaN, Number.POSITIVE_INFINITY);
    const half = encodeSafetensors([{ name: 'a', shape: [7], values }, ...arrays], 'F16');
    const rounded = Float32Array.of(1, -0, 0.0999755859375, 65504, 2 ** -24, Number.NaN, Number.POSITIVE_INFINITY);
    expect(decodeSafetensors(half, 'x')).toEqual([{ name: 'a', shape: [7], values: rounded }, ...arrays]);
    expect(decodeSafetensors(encodeSafetensors(decodeSafetensors(half, 'x'), 'F16'), 'x')).toEqual(
      decodeSafetensors(half, 'x'),
    );
    const headerLength = Number(new DataView(half.buffer).getBigUint64(0, true));
    expect(half.length - 8 - headerLength).toBe(2 * (7 + 6 + 3 + 1));
  });

  it('refuses to store a finite value as infinity', () => {
    const tooLarge = [{ name: 'a', shape: [2], values: Float32Array.of(65519, -65520) }];
    expect(() => encodeSafetensors(tooLarge, 'F16')).toThrow(
      'a: expected values within ±65,504 for 16-bit floats, got -65520',
    );
  });

  it('reads arrays from any byte offset', () => {
    const shifted = new Uint8Array(encoded.length + 3);
    shifted.set(encoded, 3);
    expect(decodeSafetensors(shifted.subarray(3), 'x')).toEqual(arrays);
  });

  const a = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
  it.each([
    ['nothing', new Uint8Array(0), 'expected at least 8 bytes, got 0'],
    ['a header longer than the file', Buffer.from('ffffffffffffff7f00', 'hex'), 'expected a header of'],
    ['no JSON', file('{"a": ', 4), 'its header: expected JSON'],
    ['a JSON array', file([1], 0), 'expected a header of arrays, got [1]'],
    ['a null entry', file({ a: null }, 4), 'expected a header of arrays, got {"a":null}'],
    ['another type', file({ a: { ...a, dtype: 'C64' } }, 4), 'expected dtype F64, F32, F16, BF16, '],
    ['integers', file({ a: { ...a, dtype: 'I32' } }, 4), 'expected dtype F64, F32, F16, BF16 for a, got I32'],
    ['floats of 8 bits', file({ a: { ...a, shape: [4], dtype: 'F8_E5M2' } }, 4), 'BF16 for a, got F8_E5M2'],
    ['16-bit floats in too many bytes', file({ a: { ...a, dtype: 'F16' } }, 4), 'expected bytes 0…2 for a, got [0,4]'],
    ['a negative side', file({ a: { ...a, shape: [-1] } }, 4), 'expected a shape for a, got [-1]'],
    ['a shape that is none', file({ a: { ...a, shape: 'x' } }, 4), 'expected a shape for a, got "x"'],
    ['offsets that do not fit', file({ a: { ...a, data_offsets: [0, 8] } }, 8), 'expected bytes 0…4 for a, got [0,8]'],
    ['a hole', file({ a: { ...a, data_offsets: [4, 8] } }, 8), 'expected bytes 0…4 for a, got [4,8]'],
    ['missing data', file({ a }, 3), 'expected 4 bytes of data, got 3: the file is cut short'],
    ['data too many', file({ a }, 5), 'expected 4 bytes of data, got 5'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes, 'weights.bin')).toThrow(`weights.bin is no intact safetensors file: `);
    expect(() => decodeSafetensors(bytes, 'weights.bin')).toThrow(message);
  });

  it('rejects every truncated file', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: encoded.length - 1 }), (length) => {
        expect(() => decodeSafetensors(encoded.subarray(0, length), 'x')).toThrow('no intact safetensors file');
      }),
    );
  });

  it('rejects values that do not fill their shape', () => {
    expect(() => encodeSafetensors([{ name: 'a', shape: [2], values: Float32Array.of(1) }])).toThrow(
      'expected 2 values',
    );
  });
});
