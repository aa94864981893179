/** Arrays of ONNX files: types, storage, and what is refused. */
import protobuf from 'protobufjs/light.js';
import { describe, expect, it } from 'vitest';
import { encodeFloat16 } from '../../src/common/float16.js';
import { tensorOf } from '../../src/interop/onnx/onnx-tensor.js';

/** TensorProto, with the fields that are read. */
const type = protobuf.Root.fromJSON({
  nested: {
    Entry: { fields: { key: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
    Tensor: {
      fields: {
        dims: { rule: 'repeated', type: 'int64', id: 1 },
        dataType: { type: 'int32', id: 2 },
        floatData: { rule: 'repeated', type: 'float', id: 4 },
        int32Data: { rule: 'repeated', type: 'int32', id: 5 },
        int64Data: { rule: 'repeated', type: 'int64', id: 7 },
        name: { type: 'string', id: 8 },
        rawData: { type: 'bytes', id: 9 },
        doubleData: { rule: 'repeated', type: 'double', id: 10 },
        uint64Data: { rule: 'repeated', type: 'uint64', id: 11 },
        externalData: { rule: 'repeated', type: 'Entry', id: 13 },
        dataLocation: { type: 'int32', id: 14 },
      },
    },
  },
}).lookupType('Tensor');
const encoded = (fields: object) => type.encode(type.fromObject({ name: 'w', ...fields })).finish();
const beside = Uint8Array.from([9, 9, 9, 9, ...new Uint8Array(Float32Array.of(1, -2).buffer)]);
const read = (fields: object) =>
  tensorOf(encoded(fields), (location) => (location === 'w.data' ? beside : new Uint8Array()))[1];
const raw = (values: ArrayBufferView) => new Uint8Array(values.buffer);
const external = (entries: Record<string, string>) => ({
  ...{ dataType: 1, dims: [2], dataLocation: 1 },
  externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
});

describe('an array', () => {
  it.each<[string, object, Float32Array | number[]]>([
    ['float32, raw', { dataType: 1, dims: [2], rawData: raw(Float32Array.of(1.5, -2)) }, Float32Array.of(1.5, -2)],
    ['float32', { dataType: 1, dims: [2], floatData: [1.5, -2] }, Float32Array.of(1.5, -2)],
    ['float64, raw', { dataType: 11, dims: [2], rawData: raw(Float64Array.of(1.5, -2)) }, Float32Array.of(1.5, -2)],
    ['float64', { dataType: 11, dims: [2], doubleData: [1.5, -2] }, Float32Array.of(1.5, -2)],
    [
      'float16, raw',
      { dataType: 10, dims: [2], rawData: raw(Uint16Array.of(encodeFloat16(1.5), encodeFloat16(-2))) },
      Float32Array.of(1.5, -2),
    ],
    ['float16', { dataType: 10, dims: [1], int32Data: [encodeFloat16(-2)] }, Float32Array.of(-2)],
    [
      'bfloat16, raw',
      { dataType: 16, dims: [2], rawData: raw(Uint16Array.of(0x3fc0, 0xc000)) },
      Float32Array.of(1.5, -2),
    ],
    ['bfloat16', { dataType: 16, dims: [1], int32Data: [0x3fc0] }, Float32Array.of(1.5)],
    ['int64, raw', { dataType: 7, dims: [2], rawData: raw(BigInt64Array.of(-1n, 3136n)) }, [-1, 3136]],
    ['int64', { dataType: 7, dims: [2], int64Data: [-1, 3136] }, [-1, 3136]],
    ['int32, raw', { dataType: 6, dims: [1], rawData: raw(Int32Array.of(-5)) }, [-5]],
    ['uint8, raw', { dataType: 2, dims: [2], rawData: Uint8Array.of(0, 255) }, [0, 255]],
    ['bool', { dataType: 9, dims: [2], int32Data: [0, 1] }, [0, 1]],
    ['uint64', { dataType: 13, dims: [1], uint64Data: [7] }, [7]],
    ['of no axis', { dataType: 1, dims: [], floatData: [3] }, Float32Array.of(3)],
    ['in another file', external({ location: 'w.data', offset: '4', length: '8' }), Float32Array.of(1, -2)],
  ])('%s', (_, fields, values) => {
    expect(read(fields).values).toEqual(values);
  });

  it.each<[string, object, string]>([
    ['of texts', { dataType: 8, dims: [1] }, 'expected arrays of float32, float16, float64, bfloat16, uint8'],
    ['of 8-bit floats', { dataType: 17, dims: [1], rawData: Uint8Array.of(1) }, "got type 17 for 'w'"],
    ['of no number', { dataType: 10, dims: [1], int32Data: [0x7e00] }, "finite numbers in 'w', got NaN at index 0"],
    ['cut short', { dataType: 11, dims: [2], rawData: raw(Float64Array.of(1)) }, "2 elements for 'w' [2], got 1"],
    ['of half an element', { dataType: 10, dims: [1], rawData: Uint8Array.of(1) }, 'got 0.5'],
    ['of many integers', { dataType: 2, dims: [1025], rawData: new Uint8Array(1025) }, 'at most 1024 integers'],
    ['beside, of no place', external({ offset: '4' }), "expected the location of the data of 'w'"],
    ['beside, at no number', external({ location: 'w.data', offset: '-4' }), 'a whole offset for \'w\', got "-4"'],
    ['beside, at a large number', external({ location: 'w.data', offset: '9'.repeat(16) }), 'a whole offset'],
    ['beside, of another length', external({ location: 'w.data', length: '4' }), 'expected 8 bytes'],
    ['beside, beyond the end', external({ location: 'w.data', offset: '8' }), 'expected 16 bytes in "w.data"'],
  ])('%s is refused', (_, fields, says) => {
    expect(() => read(fields)).toThrow(says);
  });
});
